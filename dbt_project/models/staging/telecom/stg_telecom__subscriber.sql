{{ stage('subscriber_stats') }}

{{ stage('resolution_indicator') }}

{{ stage('resolution_task') }}

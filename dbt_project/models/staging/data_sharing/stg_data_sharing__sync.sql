{{ stage('shared_database_sync') }}

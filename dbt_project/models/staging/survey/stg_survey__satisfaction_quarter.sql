{{ stage('satisfaction_quarter') }}

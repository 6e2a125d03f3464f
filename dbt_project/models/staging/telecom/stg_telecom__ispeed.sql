{{ stage('ispeed') }}

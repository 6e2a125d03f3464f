{{ stage('portal_activity') }}

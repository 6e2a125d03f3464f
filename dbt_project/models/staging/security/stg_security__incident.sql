{{ stage('security_incident') }}

{{ stage('information_system') }}

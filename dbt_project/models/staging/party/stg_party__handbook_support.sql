{{ stage('handbook_support') }}

{{ stage('citizen_feedback') }}

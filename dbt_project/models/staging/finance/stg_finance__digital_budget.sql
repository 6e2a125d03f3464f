{{ stage('digital_budget') }}

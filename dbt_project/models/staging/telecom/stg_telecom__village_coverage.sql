{{ stage('village_coverage') }}

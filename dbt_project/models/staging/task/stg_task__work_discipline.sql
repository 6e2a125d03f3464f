{{ stage('work_discipline') }}

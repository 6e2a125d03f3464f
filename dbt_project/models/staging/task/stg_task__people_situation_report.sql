{{ stage('people_situation_report') }}

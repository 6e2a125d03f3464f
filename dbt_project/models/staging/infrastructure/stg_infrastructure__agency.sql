{{ stage('it_infrastructure') }}

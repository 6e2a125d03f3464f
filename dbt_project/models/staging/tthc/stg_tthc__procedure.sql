{{ stage('procedure_catalogue') }}

{{ stage('papi_score') }}

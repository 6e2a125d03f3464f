{{ stage('party_resolution_study') }}

{{ stage('party_growth') }}

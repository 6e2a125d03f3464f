{{ stage('party_handbook') }}

{{ stage('party_cell_use') }}

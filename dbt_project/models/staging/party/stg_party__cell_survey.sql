{{ stage('party_cell_survey') }}

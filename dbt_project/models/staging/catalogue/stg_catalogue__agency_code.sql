{{ stage('agency_code_list') }}

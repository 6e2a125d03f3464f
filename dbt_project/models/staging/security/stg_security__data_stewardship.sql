{{ stage('data_stewardship') }}

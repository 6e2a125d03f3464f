{{ stage('bts_station') }}

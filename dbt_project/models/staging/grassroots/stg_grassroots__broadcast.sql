{{ stage('commune_broadcast') }}

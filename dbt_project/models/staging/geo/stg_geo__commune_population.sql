{{ stage('commune_population') }}

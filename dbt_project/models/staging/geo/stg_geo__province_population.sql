{{ stage('province_population') }}

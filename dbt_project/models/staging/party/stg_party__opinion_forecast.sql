{{ stage('opinion_forecast') }}

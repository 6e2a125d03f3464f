{{ stage('digital_skills') }}

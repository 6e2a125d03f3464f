{{ stage('staff_skills') }}

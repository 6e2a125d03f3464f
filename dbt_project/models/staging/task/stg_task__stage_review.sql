{{ stage('stage_review') }}

{{ stage('project_milestone') }}

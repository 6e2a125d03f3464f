{{ stage('task_delay') }}

{{ stage('published_index') }}

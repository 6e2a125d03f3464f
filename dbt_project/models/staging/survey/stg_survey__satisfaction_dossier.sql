{{ stage('satisfaction_dossier') }}

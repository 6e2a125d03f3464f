{{ stage('onestop_dossier_list') }}

{{ stage('onestop_dossier_list', derived={'is_due_whole_day': 'length(due_at__text) <= 10'}) }}

{{ stage('dvc_dossier_event', derived={'receiving_agency_code': agency_code_in("split_part(dossier_code, '-', 1)")}) }}

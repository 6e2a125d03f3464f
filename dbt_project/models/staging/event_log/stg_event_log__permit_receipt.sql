{{ stage('permit_receipt', derived={'is_online': "submission_channel in ('Internet', 'e-mail')"}) }}

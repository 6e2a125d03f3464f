{{ stage('doc_register') }}

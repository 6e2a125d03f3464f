{{ stage('online_payment_txn') }}

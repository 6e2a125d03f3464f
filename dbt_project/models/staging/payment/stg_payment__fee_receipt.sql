{{ stage('onestop_fee_receipt') }}

{{ stage('onestop_summary_06a') }}

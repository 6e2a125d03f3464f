{{ stage('budget_balance_b46') }}

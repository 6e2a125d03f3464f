{{ stage('admin_unit_history') }}

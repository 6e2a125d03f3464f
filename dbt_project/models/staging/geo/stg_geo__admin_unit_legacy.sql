{{ stage('admin_unit_legacy') }}

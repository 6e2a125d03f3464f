{{ stage('admin_unit') }}

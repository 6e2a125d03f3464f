{{ stage('admin_district_legacy') }}

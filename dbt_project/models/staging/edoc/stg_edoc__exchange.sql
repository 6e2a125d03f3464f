{{ stage('edoc_exchange', derived={'receiver_agency_code': agency_code_in('receiver_code'), 'sender_agency_code': agency_code_in('sender_code')}) }}

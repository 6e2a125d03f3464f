{{ stage('culture_house_internet') }}

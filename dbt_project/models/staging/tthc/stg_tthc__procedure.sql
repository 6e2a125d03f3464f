-- Ways of handing in stand as JSON (channel, duration, unit as printed, fee); a duration that is not a number with a unit is null there.
{{ stage('procedure_catalogue', derived={
    'submission_method_count': json_count('submission_methods', '"channel":"'),
    'unknown_duration_count': json_count('submission_methods', '"duration":null'),
}) }}

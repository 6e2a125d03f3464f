{{ indicator_touched({
    'dossier': ref('fct_dossier'),
    'document': ref('fct_document'),
    'village_coverage': ref('fct_village_coverage'),
    'subscriber': ref('int_subscriber_once'),
}) }}

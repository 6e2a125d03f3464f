{{ indicator_doubt({
    'dossier': ref('int_dossier_doubt'),
    'document': ref('int_document_doubt'),
    'village_coverage': ref('int_village_coverage_doubt'),
    'subscriber': ref('int_subscriber_doubt'),
}) }}

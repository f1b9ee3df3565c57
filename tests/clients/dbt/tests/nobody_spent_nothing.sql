select * from {{ ref('spending') }} where spent <= 0

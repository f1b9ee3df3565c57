{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='append_new_columns') }}
select
    count(*) as orders
    {% if is_incremental() %}, 'later' as added{% endif %}
from {{ ref('orders') }}

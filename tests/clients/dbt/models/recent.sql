{{ config(materialized='incremental', incremental_strategy='insert_overwrite', partitioned_by=['month']) }}
select
    order_id,
    amount,
    cast({% if is_incremental() %}'second'{% else %}'first'{% endif %} as varchar) as written,
    date_format(day, '%Y-%m') as month
from {{ ref('orders') }}
{% if is_incremental() %}
where day >= date '2026-04-01'
{% endif %}

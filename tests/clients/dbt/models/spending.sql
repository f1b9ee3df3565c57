{{ config(materialized='view') }}
select c.name, c.tier, sum(o.amount) as spent, count(*) as orders
from {{ ref('customers') }} as c
join {{ ref('orders') }} as o on o.customer_id = c.id
group by c.name, c.tier

{{ config(partitioned_by=['day']) }}
select
    n as order_id,
    n % 3 + 1 as customer_id,
    cast(n * 1.5 as decimal(10, 2)) as amount,
    date_add('day', n % 120, date '2026-01-01') as day
from unnest(sequence(1, 240)) as t (n)

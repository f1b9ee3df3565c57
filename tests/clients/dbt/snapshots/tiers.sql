{% snapshot tiers %}
{{ config(strategy='check', unique_key='id', check_cols=['tier'], target_schema=schema) }}
select id, name, tier from {{ ref('customers') }}
{% endsnapshot %}

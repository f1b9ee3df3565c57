approx_distinct(x) from unnest(sequence(1, 50)) t(x)
sum(x) from (values 0.1e0, 0.2e0, 0.3e0) t(x)
max_by(x, y) from (values (1, 'b'), (2, 'a')) t(x, y)
SELECT x, y FROM (VALUES (1, null), (null, 2)) t(x, y) WHERE x = 1 OR y = 2 ORDER BY x
SELECT count(*) FROM (VALUES nan(), nan(), 1e0) t(x) GROUP BY x ORDER BY 1
SELECT DISTINCT x FROM (VALUES nan(), nan(), 1e0) t(x) ORDER BY x
SELECT x FROM (VALUES nan(), 1e0, infinity(), -1e0) t(x) ORDER BY x DESC
SELECT a.x FROM (VALUES nan(), 1e0) a(x) JOIN (VALUES nan(), 1e0) b(x) ON a.x = b.x
SELECT x FROM (VALUES -0e0, 0e0) t(x) GROUP BY x
SELECT count(distinct x) FROM (VALUES -0e0, 0e0) t(x)
0e0 = -0e0, -0e0 < 0e0, abs(-0e0), 0e0 is distinct from -0e0
SELECT x, count(*) FROM (VALUES timestamp '2020-01-01 00:00:00 UTC', timestamp '2019-12-31 19:00:00 America/New_York') t(x) GROUP BY x
SELECT count(DISTINCT x) FROM (VALUES timestamp '2020-01-01 00:00:00 UTC', timestamp '2019-12-31 19:00:00 America/New_York') t(x)
SELECT DISTINCT x FROM (VALUES timestamp '2020-01-01 00:00:00 UTC', timestamp '2019-12-31 19:00:00 America/New_York') t(x)
array[1, 2] = array[1, null], array['NULL'] = array['NULL'], row(1, null) = row(1, 2)
SELECT x FROM (VALUES array[1], array[1]) t(x) GROUP BY x
SELECT upper(x) AS x FROM (VALUES 'b', 'a') t(x) ORDER BY x
SELECT x AS y, y AS x FROM (VALUES (1, 2), (3, 0)) t(x, y) ORDER BY x
SELECT x AS y FROM (VALUES (1, 2), (3, 0)) t(x, y) GROUP BY x ORDER BY y
SELECT sum(x) AS x FROM (VALUES 1, 2) t(x) HAVING sum(x) > 2
SELECT x + 1 AS x FROM (VALUES 1, 2) t(x) WHERE x = 1
SELECT length(x) AS n, count(*) FROM (VALUES 'a', 'bb', 'c') t(x) GROUP BY length(x) ORDER BY n
SELECT x n, count(*) FROM (VALUES 'a', 'bb') t(x) GROUP BY n
cast('2020-01-01 24:00:00' as timestamp)
cast('2020-1-1 1:2:3' as timestamp), cast('2020-01-01 00:00:00.9999' as timestamp(3))
timestamp '2020-01-01 00:00:00.1239' + interval '0.001' second
cast(timestamp '2020-01-01 00:00:00.9995' as timestamp(3)), cast(timestamp '1969-12-31 23:59:59.9995' as timestamp(3))
cast(1.5e0 as decimal(10,5)), cast(0.1e0 as decimal(20,18)), cast(2.5e0 as decimal(1,0)), cast(0.125e0 as decimal(3,2))
cast(1e15 as bigint), cast(9007199254740993 as double), cast(123456789012 as real), cast(0.5 as integer), cast(1.5 as bigint), cast(-0.5 as integer)
cast(4.35e0 as decimal(5,1)), cast(1.005e0 as decimal(5,2)), cast(2.675e0 as decimal(5,2)), cast(1.15e0 as decimal(5,1))
1.0 / 3 * 3, (1 + 2) * 3 - 4 / 2, 2 + 3 * 4 - -1, 10 - 2 - 3, 100 / 10 / 5, 7 - 3 % 2
not true = false, not 1 = 2, true or false and false, 1 + 1 || 'x' is null
1 < 2 = true
2 > 1 and 3 > 2 or false, not false and false, - 2 * 3, 'a' || 'b' = 'ab', 1 + 2 = 3, 5 between 1 + 1 and 3 * 3
case when null then 1 else 2 end, case null when null then 1 else 2 end, case 1 when 1.0 then 'a' end, if(null, 1, 2), nullif(null, 1), nullif(1, null), nullif(1, 1.0)
coalesce(1, 2.5), coalesce(null, null), typeof(coalesce(1, 2.5)), typeof(nullif(1, 2.5)), typeof(if(true, 1, 2e0)), typeof(case when true then 'a' else 'bcd' end)
lower('İ'), upper('ŉ'), upper('ǆ'), lower('Σ'), upper('ﬁ')
trim(chr(9) || 'a' || chr(10)), trim(chr(160) || 'a'), ltrim(chr(12288) || 'a')
length(trim('  ')), rpad('', 2, 'ab'), lpad('abc', 0, 'x'), split('a,', ','), split(',a', ',', 2), strpos('', 'a'), substr('', 1)
substr('abc', 1, 0), substr('abc', 2, -1), substr('abc', -1, 5), substr('abc', 4), substr('abc', -3)
split_part('a,b', '', 1), split_part('', ',', 1), split_part('a,,b', ',', 2)
from_unixtime(1.0005), from_unixtime(1.0015e0), from_unixtime(-0.5), from_unixtime(1e10)
date_diff('month', timestamp '2020-01-31 12:00:00', timestamp '2020-02-29 13:00:00'), date_diff('month', date '2020-02-29', date '2020-03-31'), date_diff('year', date '2019-03-01', date '2020-02-29'), date_diff('month', date '2020-03-31', date '2020-02-29'), date_diff('week', date '2020-01-10', date '2020-01-01')
date_diff('day', timestamp '2020-03-07 12:00:00 America/New_York', timestamp '2020-03-08 12:00:00 America/New_York'), date_diff('hour', timestamp '2020-03-07 12:00:00 America/New_York', timestamp '2020-03-08 12:00:00 America/New_York')
date_add('day', 1, timestamp '2020-03-07 02:30:00 America/New_York'), date_add('hour', 24, timestamp '2020-03-07 02:30:00 America/New_York'), date_trunc('hour', timestamp '2020-11-01 01:30:00 America/New_York')
json_extract_scalar('{"a": 1.0}', '$.a'), json_extract_scalar('{"a": "1"}', '$["a"]'), json_extract('{"a": 1.0}', '$.a'), json_extract('{"b":1,"a":2}', '$'), json_extract_scalar('{"a": {"b": "c"}}', '$.a.b'), json_extract('[1,2,3]', '$[2]')
json_extract('{"z":{"b":1,"a":2.50}}', '$.z'), json_parse('1.0E2'), json_parse('100'), json_parse('-0'), json_parse('1e2'), json_format(json_parse('[1.10]'))
cast(json '1.9' as bigint), cast(json '1.2' as integer), cast(json '-1.9' as bigint), cast(json 'true' as bigint), cast(json '"a"' as json)
cast(json_parse('{"a":null}') as map(varchar, integer)), cast(json '[null, 1]' as array(varchar)), cast(cast(array[1.5, 2] as json) as array(double))
regexp_extract('foo123', '[a-z]+'), regexp_replace('a.b', '\.', '$0$0'), regexp_split('a1b22c', '\d+'), regexp_like('a', ''), regexp_replace('abc', '(b)', '<$1>'), regexp_extract_all('', 'a'), regexp_like('line1' || chr(10) || 'line2', '^line2$')
regexp_like('line1' || chr(10) || 'line2', '(?m)^line2$'), regexp_replace('aBc', '(?i)b', ''), regexp_extract('日本語', '本')
array_sort(array['b', 'B', 'a', null]), array_distinct(array[null, 1, null]), array_union(array[1, 1], array[null, 1]), array_intersect(array[3, 1, 2], array[1, 3]), array_except(array[3, 1, 1], array[2])
array_join(array[1, 2], ', ', 'n'), array_position(array[1, null], null), contains(array[1], 1.0), element_at(array['a'], 2), array_max(array['a', 'c']), flatten(array[array['a'], array['b']])
reduce(array[1, 2, 3], 0e0, (s, x) -> s + x, s -> s / 3), reduce(array['a'], 0, (s, x) -> s + length(x), s -> s)
transform(array[1, 2], x -> array[x, x + 1]), filter(array['a', 'bb'], x -> length(x) > 1), transform(filter(array[1, 2, 3], x -> x > 1), x -> x * x)
map_filter(map(array['a', 'b'], array[1, 2]), (k, v) -> v > 1), cardinality(map_filter(map(array[1], array[2]), (k, v) -> false)), map_keys(map(array[3, 1], array['x', 'y']))
SELECT t.x, u.y FROM (VALUES (1, array['a', 'b'])) t(x, ys) CROSS JOIN UNNEST(transform(ys, y -> y || '!')) u(y) ORDER BY 2
SELECT * FROM UNNEST(array[1, 2], map(array['a'], array[10])) WITH ORDINALITY t(a, k, v, n) ORDER BY n
SELECT k, sum(v) FROM (VALUES map(array['a', 'b'], array[1, 2]), map(array['a'], array[5])) t(m) CROSS JOIN UNNEST(m) u(k, v) GROUP BY k ORDER BY k
SELECT a.x, (SELECT count(*) FROM (VALUES 1, 1, 2) b(x) WHERE b.x = a.x) n FROM (VALUES 1, 2, 3) a(x) ORDER BY 1
SELECT x, lag(x, 2, 100) OVER (ORDER BY x DESC) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, first_value(x) OVER (PARTITION BY x % 2 ORDER BY x), last_value(x) OVER (PARTITION BY x % 2 ORDER BY x) FROM (VALUES 1, 2, 3, 4) t(x) ORDER BY x
SELECT x, avg(x) OVER (), count(*) OVER (PARTITION BY x) FROM (VALUES 1, 1, 2) t(x) ORDER BY x
url_extract_path('http://a.b/c/d.html;x=1?y#z'), url_extract_host('http://[::1]:80/'), url_extract_port('http://a:99999/'), url_extract_query('http://a/?b=c%26d'), url_extract_parameter('http://a/?b=c+d', 'b'), url_extract_fragment('http://a/#x%20y')
url_encode('äöü !()'), url_decode('%E4%BD%A0'), url_decode('a%20b+c')
to_base(255, 2), from_base('11111111', 2), from_base('7FFFFFFFFFFFFFFF', 16), to_base(9223372036854775807, 36)
width_bucket(0, 10, 0, 5), bitwise_right_shift(-1, 60), bitwise_left_shift(-1, 3), bit_count(0, 64), bitwise_right_shift(cast(-8 as tinyint), 1)
format('%3d|%-3d|%03d', 5, 5, 5), format('%s%%', 5), format('%.0f', 2.5), format('%.1f', 0.25), format('%10.2f', 3.14159), format('%s', 'x')
human_readable_seconds(59.6), human_readable_seconds(86400), parse_duration('1.5h'), soundex('Jackson'), luhn_check('0')
stddev(x), var_pop(x), corr(x, x) from (values 1e0, 2e0, 4e0) t(x)
bool_and(x), bool_or(x), count_if(x) from (values true, null) t(x)
array_agg(x order by x nulls first), array_agg(x order by x desc nulls last) from (values 1, null, 2) t(x)
avg(x), sum(x) from (values 99999999.99, 0.01) t(x)
avg(x) from (values cast(1 as bigint), cast(2 as bigint)) t(x)
min(x), max(x) from (values cast('a' as char(3)), cast('b' as char(3))) t(x)
regexp_extract_all('2020-01-05, 2021-02-06', '(\d{4})-(\d{2})', 1), regexp_replace('John Smith', '(\w+) (\w+)', '$2, $1'), regexp_like('foo@bar.com', '^[\w.]+@[\w.]+\.\w+$')
array_join(array_sort(array_distinct(split('b,a,c,a', ','))), '|'), cardinality(filter(split('a,,b', ','), x -> x <> ''))
map_agg(k, v)['a'], element_at(map_agg(k, v), 'zz') from (values ('a', 1), ('b', 2)) t(k, v)
transform_values(map_agg(k, v), (k, v) -> v * 2) from (values ('a', 1), ('b', 2)) t(k, v)
map_keys(map_filter(map_agg(k, v), (k, v) -> v > 1)) from (values ('a', 1), ('b', 2)) t(k, v)
x, y, lag(y, 1, 'none') over (partition by x order by y) from (values ('a', 'p'), ('a', 'q'), ('b', 'r')) t(x, y) order by x, y
x, count(*) c, rank() over (order by count(*) desc, x) from (values 'a', 'b', 'a') t(x) group by x order by 3
date_trunc('month', d) m, sum(v) from (values (date '2020-01-05', 1), (date '2020-01-20', 2), (date '2020-02-01', 3)) t(d, v) group by 1 order by 1
date_diff('day', lag(d) over (order by d), d) from (values date '2020-01-05', date '2020-01-20') t(d) order by 1 nulls first
format_datetime(from_unixtime(1577836800), 'yyyy-MM-dd'), date_format(from_unixtime(1577836800), '%Y/%m/%d %T'), from_unixtime(1577836800.5), to_iso8601(from_unixtime(1577836800))
cast(from_iso8601_timestamp('2020-01-05T10:11:12.345Z') as timestamp), cast(from_iso8601_timestamp('2020-01-05T10:11:12Z') as date), date(from_iso8601_timestamp('2020-01-05T23:00:00-05:00'))
sum(x) filter (where x % 2 = 0), count(distinct x % 3), avg(cast(x as double)), min_by(x, -x), max_by(x, x) from unnest(sequence(1, 10)) t(x)
histogram(x % 3), array_agg(distinct x % 3 order by x % 3) from unnest(sequence(1, 10)) t(x)
numeric_histogram(3, x) from unnest(sequence(1, 10)) t(x)
x, ntile(3) over (order by x), sum(x) over (order by x rows 2 preceding), avg(x) over (order by x rows between 1 preceding and 1 following) from unnest(sequence(1, 6)) t(x) order by x
x, first_value(x) over (partition by x % 2 order by x desc), last_value(x) over (partition by x % 2 order by x rows between unbounded preceding and unbounded following) from unnest(sequence(1, 4)) t(x) order by x
x, count(*) over (order by x range between 2 preceding and 1 following) from (values 1, 2, 4, 7, 8) t(x) order by x
x, y, sum(y) over (partition by x order by y groups between 1 preceding and 1 following exclude current row) from (values ('a', 1), ('a', 2)) t(x, y) order by y
max(x) over (), min(x) over (), x - avg(x) over () from (values 1, 2, 3) t(x) order by 3
percent_rank() over (partition by x % 2 order by x), cume_dist() over (partition by x % 2 order by x) from unnest(sequence(1, 4)) t(x) order by 1, 2
nth_value(x, 2) over (order by x rows between unbounded preceding and unbounded following), nth_value(x, 10) over (order by x) from (values 1, 2) t(x)
a, b, c, sum(v), grouping(a, b, c) from (values (1, 'x', true, 10), (1, 'y', false, 20), (2, 'x', true, 30)) t(a, b, c, v) group by grouping sets ((a, b), (b, c), (a), ()) order by 5, 1, 2, 3
a, b, count(*) from (values (1, 'x'), (1, 'y'), (2, 'x')) t(a, b) group by rollup (a, b) order by a nulls last, b nulls last
a, b, count(*) from (values (1, 'x'), (1, 'y')) t(a, b) group by cube (a, b) having grouping(a, b) < 3 order by a nulls first, b nulls first
a, grouping(a) from (values 1, 2) t(a) group by grouping sets ((a), ()) order by grouping(a), a
(select a, count(*) c from (values 1, 2, 1) t(a) group by a) union all (select null, 3) order by 1
with recursive f(a, b, n) as (select 0, 1, 1 union all select b, a + b, n + 1 from f where n < 8) select a from f order by n
with recursive t(n) as (values (1) union all select n + 1 from t where n < 100) select sum(n) from t
with recursive p(id, path) as (select 1, cast('1' as varchar) union all select c.id, p.path || '>' || cast(c.id as varchar) from p join (values (1, 2), (2, 3)) c(parent, id) on c.parent = p.id) select * from p order by id
id, tag from (values (1, array['x', 'y']), (2, array[]), (3, null)) t(id, tags) left join unnest(tags) u(tag) on true order by 1, 2
id, k, v from (values (1, map(array['a', 'b'], array[1, 2]))) t(id, m) cross join unnest(m) u(k, v) order by k
n, a from unnest(array['p', 'q', 'r']) with ordinality t(a, n) where n > 1 order by n desc
r.name, r.n from unnest(array[cast(row('a', 1) as row(name varchar, n integer)), cast(row('b', 2) as row(name varchar, n integer))]) r(name, n) order by 2
sum(n) from unnest(array[1, 2], array[3, 4, 5]) t(m, n)
x from (values 1, 2, 3) t(x) where exists (select 1 from unnest(array[2, 3]) u(y) where u.y = t.x) order by x
t.a, (select count(*) from (values 1, 1, 2) u(b) where u.b = t.a) from (values 1, 2, 3) t(a) order by 1
t.a from (values 1, 2, 3) t(a) where a > (select avg(b) from (values 1, 2, 3) u(b))
a.x, b.x from (values 1, 2) a(x) full outer join (values 2, 3) b(x) on a.x = b.x order by coalesce(a.x, b.x)
count(*) from (values 1, 2) a(x) cross join (values 1, 2, 3) b(y) where x < y
a.x, b.y, c.z from (values 1, 2) a(x) left join (values (1, 'p')) b(x, y) on a.x = b.x left join (values ('p', true)) c(y, z) on b.y = c.y order by 1
x, y from (values 1, 2) a(x) left join (values (1, 'p'), (1, 'q')) b(x, y) using (x) order by 1, 2
case x when 1 then 'one' when 2 then 'two' end, case when x > 1 then 'big' else null end from (values 1, 2, 3) t(x) order by x
coalesce(x, y, 0), nullif(x, y), if(x is null, 'n', 'y'), try(x / y) from (values (1, 0), (null, 2), (3, 3)) t(x, y) order by 1
x from (values 'apple', 'Banana', 'cherry') t(x) where lower(x) like '%an%' or x between 'b' and 'd' order by x
x from (values 'a%b', 'a_b', 'acb') t(x) where x like 'a\_b' escape '\' order by 1
x || '-' || cast(y as varchar), concat(x, '/', cast(y as varchar)), format('%s:%03d', x, y) from (values ('a', 1), ('b', 22)) t(x, y) order by 1
json_extract_scalar(j, '$.user.name'), cast(json_extract(j, '$.tags') as array(varchar)), json_array_length(json_extract(j, '$.tags')), cast(json_extract_scalar(j, '$.n') as integer) from (values '{"user":{"name":"bob"},"tags":["a","b"],"n":5}') t(j)
k, v from (values '{"a":1,"b":2}') t(j) cross join unnest(cast(json_parse(j) as map(varchar, integer))) u(k, v) order by k
json_extract_scalar(e, '$.id') from (values '[{"id":1},{"id":"x"}]') t(j) cross join unnest(cast(json_parse(j) as array(json))) u(e) order by 1
json_format(cast(cast(row(1, 'a', array[true], map(array['k'], array[1.5])) as row(id integer, s varchar, f array(boolean), m map(varchar, decimal(3,1)))) as json))
cast(map(array['x', 'y'], array[row(1, 'a'), row(2, 'b')]) as json), cast(array[map(array['k'], array[array[1, 2]])] as json)
reduce(sequence(1, 5), 1, (s, x) -> s * x, s -> s), reduce(array['a', 'b', 'c'], '', (s, x) -> x || s, s -> upper(s)), reduce(array[1.5, 2.5], decimal '0.0', (s, x) -> cast(s + x as decimal(10,1)), s -> s)
transform(sequence(1, 3), x -> transform(sequence(1, x), y -> x * y)), filter(transform(sequence(1, 5), x -> x * x), x -> x % 2 = 1), zip_with(sequence(1, 3), array['a', 'b', 'c'], (n, s) -> s || cast(n as varchar))
array_sort(array['bb', 'a', 'ccc'], (x, y) -> if(length(x) < length(y), -1, if(length(x) > length(y), 1, 0))), array_sort(array[row('b', 2), row('a', 1)], (x, y) -> case when x[2] < y[2] then -1 when x[2] > y[2] then 1 else 0 end)
any_match(array['a', null], x -> x = 'a'), all_match(array[1, 2, 3], x -> x between 1 and 3), none_match(array['x'], x -> x is null)
map_from_entries(zip(array['a', 'b'], array[1, 2])), map_entries(map(array['k'], array['v'])), multimap_agg(k, v) from (values (1, 'a'), (1, 'b')) t(k, v)
url_extract_parameter('https://x.com/p?q=hello%20world&lang=en#top', 'q'), url_decode(url_encode('ä b+c')), url_extract_path('https://x.com/a/b.html?x=1'), url_extract_host('ftp://files.example.org:21/x')
to_hex(md5(to_utf8('hello'))), to_hex(sha256(to_utf8('hello'))), to_base64(sha1(to_utf8('hello'))), lower(to_hex(hmac_sha256(to_utf8('msg'), to_utf8('key'))))
to_hex(to_ieee754_64(3.14e0)), to_hex(to_big_endian_64(255)), from_big_endian_64(from_hex('00000000000000ff')), bitwise_and(255, 15), bitwise_xor(bitwise_or(1, 2), 3)
width_bucket(x, 0, 10, 4), width_bucket(x, array[2.5, 5.0, 7.5]) from (values -1, 0, 3, 10) t(x) order by 1, 2
round(x, 1), truncate(x), ceil(x), floor(x), sign(x), abs(x) from (values 1.25, -1.25, 0.05) t(x) order by 1
round(x, 1), truncate(x), ceil(x), floor(x), sign(x), abs(x) from (values 1.25e0, -1.25e0, 0.05e0) t(x) order by 1
x / y, x % y, x * y from (values (7, 2), (-7, 2)) t(x, y) order by 1
x / y, x % y, x * y, x + y from (values (7.5, 2.0), (-7.5, 0.4)) t(x, y) order by 1
cast(x as decimal(10,2)) / 3, cast(x as decimal(10,2)) * 1.5, avg(cast(x as decimal(10,2))) over () from (values 1, 2) t(x) order by 1
sum(cast(x as decimal(10,2))), avg(cast(x as decimal(10,2))), sum(x * 0.1), avg(x * 0.1) from (values 1, 2, 2) t(x)
cast(1.005 as decimal(10,2)), cast(2.675e0 as decimal(10,2)), cast(-1.5 as integer), cast(1e15 as decimal(20,3)), cast('1,000' as integer)
cast(cast(1234.5678 as decimal(10,4)) as varchar), cast(cast(1234.5 as double) as varchar), cast(cast(0.1 as real) as varchar), cast(1e7 as varchar), cast(12345678e0 as varchar)
timestamp '2020-01-01 10:00:00' at time zone 'America/Los_Angeles', at_timezone(from_unixtime(0), 'Asia/Kolkata'), cast(timestamp '2020-01-01 10:00:00 America/Los_Angeles' at time zone 'UTC' as timestamp)
timestamp '2020-03-01 00:00:00' - interval '1' month, date '2020-03-31' + interval '1' month, date_add('month', -1, timestamp '2020-03-31 10:00:00'), last_day_of_month(date_add('month', 1, date '2020-01-31'))
year(d) * 100 + month(d), day_of_week(d), week(d), quarter(d), day_of_year(d) from (values date '2020-12-31', date '2021-01-03') t(d) order by 1
date_parse('2020/01/05 10-11-12', '%Y/%m/%d %H-%i-%s'), date_parse('5 Jan 20', '%e %b %y'), date_format(date_parse('10:05 PM', '%h:%i %p'), '%H:%i'), parse_datetime('2020-01-05T10:11:12.345+0100', 'yyyy-MM-dd''T''HH:mm:ss.SSSZ')
typeof(1 + 1.0), typeof(1.0 * 2.00), typeof(sum(1)), typeof(avg(1.0)), typeof(date '2020-01-01' - date '2020-01-01'), typeof(array[1] || array[2.0]), typeof(concat('a', 'b')), typeof(if(true, 1, 1.0)), typeof(cast('a' as varchar(5)) || 'b')
typeof(json_extract('{}', '$')), typeof(regexp_split('a', 'b')), typeof(map_agg(1, 'a')), typeof(histogram('a')), typeof(approx_percentile(1, 0.5)), typeof(max_by('a', 1)), typeof(array_agg(1.0)), typeof(listagg('a', ',') within group (order by 'a'))
typeof(lag(1) over ()), typeof(rank() over ()), typeof(ntile(2) over ()), typeof(cume_dist() over ()) from (values 1) t(x)
cast('abc' as integer) from (values 1) t(x) where false
x / 0 from (select 1 x where false)
1 / x from (values 0) t(x)
element_at(array[1, 2], x), array[1, 2][x] from (values 1, 2) t(x) order by 1
array[1, 2][x] from (values 3) t(x)
map(array['a'], array[1])[x] from (values 'b') t(x)
cast(x as tinyint) from (values 127, 128) t(x)
x + 1 from (values 2147483647) t(x)
x * x from (values 3037000500) t(x)
sum(x) from (values 9223372036854775807, 9223372036854775807) t(x)
date_parse(x, '%Y-%m-%d') from (values '2020-01-05', 'bad') t(x)
try(date_parse(x, '%Y-%m-%d')), try_cast(x as date) from (values '2020-01-05', 'bad') t(x) order by 1
json_parse(x) from (values 'bad') t(x)
from_hex(x) from (values 'zz') t(x)
split_part(x, ',', 0) from (values 'a,b') t(x)
chr(x) from (values 65, 66) t(x) order by 1
repeat(x, 2), sequence(1, x) from (values 2, 3) t(x) order by 1
lpad(cast(x as varchar), 5, '0'), rpad(cast(x as varchar), 5, '*'), reverse(cast(x as varchar)) from (values 42, -7) t(x) order by 1
translate(x, 'abc', 'xyz'), replace(x, 'a', ''), substr(x, -2), strpos(x, 'b'), length(x) from (values 'abcabc', '') t(x) order by 1
hamming_distance(x, 'abc'), levenshtein_distance(x, 'abcd'), soundex(x), x < 'abd' from (values 'abc', 'xyz') t(x) order by 1
distinct x, y from (values (1, 'a'), (1, 'a'), (2, null), (2, null)) t(x, y) order by 1, 2
count(distinct x), count(distinct coalesce(x, 0)), count(x), count(*) from (values 1, null, null) t(x)
x is distinct from y, x = y, x <> y from (values (1, 1), (1, null), (null, null)) t(x, y) order by 1, 2
x in (1, null), x not in (2, 3), x in (select y from (values 1, null) u(y)) from (values 1, 2, null) t(x) order by 1 nulls last, 2
array_agg(x order by x nulls first), array_agg(x order by x desc nulls last), array_agg(x) filter (where x > 1) from (values 2, null, 1) t(x)
listagg(cast(x as varchar), ',') within group (order by x desc), array_join(array_agg(x order by x), ',', 'N') from (values 2, null, 1) t(x)
max(x), min(x), max(x, 2), min(x, 2), arbitrary(1) from (values 'b', 'a', null) t(x)
bool_and(x > 0), bool_or(x > 2), every(x is not null), count_if(x > 1) from (values 1, 2, 3) t(x)
stddev(x), variance(x), covar_samp(x, x), corr(x, x * 2), regr_slope(x * 2, x), geometric_mean(x) from (values 1e0, 2e0, 3e0, 4e0) t(x)
checksum(x), bitwise_or_agg(x) from (values 1, 2, 3) t(x)
reduce_agg(x, 0, (a, b) -> a + b, (a, b) -> a + b), map_union(map(array[x], array[x * 2])) from (values 1, 2) t(x)
approx_most_frequent(3, x, 15) from (values 'a', 'b', 'a', 'c', 'a') t(x)
cast(x as varchar(3)), cast(x as char(6)) || '|' from (values 'abcdef', 'a') t(x) order by 1
cast(date '2020-01-05' as timestamp) + interval '36' hour, cast(timestamp '2020-01-05 10:00:00' as date) - interval '1' day
cast('12:34:56.789' as time(3)), cast(time '12:34:56.789' as varchar(5))
cast('12:34:56.789' as time(3)), cast(time '12:34:56.789' as varchar(12))
cast(decimal '12.345' as decimal(4,1)), cast(decimal '-0.5' as integer), cast(decimal '0.5' as bigint), cast(decimal '1e2' as integer)
cast(real '3.7' as integer), cast(real '-3.5' as smallint), cast(1e0 as tinyint), cast(real '1.5' as decimal(3,1)), cast(true as tinyint), cast(bigint '5' as real)
cast(array[array[1]] as array(array(varchar))), cast(map(array[1], array[array[2]]) as map(bigint, array(double))), cast(row(1, row('2')) as row(a bigint, b row(c integer)))
cast(json '{"a":{"x":1}}' as row(a row(x integer))), cast(json '[[1,"a"]]' as array(row(n integer, s varchar))), cast(json '{"k":"2020-01-01"}' as map(varchar, varchar))
cast(cast(row(date '2020-01-01', 1.5e0, null) as row(d date, f double, n integer)) as json), cast(array[cast(null as varchar), 'x'] as json)
cast(timestamp '2020-01-05 10:00:00 UTC' as varchar), cast(timestamp '2020-01-05 10:00:00.1 +02:00' as timestamp(0) with time zone), cast(timestamp '2020-01-05 10:00:00 Asia/Tokyo' as date)
try_cast('2020-01-05 10:00' as timestamp), try_cast('10:99' as time), try_cast('x' as uuid), try_cast('{' as json), try_cast('1.5' as bigint)
date_format(timestamp '2020-02-09 00:05:09.007', '%a %b %d %H:%i:%s %Y'), date_format(timestamp '2020-02-09 15:05:09', '%l:%i %p'), date_format(date '2020-02-09', '%W, %M %e'), date_format(timestamp '2020-02-09 15:05:09', '%y%j')
date_parse('09-Feb-2020 15:05', '%d-%b-%Y %H:%i'), date_parse('3:05 pm', '%l:%i %p'), date_parse('20200209150509', '%Y%m%d%H%i%s'), date_parse('2020-02-09 15:05:09.123456', '%Y-%m-%d %H:%i:%s.%f')
format_datetime(timestamp '2020-02-09 15:05:09.123', 'E, dd MMM yyyy hh:mm:ss a'), format_datetime(timestamp '2020-02-09 05:05:09 America/New_York', 'yyyy-MM-dd''T''HH:mm:ssZZ'), format_datetime(timestamp '2020-02-09 15:05:09', 'yyyyMMdd'), format_datetime(timestamp '2020-02-09 15:05:09', 'y M d H m s S')
date_add('quarter', -1, date '2020-05-31'), date_add('week', -1, timestamp '2020-01-01 00:00:00'), date_add('millisecond', 1, timestamp '2020-01-01 00:00:00.000'), date_add('minute', 90, timestamp '2020-01-01 00:00:00 Asia/Tokyo')
date_diff('quarter', date '2019-12-31', date '2020-03-31'), date_diff('year', timestamp '2019-06-01 12:00:00', timestamp '2020-06-01 11:59:59'), date_diff('week', timestamp '2020-01-01 00:00:00', timestamp '2019-12-18 00:00:00'), date_diff('millisecond', timestamp '2020-01-01 00:00:00.001', timestamp '2020-01-01 00:00:00')
date_trunc('quarter', timestamp '2020-08-15 10:00:00'), date_trunc('year', timestamp '2020-08-15 10:00:00 Asia/Tokyo'), date_trunc('week', date '2020-03-01'), date_trunc('minute', timestamp '2020-08-15 10:11:12.345678')
extract(day from interval '3 04:05:06' day to second), extract(hour from interval '3 04:05:06' day to second), extract(year from interval '2-3' year to month), extract(minute from time '10:20:30'), extract(millisecond from timestamp '2020-01-01 00:00:00.5')
interval '2' day * 3, interval '1' hour - interval '90' minute, date '2020-01-01' + 2 * interval '1' week
interval '1' week, interval '2' quarter
sum(d) from (values interval '1' hour, interval '30' minute) t(d)
max(t), min(t) from (values time '10:00:00', time '09:59:59.5') t(t)
d, count(*) over (partition by date_trunc('month', d) order by d) from (values date '2020-01-01', date '2020-01-15', date '2020-02-01') t(d) order by d
regexp_extract('key=value; k2=v2', '(\w+)=(\w+)', 2), regexp_extract_all('key=value; k2=v2', '(\w+)=(\w+)', 1), regexp_split('one  two', '\s+'), regexp_replace('hello', 'l+', 'L'), regexp_count('banana', 'an'), regexp_position('banana', 'an', 3)
regexp_replace('2020-01-05', '(\d+)-(\d+)-(\d+)', '$3/$2/$1'), regexp_replace('abc', '[ac]', ''), regexp_replace('a1b22', '\d', x -> ''), regexp_replace('aAbB', '(?i)a', 'x'), regexp_like('ABC', '[[:lower:]]'), regexp_like('tab	x', '\t')
regexp_like('a', 'a{2}'), regexp_extract('aaa', 'a{2}'), regexp_extract('aab', 'a*?b'), regexp_like('foo.bar', '\Qo.b\E'), regexp_extract('日本語テキスト', '[ぁ-んァ-ン]+')
split('2020-01-05', '-', 2), split_part('a||b', '||', 2), split_to_map('k:v|k2:v2', '|', ':'), strpos('banana', 'na', 2), position('na' in 'banana'), starts_with('banana', 'ban')
translate('1-2-3', '-', ''), replace('aaa', 'aa', 'b'), lpad('7', 3, '0'), rpad('ab', 5, 'xyz'), trim(both 'ab' from 'abcab'), ltrim('  x '), chr(10) || 'x', codepoint('~')
concat_ws('-', 'a', '', 'b'), concat_ws(',', array['x', '', null]), array_join(array['a', null], ',', ''), concat('a', cast(1 as varchar))
upper('ñandú'), lower('ÇA'), length('🎉x'), reverse('a🎉'), substr('🎉ab', 2), strpos('a🎉b', 'b'), lpad('🎉', 3, 'é'), split('a🎉b', '🎉')
format('%-8s|%8s|', 'ab', 'cd'), format('%05.1f', 3.14159e0), format('%,.2f', 1234567.891), format('%+d', 5), format('%s %s', true, null), format('%.3s', 'abcdef')
format('%d%%', 50), format('%e', 1234.5e0), format('%08.3f', -3.14159e0), format('%x', 3735928559), format('%S', 'abc'), format('%1$s %1$s', 'x')
json_extract_scalar('{"a":{"b":[{"c":"x"}]}}', '$.a.b[0].c'), json_extract('{"a-b":1}', '$["a-b"]'), json_extract_scalar('[1,[2,3]]', '$[1][0]'), json_extract_scalar('{"a":false}', '$.a'), json_size('{"a":[1,2,{"b":3}]}', '$.a')
json_value('{"a":{"b":"x"}}', 'lax $.a.b'), json_value('[1,2]', 'lax $[1]' returning bigint), json_query('{"a":[{"b":1},{"b":2}]}', 'lax $.a[*].b' with wrapper), json_exists('{"a":[]}', 'strict $.a[0]'), json_value('{"d":"2020-01-01"}', 'lax $.d' returning date)
json_object('k': json_array(1, 2), 'n': null null on null), json_array('a', json_query('{"x":1}', 'lax $')), json_object(key 'x' value 1.5e0)
map_concat(map(array['a'], array[1]), map(array['a'], array[2])), map_zip_with(map(array[1], array['a']), map(array[2], array['b']), (k, a, b) -> coalesce(a, '-') || coalesce(b, '-')), map_filter(map(array['x', 'y'], array[null, 1]), (k, v) -> v is not null)
cardinality(map_concat(map(array[1], array[2]), map())), map_entries(map(array[2, 1], array['b', 'a'])), map_values(transform_values(map(array[1, 2], array[3, 4]), (k, v) -> k + v)), contains(map_keys(map(array['a'], array[1])), 'a')
slice(array['a', 'b', 'c'], -2, 1), element_at(array['a', 'b'], -2), array_position(array['x', 'y', 'x'], 'x'), array_remove(array['a', null, 'b'], 'a'), array_except(array['a', 'b'], array['b', null]), trim_array(array[1, 2, 3], 2)
array_intersect(array['a', 'b', 'b'], array['b', 'b']), array_union(array['b'], array['a', 'b']), arrays_overlap(array['a', null], array['b']), array_distinct(array[2, 1, 2]), array_max(array['a', 'bb']), array_min(array[date '2020-01-01', date '2019-01-01'])
combinations(array[1, 2, 3, 4], 3), ngrams(array['a', 'b', 'c', 'd'], 3), flatten(array[array['a'], array['b', null]]), zip(array[1], array['a', 'b']), sequence(10, 1, -4), repeat(0, 2)
array[1, 2] || array[3] || 4, array[null] || array[1], array['x'] || array[]
power(2, 0.5e0), power(10, -2), exp(0), ln(1), log(2, 1024), log10(0.01e0), mod(-7, 3), mod(7.5, 2), cbrt(-27), sqrt(2.25), degrees(1), radians(90)
from_base('777', 8), to_base(-255, 16), bitwise_not(5), bitwise_left_shift(5, 2), bit_count(255, 16), sign(-2.5), truncate(-9.99), truncate(9.999, 1), width_bucket(3.5, 0, 10, 5), round(-2.567, 2)
greatest(1.5, 2, null), least('b', 'a', 'c'), greatest(date '2020-01-01', timestamp '2020-01-01 00:00:01'), nullif('a', 'b'), coalesce(cast(null as varchar), 'x')
x, y from (values (1, null), (2, 'b')) t(x, y) order by y nulls first, x desc
x from (values 1, 2, 3, 4, 5) t(x) order by x desc offset 1 limit 2
x, sum(x) over (order by x desc) from (values 1, 2, 3) t(x) order by x limit 2
a.x, sum(b.y) from (values 1, 2) a(x) left join (values (1, 10), (1, 20)) b(x, y) on a.x = b.x group by a.x order by a.x
g, max_by(n, v), min_by(n, v), array_agg(n order by v desc) from (values ('p', 'a', 1), ('p', 'b', 2), ('q', 'c', 3)) t(g, n, v) group by g order by g
y, m, sum(v), grouping(y, m) from (values (2020, 1, 5), (2020, 2, 6), (2021, 1, 7)) t(y, m, v) group by rollup (y, m) order by y nulls last, m nulls last
x from (values 1, 2, 3) t(x) union select x from (values 3, 4) u(x) except select 1 order by x
x, 'l' side from (values 1) t(x) union all select y, 'right' from (values 2) u(y) order by 1
count(*) from (select distinct x, y from (values (1, 'a'), (1, 'a'), (2, 'b')) t(x, y))
(select x from (values 1, 2) t(x) order by x desc limit 1) as top, exists (select 1 where 1 = 2) as none
x from (values 1, 2, 3) t(x) where x >= all (select y from (values 1, 3) u(y))
x, case when x in (select y from (values 2) u(y)) then 'in' else 'out' end from (values 1, 2) t(x) order by x
grp, listagg(v, '; ') within group (order by v) from (values (1, 'b'), (1, 'a'), (2, 'c')) t(grp, v) group by grp order by grp
x, lag(x, 2) over (order by x), lead(x, 1, 0) over (order by x), x - first_value(x) over (order by x) from (values 10, 20, 40) t(x) order by x
x, sum(v) filter (where v > 1) from (values ('a', 1), ('a', 2), ('b', 3)) t(x, v) group by x having count(*) filter (where v > 1) > 0 order by x
max(v) over (partition by g order by v rows between current row and 1 following), g from (values ('a', 1), ('a', 5), ('b', 2)) t(g, v) order by g, 1
t.*, row_number() over (order by v desc) as rn from (values ('a', 1), ('b', 2)) t(k, v) order by rn
(1, 2) = (1, 2), (1, 'a') <> (1, 'b'), row(1, 2) < row(2, 1), array[1, 2] >= array[1]
date '2020-01-01' > '2019-01-01'
cast(1 as boolean) and 'x'
sum('a')
length(5)
substr(12345, 2)
concat('a', 1)
array_join(1, ',')
json_extract(1, '$')
date_add('day', '1', date '2020-01-01')
date_diff('day', '2020-01-01', '2020-01-02')
year('2020-01-01')
round('1.5')
avg('1')
max()
min(1, 2, 3)
cast(1 as nosuchtype)
x from (values (1)) t(y)
count(x) from (values 1) t(x) group by y
date '2020-1-1', timestamp '2020-1-1 1:1', time '1:2'
array_agg(x) over (order by x), max(y) over (partition by x) from (values (1, 'a'), (2, 'b')) t(x, y) order by 2
count(*) over (order by x rows between unbounded preceding and 1 preceding), sum(x) over (order by x rows between 1 following and unbounded following) from (values 1, 2, 3) t(x) order by 1
avg(x) over (partition by x % 2 order by x rows between current row and unbounded following) from (values 1, 2, 3, 4) t(x) order by 1
x, dense_rank() over (order by x % 3), rank() over (order by x % 3 desc) from (values 1, 2, 3, 4, 5) t(x) order by x
bool_or(x > 1) over (order by x), count_if(x > 1) over (order by x), max_by(x, -x) over (order by x) from (values 1, 2) t(x) order by x
x, sum(x) over (order by d range between interval '1' month preceding and current row) from (values (1, date '2020-01-15'), (2, date '2020-02-10'), (3, date '2020-04-01')) t(x, d) order by x
x, last_value(x) ignore nulls over (order by o rows between unbounded preceding and 1 preceding) from (values (1, 5), (2, null), (3, 6)) t(o, x) order by o
x, y from (values (1, 'a'), (2, 'b')) t(x, y) where (x, y) in ((1, 'a'), (3, 'c'))
x from (values 1, 2) t(x) where x not in (select y from (values 3) u(y)) order by 1
x from (values 1, 2) t(x) where x < any (select y from (values 2, 3) u(y)) order by 1
a.id, b.total from (values 1, 2) a(id) left join (select id, sum(v) total from (values (1, 5), (1, 6)) t(id, v) group by id) b on a.id = b.id order by 1
* from (values (1, 2)) a(x, y) join (values (1, 2, 3)) b(x, y, z) using (x, y)
t.x, u.y from (values 1) t(x) join (values 'a') u(y) on true
* from (select 1 a, 2 b) t join (select 1 a, 3 c) u on t.a = u.a
t.*, t.x + 1 as next from (values 1) t(x)
x, count(*) from (select x % 2 as x from unnest(sequence(1, 5)) s(x)) group by x order by x
sum(x), x > 2 as big from unnest(sequence(1, 4)) t(x) group by x > 2 order by big
x from (values 1, 2, 3) t(x) except select 2 order by 1
x from (values 1, 1, 2) t(x) intersect select 1
* from (values 1, null) t(x) where x is not distinct from null
* from (values 1, 2) t(x) where false
null as n, cast(null as double) as d, typeof(null) as t
true as a, false b, not true, 1 = 1 and 2 = 2 or false
'it''s', 'a"b', "x y" from (values 1) t("x y")
1 as "select", 2 as "Group"
x as X, X as y from (values 1) t(X)
approx_distinct(x), count(distinct x) from (values 'a', 'b', null, 'a') t(x)
min(x), max(x), sum(x), avg(x) from (values tinyint '1', tinyint '3') t(x)
min(x), max(x), sum(x), avg(x) from (values decimal '1.10', decimal '3.30') t(x)
min(x), max(x), sum(x), avg(x) from (values real '1.5', real '2.5') t(x)
avg(x) from (values 1, 2, 4) t(x)
avg(x), sum(x) from (values cast(null as integer)) t(x)
array_agg(row(x, y) order by y) from (values (1, 'b'), (2, 'a')) t(x, y)
array_agg(map(array[x], array[y])) from (values ('a', 1)) t(x, y)
map_agg(x, row(x, y)) from (values ('a', 1)) t(x, y)
multimap_agg(x, y), map_agg(y, x) from (values ('a', 1), ('a', 2)) t(x, y)
listagg(distinct x, ',') within group (order by x) from (values 'b', 'a', 'b') t(x)
count(*) filter (where x is null), sum(x) filter (where x is null) from (values 1, null) t(x)
skewness(x), kurtosis(x), var_pop(x), stddev_pop(x) from (values 1e0, 2e0, 4e0, 8e0) t(x)
covar_pop(y, x), regr_intercept(y, x), corr(y, x) from (values (1e0, 3e0), (2e0, 5e0), (3e0, 8e0)) t(x, y)
bitwise_and_agg(x), bitwise_xor_agg(x), checksum(y) from (values (7, 'a'), (3, 'b')) t(x, y)
min(d), max(d), count(distinct d) from (values date '2020-01-01', date '2020-02-01') t(d)
min(t), max(t) from (values timestamp '2020-01-01 00:00:00.123', timestamp '2020-01-01 00:00:00') t(t)
g, count(*), array_agg(distinct v order by v desc) from (values ('x', 1), ('x', 1), ('y', 2), ('x', 3)) t(g, v) group by g order by count(*) desc, g
cast(x as date), x from (values '2020-01-05', ' 2020-02-01') t(x) order by 1
cast(x as timestamp) from (values '2020-01-05', '2020-01-05 10:00:00.123') t(x) order by 1
cast(x as varchar) from (values 1.50, 20.25) t(x) order by 1
cast(x as varchar) from (values 1e0, 1.5e10, 1e-7) t(x) order by 1
cast(x as json) from (values 1.50, 20.25) t(x) order by json_format(cast(x as json))
cast(x as integer) from (values '1', ' 2') t(x) order by 1
cast(x as boolean) from (values 'true', 'F', '1') t(x) order by 1
cast(x as array(integer)) from (values json '[1,2]', json '[]') t(x) order by cardinality(cast(x as array(integer)))
format('%s', x), format('%.1f', y) from (values ('a', 1.25e0), ('b', 2.35e0)) t(x, y) order by 1
json_extract(x, '$.a') from (values '{"a":{"b":1}}', '{"a":[1, 2]}', '{"a":"s"}', '{"a":null}', '{}') t(x) order by json_format(json_extract(x, '$.a')) nulls first
json_extract_scalar(x, '$.a.b') from (values '{"a":{"b":1}}', '{"a":[1, 2]}') t(x) order by 1
json_value(x, 'lax $.a' returning integer default -1 on empty default -2 on error) from (values '{"a":1}', '{}', '{"a":"z"}') t(x) order by 1
regexp_extract(x, '^(\w+)@', 1), regexp_replace(x, '@.*$') from (values 'bob@x.com', 'none') t(x) order by 1
split_part(x, '/', 2), element_at(split(x, '/'), 3), cardinality(split(x, '/')) from (values 'a/b', 'c') t(x) order by 3
lower(x) = 'é', upper(x), length(x), to_utf8(x) from (values 'É') t(x)
case when x is null then 'null' when x = '' then 'empty' else x end from (values null, '', 'v') t(x) order by 1
sequence(x, y), repeat(x, 2), array[x, y] from (values (1, 3)) t(x, y)
transform(a, e -> e + x), filter(a, e -> e > x), reduce(a, x, (s, e) -> s + e, s -> s) from (values (array[1, 2, 3], 1)) t(a, x)
zip_with(a, b, (p, q) -> p * q), any_match(a, e -> contains(b, e)), array_sort(a, (p, q) -> case when p > q then -1 when p < q then 1 else 0 end) from (values (array[1, 2], array[2, 3])) t(a, b)
map_filter(m, (k, v) -> v > x), transform_keys(m, (k, v) -> k || '!'), element_at(m, 'a'), m['b'] from (values (map(array['a', 'b'], array[1, 2]), 1)) t(m, x)
r.a, r.b.c from (values row(cast(row(1, row('x')) as row(a integer, b row(c varchar))))) t(r)
from_unixtime(x), to_unixtime(from_unixtime(x)), date_format(from_unixtime(x), '%Y-%m-%d %H:%i:%s') from (values 0, 1577836800) t(x) order by 2
date_trunc(u, timestamp '2020-05-15 10:11:12') from (values 'day', 'hour') t(u) order by 1
date_add('day', x, date '2020-01-01'), date_diff('day', date '2020-01-01', date_add('month', x, date '2020-01-01')) from (values 1, 2) t(x) order by 1
year(x), month(x), day(x), hour(x), day_of_week(x), week(x) from (values timestamp '2020-02-29 13:00:00') t(x)
x at time zone 'Asia/Tokyo', date(x at time zone 'Asia/Tokyo') from (values timestamp '2020-02-29 20:00:00 UTC') t(x)
power(x, 2), sqrt(x), ln(x), round(x, 1), x / 2, x % 2, -x from (values 2.25e0, 9e0) t(x) order by 1
x / 3, round(x, 1), ceil(x), cast(x as integer) from (values 2.25, 9.5) t(x) order by 1
url_extract_host(x), url_extract_parameter(x, 'id') from (values 'http://a.com/?id=5', 'bad url') t(x) order by 1
to_hex(sha256(to_utf8(x))), from_utf8(from_base64(to_base64(to_utf8(x)))), crc32(to_utf8(x)) from (values 'a') t(x)
greatest(x, y), least(x, y), coalesce(x, y), nullif(x, y), if(x > y, 'x', 'y') from (values (1, 2), (3, 3), (null, 1)) t(x, y) order by 3, 1
try(1 / x), try(cast(y as integer)) from (values (0, 'a'), (1, '5')) t(x, y) order by 1
typeof(x), typeof(y) from (values (1, 'ab'), (2.5, 'c')) t(x, y) limit 1
regexp_like('abc123', '\d+'), regexp_like('abc', '^b'), regexp_like('ABC', '(?i)abc'), regexp_like('', ''), regexp_like('a\nb', 'a.b'), regexp_like(null, 'a'), regexp_like('日本', '\p{L}+'), regexp_like('abc', 'a|z'), regexp_like('a.c', 'a\.c'), regexp_like('aé', '\w\w')
regexp_extract('abc123def', '\d+'), regexp_extract('abc123def', '([a-z]+)(\d+)', 2), regexp_extract('abc', 'x'), regexp_extract('abc', '(x)?abc', 1), regexp_extract('abc', 'a(.)c', 0), regexp_extract('😀x', '.'), regexp_extract('foo bar', '(?<first>\w+)', 1)
regexp_extract('abc', 'a', 1)
regexp_extract('abc', 'a(b)', -1)
regexp_extract_all('1a2b3c', '\d'), regexp_extract_all('1a2b', '(\d)([a-z])', 2), regexp_extract_all('abc', 'x'), regexp_extract_all('abc', 'x*'), regexp_extract_all('aab', '(a)|(b)', 2)
regexp_replace('1a2b3', '\d'), regexp_replace('1a2b3', '(\d)', '<$1>'), regexp_replace('abc', 'b', '$0$0'), regexp_replace('abc', 'b', '\$'), regexp_replace('abc', '(?<x>b)', '${x}${x}'), regexp_replace('abc', '', '-'), regexp_replace('aaa', 'a', ''), regexp_replace('hello world', '(\w+) (\w+)', '$2 $1'), regexp_replace('abc', 'x*', '-'), regexp_replace('new york', '(\w)(\w*)', x -> upper(x[1]) || lower(x[2]))
regexp_replace('abc', 'b', '$x')
regexp_replace('a.b', '.', 'x'), regexp_replace('a.b', '\.', '\\'), regexp_replace('äöü', '[äü]', 'u'), regexp_replace('foo123', '[0-9]{2}', '#'), regexp_replace('  a  b ', '\s+', ' '), regexp_replace('abc', 'B', 'x'), regexp_replace('', 'a', 'b'), regexp_replace(null, 'a', 'b')
regexp_split('a1b22c', '\d+'), regexp_split('abc', ''), regexp_split('', ','), regexp_split('a,b,', ','), regexp_split(',a', ','), regexp_split('abc', 'x')
regexp_count('1a2b3', '\d'), regexp_count('abc', ''), regexp_count('aaa', 'aa'), regexp_count('', 'a'), regexp_position('abcabc', 'b'), regexp_position('abcabc', 'b', 3), regexp_position('abcabc', 'b', 1, 2), regexp_position('abc', 'x'), regexp_position('a😀b', 'b'), regexp_count('日本日', '日')
regexp_position('abc', 'b', 0)
regexp_position('abc', 'b', 1, 0)
regexp_like('foobar', 'foo(?=bar)'), regexp_like('abab', '(ab)\1'), regexp_extract('foobar', '(?<=foo)bar')
regexp_like('a', '\p{Alpha}'), regexp_like('5', '[[:digit:]]'), regexp_like('ab', 'a++b'), regexp_extract('<a><b>', '<.+?>'), regexp_extract('aaa', 'a{2,}'), regexp_like('x', '\x78'), regexp_like('a b', 'a\sb'), regexp_like('_', '\w'), regexp_like('tab	x', '\t')
regexp_like('abc', '(?m)^abc$'), regexp_extract('line1' || chr(10) || 'line2', '(?m)^line2$'), regexp_like('a' || chr(10), 'a$'), regexp_like('a' || chr(10) || 'b', '(?s)a.b'), regexp_extract('a' || chr(10) || 'b', 'a$'), regexp_like('ABC', '[a-c]+'), regexp_like('abc', '(?x) a b c')
url_extract_protocol('https://user@example.com:8080/p/a?q=1&r=a%20b#frag'), url_extract_host('https://user@example.com:8080/p/a?q=1#frag'), url_extract_port('https://example.com:8080/p'), url_extract_port('https://example.com/'), url_extract_path('https://example.com/a%20b/c'), url_extract_query('https://example.com/?q=1&r=a%20b'), url_extract_fragment('https://example.com/#a%20b'), url_extract_parameter('https://example.com/?q=1&r=a%20b&q=2', 'r'), url_extract_parameter('https://example.com/?q=1&q=2', 'q'), url_extract_parameter('https://example.com/?q', 'q'), url_extract_parameter('https://example.com/?q=', 'q'), url_extract_parameter('https://example.com/', 'q')
url_extract_host('not a url'), url_extract_protocol('foo'), url_extract_path('foo'), url_extract_host('mailto:a@b.c'), url_extract_path(''), url_extract_query('http://a'), url_extract_host('http://[::1]/x'), url_extract_host('http://a_b.com/'), url_extract_protocol('HTTP://A.com'), url_extract_host('HTTP://A.com')
url_encode('a b&c=d/é😀'), url_decode('a+b%26%C3%A9'), url_encode(''), url_encode('~-_.*'), url_decode('%zz')
url_decode('%C3%A9+x%2B'), url_encode('a+b'), url_decode('abc'), url_decode('')
to_hex(md5(to_utf8('abc'))), to_hex(sha1(X'')), to_hex(sha256(to_utf8('a'))), to_hex(sha512(X'00')), crc32(to_utf8('abc')), to_hex(xxhash64(to_utf8('abc'))), to_hex(spooky_hash_v2_32(to_utf8('abc'))), to_hex(spooky_hash_v2_64(to_utf8('abc'))), to_hex(murmur3(to_utf8('abc'))), md5(X''), typeof(crc32(X''))
to_hex(hmac_md5(to_utf8('abc'), to_utf8('k'))), to_hex(hmac_sha1(to_utf8('abc'), to_utf8('k'))), to_hex(hmac_sha256(to_utf8('abc'), to_utf8('k'))), to_hex(hmac_sha512(to_utf8('abc'), to_utf8('k')))
to_hex(X'00ff'), from_hex('00FF'), from_hex('0aFf'), to_base64(X'FFFE'), from_base64('//4='), to_base64url(X'FFFE'), from_base64url('__4='), to_base32(X'FFFE'), from_base32('777A===='), to_hex(to_big_endian_64(-1)), to_hex(to_big_endian_32(1)), from_big_endian_64(X'0000000000000001'), from_big_endian_32(X'FFFFFFFF'), to_hex(to_ieee754_64(1.5e0)), from_ieee754_64(X'3FF8000000000000'), to_hex(to_ieee754_32(real '1.5')), from_ieee754_32(X'3FC00000')
from_hex('0')
from_base64('a')
from_big_endian_64(X'01')
from_base64(''), from_base64('aGk'), from_base64('aGk=')
X'00' || X'FF', concat(X'00', X'01', X'02'), length(X'0001'), substr(X'010203', 2), substr(X'010203', -1), substr(X'010203', 2, 1), reverse(X'0102'), lpad(X'01', 3, X'00'), rpad(X'01', 3, X'FF'), X'01' = X'01', X'01' < X'0100', typeof(X'00'), cast('abc' as varbinary), X''
cast(X'00' as varchar)
strpos(X'00', X'00')
typeof(to_utf8('a')), typeof(md5(X'')), typeof(from_hex('00')), typeof(to_hex(X'')), typeof(to_base64(X''))
format('%s %d %5d|%-5d|%05d', 'a', 1, 2, 3, 4), format('%,d', 1234567), format('%.2f', 1.005e0), format('%e', 12345.678e0), format('%x %X %o', 255, 255, 8), format('%b', true), format('%c', 'a'), format('%%'), format('%10.3f|', 3.14159e0), format('%-10s|', 'ab'), format('%+d', 5), format('%s', null), format('%2$s %1$s', 'a', 'b'), format('%S', 'abc'), format('%.3s', 'abcdef'), format('%(d', -5)
format('%s')
format('%.2f', 1.005), format('%.0f', 2.5), format('%s', 1.50), format('%s', 1e0), format('%s', array[1]), format('%tY', date '2020-01-01'), format('%s', date '2020-01-01'), format('%s', timestamp '2020-01-01 10:00:00'), format('%1$tF %1$tT', timestamp '2020-01-01 10:00:00'), format('%s', json '{"a":1}'), format('%h', 'abc'), format('%n'), format('%08.2f', -3.14159e0), format('%,.2f', 1234567.891), format('%s', true), format('%g', 0.00012345e0)
try(1 / 0), try(cast('x' as integer)), try(array[1][5]), coalesce(null, null, 1), nullif(1, 1), nullif(1, 2), nullif(null, 1), if(false, 1), if(null, 1, 2), greatest(1, 2.5, 3e0), least(1, null), greatest(real '1', 2)
case when null then 1 else 2 end, case null when null then 1 else 2 end, case 1 when 1.0 then 'y' end, case 'a' when 'b' then 1 end, case when false then 1 end
cast('1' as integer), cast(' 1 ' as integer), cast('+5' as integer), cast('-0' as bigint), cast('1e2' as double), cast('NaN' as double), cast('Infinity' as double), cast('-inf' as double), cast('0x10' as double), cast('1d' as double), cast('1.5f' as real), cast('  2.5 ' as double)
cast(128 as tinyint)
cast(1.5 as integer), cast(2.5 as integer), cast(-1.5 as integer), cast(2.5e0 as integer), cast(-2.5e0 as integer), cast(0.5e0 as bigint), cast(1.999 as decimal(3,1)), cast(2.45 as decimal(2,1)), cast(-2.45 as decimal(2,1)), cast(2.45e0 as decimal(2,1)), cast('2.45' as decimal(2,1)), cast(1 as decimal(5,2)), cast(real '1.1' as decimal(5,3)), cast(1.1e0 as real), cast(real '1.1' as double)
cast(99.99 as decimal(3,1))
cast(1000 as decimal(3,0))
cast('abc' as decimal(3,0))
cast(1e0 as varchar), cast(1e7 as varchar), cast(1e-4 as varchar), cast(123456.789e0 as varchar), cast(real '1.1' as varchar), cast(real '1e10' as varchar), cast(1.10 as varchar), cast(-0.0 as varchar), cast(0.00 as varchar), cast(nan() as varchar), cast(-infinity() as varchar), cast(true as varchar), cast(date '2020-01-01' as varchar), cast(timestamp '2020-01-01 10:00:00.120' as varchar), cast(time '10:00:00' as varchar), cast(interval '1' day as varchar), cast(interval '14' month as varchar), cast(null as varchar), cast(uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59' as varchar), cast(tinyint '-5' as varchar)
cast('true' as boolean), cast('T' as boolean), cast('1' as boolean), cast('0' as boolean), cast('FALSE' as boolean), cast(1 as boolean), cast(0e0 as boolean), cast(2.5 as boolean), cast(true as integer), cast(false as double), cast(true as decimal(3,1)), cast('t' as boolean), cast(nan() as boolean)
cast(array[1] as varchar)
cast('1.1.1.1' as ipaddress), cast('::1' as ipaddress), ip_prefix(cast('192.168.255.255' as ipaddress), 9), ip_subnet_min(ip_prefix('192.168.255.255', 9)), ip_subnet_max(ip_prefix('192.168.255.255', 9)), ip_subnet_range(ip_prefix('1.2.3.4', 24)), is_subnet_of(ip_prefix('192.168.255.128', 17), cast('192.168.255.1' as ipaddress))
uuid '12151FD2-7586-11E9-8F9E-2A86E4085A59', cast('12151fd2-7586-11e9-8f9e-2a86e4085a59' as uuid) = uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59', cast(uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59' as varbinary), cast(X'12151fd2758611e98f9e2a86e4085a59' as uuid), typeof(uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59')
uuid 'x'
1 is not null, null is null, 1 is distinct from null, null is not distinct from null, not null, true and null, false and null, true or null, false or null, null = null, 1 <> null, 1 in (2, null), 1 not in (2, null), null in (1), 1 in (1, null)
true = 1
'1' = 1
'a' < 1
1 + '1'
1 = any (array[1])
hash_counts(approx_set(1)), cardinality(approx_set(1))
ST_Point(1, 2), ST_AsText(ST_Point(1, 2))
ST_Distance(ST_Point(0, 0), ST_Point(3, 4)), ST_X(ST_Point(1, 2)), ST_Contains(ST_GeometryFromText('POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))'), ST_Point(1, 1)), ST_Area(ST_GeometryFromText('POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))')), great_circle_distance(36.12, -86.67, 33.94, -118.40)
bar(0.5, 10), color('red'), render(true), rgb(255, 0, 0)
sha224(X''), typeof(null || 'a')
to_hex(sha1(cast(1 as varchar)))
any_match(map(array[1], array[2]), x -> true)
date '2020-01-01' || 'x'
upper(null), typeof(upper(null)), abs(cast(null as integer)), typeof(abs(cast(null as integer))), typeof(concat(null, 'a')), typeof(coalesce(null, null)), typeof(if(true, null, 1)), typeof(array[null, 'a'])
nonexistent(1)
abs('a')
abs(1, 2)
substr('abc')

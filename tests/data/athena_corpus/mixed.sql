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

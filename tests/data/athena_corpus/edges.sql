SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES 1, null, 2, 5) t(x) ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x DESC RANGE BETWEEN CURRENT ROW AND 2 FOLLOWING) FROM (VALUES 1e0, 2e0, 5e0) t(x) ORDER BY x
SELECT x, count(*) OVER (ORDER BY x RANGE BETWEEN 0 PRECEDING AND 0 FOLLOWING) FROM (VALUES 1, 1, 2) t(x) ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM (VALUES 1, 2) t(x)
SELECT x, min(x) OVER (ORDER BY x GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING), count(*) OVER (ORDER BY x GROUPS CURRENT ROW) FROM (VALUES 1, 1, 2, 4) t(x) ORDER BY x
SELECT x, row_number() OVER (), count(*) OVER (PARTITION BY x % 2 = 0) FROM (VALUES 1) t(x)
SELECT g, v, lag(v) OVER (PARTITION BY g ORDER BY v), lead(v, 1, -1) OVER (PARTITION BY g ORDER BY v DESC) FROM (VALUES ('a', 1), ('a', 3), ('b', 2)) t(g, v) ORDER BY g, v
SELECT x, rank() OVER (ORDER BY x % 3), dense_rank() OVER (ORDER BY x % 3 DESC) FROM (VALUES 1, 2, 3, 4) t(x) ORDER BY x
SELECT max(x) OVER (ORDER BY y ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM (VALUES (5, 1), (3, 2), (1, 3), (2, 4)) t(x, y)
SELECT x, first_value(x) OVER (ORDER BY x NULLS FIRST), last_value(x) OVER (ORDER BY x NULLS FIRST ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM (VALUES 2, null, 1) t(x) ORDER BY x
SELECT x, approx_percentile(x, 0.5) OVER (ORDER BY x), array_agg(x) OVER (PARTITION BY x > 1 ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, count(x) FILTER (WHERE x > 1) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x)
SELECT a, b FROM (VALUES (1, array[1, 2]), (2, array[3])) t(a, b) ORDER BY b DESC
SELECT a FROM (VALUES array[1, null], array[1, 2]) t(a) ORDER BY a
SELECT max(a), min(a) FROM (VALUES 'é', 'z', 'A') t(a)
SELECT max(r), min(r) FROM (VALUES row(1, 'a'), row(2, 'b')) t(r)
SELECT array_agg(x ORDER BY y) FROM (VALUES ('a', array[2]), ('b', array[1])) t(x, y)
SELECT map_agg(k, v)['b'] FROM (VALUES ('a', 1), ('b', 2)) t(k, v)
SELECT g, checksum(x) FROM (VALUES (1, 'a'), (1, null), (2, 'b')) t(g, x) GROUP BY g ORDER BY g
SELECT checksum(x) FROM (VALUES true, false) t(x)
SELECT checksum(x) FROM (SELECT 1 x WHERE false)
SELECT checksum(x) FROM (VALUES null) t(x)
SELECT checksum(x) FROM (VALUES date '2020-01-01') t(x)
SELECT approx_percentile(x, 0.1), approx_percentile(x, 0.99), approx_percentile(x, array[0.0, 1.0]) FROM (VALUES 5, 3, 9, 1) t(x)
SELECT approx_percentile(x, 0.5) FROM (VALUES null, 3) t(x)
SELECT approx_percentile(x, 0.5) FROM (SELECT 1 x WHERE false)
SELECT approx_percentile(x, 1.5) FROM (VALUES 3) t(x)
SELECT approx_percentile(x, 0.5), typeof(approx_percentile(x, 0.5)) FROM (VALUES real '1.5', real '2.5') t(x)
SELECT approx_percentile(x, 0.25), typeof(approx_percentile(x, 0.25)) FROM (VALUES 1.5, 2.5, 4.5) t(x)
SELECT g, approx_percentile(x, 0.5) FROM (VALUES ('a', 1), ('a', 2), ('a', 3), ('b', 9)) t(g, x) GROUP BY g ORDER BY g
SELECT approx_percentile(x, 0.5) FROM UNNEST(sequence(1, 100)) t(x)
SELECT approx_percentile(x, 0.95) FROM UNNEST(sequence(1, 1000)) t(x)
SELECT approx_most_frequent(2, x, 10) FROM (VALUES 1, 1, 2, 2, 2, 3) t(x)
SELECT max_by(x, y, 2), min_by(x, y, 5) FROM (VALUES (1, 10), (null, 20), (3, null)) t(x, y)
SELECT max_by(x, y, 1) FROM (SELECT 1 x, 1 y WHERE false)
SELECT max(x, 2), typeof(max(x, 2)) FROM (VALUES 1.5, 2.5, 0.5) t(x)
SELECT reduce_agg(x, '', (s, v) -> s || v, (a, b) -> a || b) FROM (VALUES 'a', null) t(x)
SELECT reduce_agg(x, 0e0, (s, v) -> s + v, (a, b) -> a + b) FROM (VALUES 1, 2) t(x)
SELECT map_union(m) FROM (VALUES map(array['a'], array[1]), map(array['a'], array[1])) t(m)
SELECT skewness(x), kurtosis(x) FROM (VALUES 1, 2, 2, 3, 9) t(x)
SELECT skewness(x), kurtosis(x) FROM (VALUES 5, 5, 5, 5) t(x)
SELECT g, kurtosis(x) FROM (VALUES (1, 1e0), (1, 2e0), (1, 4e0), (1, 9e0), (2, 1e0)) t(g, x) GROUP BY g ORDER BY g
SELECT regr_slope(y, x), regr_intercept(y, x), corr(y, x) FROM (VALUES (1, 3), (2, 5), (4, 4), (7, 9)) t(x, y)
SELECT regr_slope(y, x), regr_intercept(y, x), covar_samp(y, x), covar_pop(y, x) FROM (VALUES (1.1e0, 3.3e0), (2.2e0, 5.1e0), (4.7e0, 4.9e0)) t(x, y)
SELECT regr_slope(y, x), corr(y, x) FROM (VALUES (1, 3), (1, 5)) t(x, y)
SELECT corr(y, x), regr_intercept(y, x) FROM (VALUES (1e0, null), (2e0, 3e0)) t(x, y)
SELECT stddev(x), variance(x), stddev_pop(x) FROM (VALUES 1.5, 2.5, 7.25, 9.0) t(x)
SELECT avg(x), avg(y) FROM (VALUES (interval '1' second, 1.005), (interval '4' second, 2.004)) t(x, y)
SELECT sum(x), avg(x) FROM (VALUES interval '-1' day, interval '-2' day) t(x)
SELECT avg(x) FROM (VALUES interval '1' second, interval '1.001' second) t(x)
SELECT listagg(x) WITHIN GROUP (ORDER BY y DESC), listagg(x, '-') WITHIN GROUP (ORDER BY y) FILTER (WHERE y > 1) FROM (VALUES ('a', 1), ('b', 2), ('c', 3)) t(x, y)
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM (SELECT 'a' x WHERE false)
SELECT listagg(cast(x AS varchar), ', ') WITHIN GROUP (ORDER BY x) FROM (VALUES 3, 1, 2) t(x)
SELECT a, b, c, grouping(a, b, c), count(*) FROM (VALUES (1, 2, 3)) t(a, b, c) GROUP BY GROUPING SETS ((a), (b, c), ()) ORDER BY 4
SELECT a, sum(b) FROM (VALUES (1, 10), (2, 20), (1, 5)) t(a, b) GROUP BY CUBE (a) HAVING sum(b) > 10 ORDER BY 1
SELECT grouping(a) + 1, a FROM (VALUES 1, 2) t(a) GROUP BY ROLLUP (a) ORDER BY 1, 2
SELECT a, b, count(*) FROM (VALUES ('x', 1), ('y', 2)) t(a, b) GROUP BY ROLLUP (a, b) ORDER BY a NULLS FIRST, b NULLS FIRST
SELECT count(*) FROM (VALUES (1, 1), (1, 2)) t(a, b) GROUP BY a, b ORDER BY a, b DESC
SELECT array[1, 2, 3] < array[1, 2]
SELECT array['b'] > array['a', 'z']
SELECT array[true] >= array[false]
SELECT array[null] = array[null]
SELECT array[1, null] <> array[2, null]
SELECT array[1, null] = array[1, 2, 3]
SELECT array[array[1, null]] = array[array[1, 2]]
SELECT row(array[1]) = row(array[1])
SELECT row(1, row(2, null)) = row(1, row(3, null))
SELECT array[1.5e0] = array[1.5e0]
SELECT array[nan()] = array[nan()]
SELECT array[1e0] <> array[2e0]
SELECT map(array[1, 2], array['a', 'b']) = map(array[2, 1], array['b', 'a'])
SELECT map(array[1], array[array[1]]) = map(array[1], array[array[2]])
SELECT row(1, 'a') = row(1, 'b')
SELECT row(1, 2) <> row(1, 3)
SELECT row(1, 2) <= row(1, 2)
SELECT row('a', 1) > row('b', 0)
SELECT row(1, 2) in (row(1, 2), row(3, 4))
SELECT (1, null) in ((1, 2))
SELECT array[1] in (array[1], array[2])
SELECT array[1] = array[1.0]
SELECT array[1] < array[2.5]
SELECT row(1, 2) = row(1.0, 2e0)
SELECT array[timestamp '2020-01-01 00:00:00 UTC'] = array[timestamp '2020-01-01 00:00:00 UTC']
SELECT nullif(array[1], array[1])
SELECT nullif(row(1, 2), row(1, 3))
SELECT array_distinct(array[nan(), nan(), 1e0]), array_union(array[nan()], array[nan()]), array_intersect(array[1e0, nan()], array[nan()])
SELECT array_distinct(array[row(1, null), row(1, null)])
SELECT array_distinct(array[array[null], array[null], array[1]])
SELECT contains(array[nan()], nan())
SELECT contains(array[row(1, null)], row(1, 2))
SELECT array_position(array[row(1, 'a'), row(2, 'b')], row(2, 'b'))
SELECT array_remove(array[array[1], array[2]], array[1])
SELECT array_sort(array[nan(), 1e0, null, -infinity()])
SELECT array_sort(array['é', 'z', 'a', null])
SELECT array_sort(array[date '2020-01-02', date '2020-01-01'])
SELECT array_sort(array[1, 2, 3, 4, 5], (a, b) -> if(a % 2 = b % 2, 0, if(a % 2 < b % 2, -1, 1)))
SELECT array_sort(array[row('b', 1), row('a', 2)], (x, y) -> if(x[2] > y[2], -1, if(x[2] = y[2], 0, 1)))
SELECT array_sort(array[], (x, y) -> 0)
SELECT array_sort(array[1], (x, y) -> 1)
SELECT array_max(array[nan(), 1e0])
SELECT array_min(array[nan(), 1e0])
SELECT array_max(array[nan()])
SELECT array_min(array['b', null])
SELECT array_max(array[timestamp '2020-01-01 00:00:00', timestamp '2021-01-01 00:00:00'])
SELECT array_histogram(array[true, false, true])
SELECT array_histogram(cast(null as array(integer)))
SELECT array_histogram(array[null, null])
SELECT contains_sequence(array[1, null, 2], array[null, 2])
SELECT contains_sequence(cast(null as array(integer)), array[1])
SELECT ngrams(array['a', null, 'b'], 2)
SELECT combinations(array['a', null], 1)
SELECT combinations(array[], 1)
SELECT ngrams(array[], 2)
SELECT combinations(array[row(1, 'a'), row(2, 'b')], 2)
SELECT zip_with(array[1, 2, 3], array[4], (x, y) -> x + coalesce(y, 0))
SELECT zip_with(array[], array[1], (x, y) -> y)
SELECT reduce(array[1, 2, 3], array[], (s, x) -> s || x, s -> s)
SELECT reduce(array[1, 2, 3], map(array['a'], array[0]), (s, x) -> map(array['a'], array[s['a'] + x]), s -> s['a'])
SELECT transform(array['a', 'b'], x -> row(x, length(x)))
SELECT transform(array[1, null], x -> x is null)
SELECT filter(array['abc', 'b', null], x -> length(x) > 1)
SELECT any_match(array[], x -> true)
SELECT none_match(array[null], x -> x > 1)
SELECT flatten(array[array['a'], null, array['b', null]])
SELECT slice(array['a', 'b', 'c'], -1, 5)
SELECT repeat('x', 2) || repeat('y', 1)
SELECT sequence(1, 10, 4)
SELECT sequence(-3, 3, 3)
SELECT sequence(bigint '9223372036854775806', bigint '9223372036854775807')
SELECT sequence(timestamp '2020-01-31 10:00:00', timestamp '2020-04-30 10:00:00', interval '1' month)
SELECT sequence(date '2020-03-01', date '2020-01-01', interval '-1' month)
SELECT cardinality(sequence(date '2020-01-01', date '2020-12-31'))
SELECT split_to_map('a=1', ',', '=')
SELECT split('a.b.c', '.', 2)
SELECT split('', '')
SELECT split_part('abc', 'b', 2)
SELECT regexp_replace('abc', '[bc]', x -> 'z')
SELECT regexp_replace('hello world', '(o)(.)', x -> x[2] || x[1])
SELECT regexp_replace('', 'a', x -> 'b')
SELECT regexp_replace('xyz', 'a', x -> 'b')
SELECT regexp_replace('aaa', 'a*', 'b')
SELECT regexp_replace('abc', '(?<x>b)', '${x}${x}')
SELECT regexp_replace('abc', 'b', '')
SELECT regexp_replace(null, 'a', 'b')
SELECT regexp_replace('a1', '(\d)', x -> null)
SELECT regexp_extract('abc123', '([a-z]+)(\d+)?', 2)
SELECT regexp_extract_all('a1b', '([a-z])(\d)?', 2)
SELECT regexp_split('a  b', '\s')
SELECT regexp_count('banana', 'ana')
SELECT regexp_position('banana', 'a', 3)
SELECT regexp_position('banana', 'a', 1, 3)
SELECT regexp_position('banana', 'x', 1, 1)
SELECT regexp_like('Straße', 'ß')
SELECT regexp_like('a+b', 'a\+b')
SELECT regexp_like('', '^$')
SELECT regexp_like('abc', '')
SELECT regexp_extract('x=1;y=2', 'y=(\d)', 1)
SELECT regexp_replace('2020-01-02', '(\d+)-(\d+)-(\d+)', '$3/$2/$1')
SELECT regexp_extract('日本', '.')
SELECT regexp_split('a,b;c', '[,;]')
SELECT regexp_split(',a,', ',')
SELECT format('%,d', -1234567)
SELECT format('%08d', -42)
SELECT format('%+d', -5)
SELECT format('%x', 0)
SELECT format('%5s|%-5s|', 'ab', 'cd')
SELECT format('%.2s', 'abcdef')
SELECT format('%10.3f', 3.14159e0)
SELECT format('%e', 0e0)
SELECT format('%s and %1$s', 'a')
SELECT format('%2$s %1$s', 'a', 'b')
SELECT format('100%%', 1)
SELECT format('%s', 1e7)
SELECT format('%s', 0.1)
SELECT format('%d%%', 50)
SELECT format('%n', 1)
SELECT format('%.0f', 2.5e0)
SELECT format('%.0f', 0.5)
SELECT format('%.1f', 0.25e0)
SELECT format('%,.3f', 1234.5678)
SELECT format('%f', 1.5)
SELECT format('%.2f', -0.005)
SELECT format('%05.1f', 9.96e0)
SELECT format('%g', 123456.789e0)
SELECT format('%g', 1234567.0)
SELECT format('%.3g', 0.0001234)
SELECT format('%G', 1e-10)
SELECT format('%e', 123.456)
SELECT format('%.0e', 15e0)
SELECT format('%E', 0.00015e0)
SELECT format('%s %s', timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 10:20:30.5')
SELECT format('%s', timestamp '2020-01-01 10:20:00')
SELECT format('%tF %<tT', timestamp '2020-01-01 10:20:30')
SELECT format('%tH:%1$tM', timestamp '2020-01-01 09:05:00')
SELECT format('%tb %1$td', date '2020-01-05')
SELECT format('%tj', date '2020-02-01')
SELECT format('%b %b', true, false)
SELECT format('%B', true)
SELECT format('%d', cast(null as integer))
SELECT format('%h', 'a')
SELECT format_number(12345)
SELECT format_number(99999)
SELECT format_number(999999)
SELECT format_number(1005)
SELECT format_number(1.005)
SELECT format_number(0.5e0)
SELECT format_number(1.5e0)
SELECT format_number(-12)
SELECT format_number(123456789012)
SELECT concat('a', 'b', null)
SELECT concat_ws('-', 'a')
SELECT concat_ws(',', cast(array[] as array(varchar)))
SELECT cast('ab' as char(3)) = 'ab '
SELECT cast('ab' as char(3)) = cast('ab' as varchar(2))
SELECT cast('a' as char(2)) || cast('b' as char(2))
SELECT length(cast('a' as char(3)) || 'b')
SELECT cast('a' as char(2)) in ('a', 'b')
SELECT cast('a' as char(2)) like 'a '
SELECT coalesce(cast('a' as char(2)), 'b')
SELECT greatest(cast('a' as char(2)), 'b')
SELECT concat(cast('a' as char(2)), 'b')
SELECT substr(cast('abc' as char(5)), 1, 4)
SELECT lower(cast('ABC' as char(5)))
SELECT cast(cast('ab' as char(4)) as varchar(4))
SELECT cast(cast('ab' as char(4)) as varchar(2))
SELECT cast(123 as char(5))
SELECT cast(cast('12' as char(4)) as integer)
SELECT cast(cast('a' as char(3)) as json)
SELECT split(cast('a,b' as char(4)), ',')
SELECT x, length(x), upper(x) FROM (VALUES cast('ab' as char(4)), cast('c' as char(4))) t(x) ORDER BY x
SELECT to_hex(to_utf8('é'))
SELECT from_utf8(from_hex('C3A9'))
SELECT to_base64(X'')
SELECT from_base64('')
SELECT md5(X'')
SELECT crc32(X'')
SELECT to_hex(X'')
SELECT length(X'')
SELECT to_hex(xxhash64(to_utf8('hello')))
SELECT to_hex(murmur3(to_utf8('hello world, this is long')))
SELECT lpad(X'01', 1, X'FF')
SELECT rpad(X'0102', 5, X'AABB')
SELECT substr(X'010203', -2)
SELECT substr(X'010203', 0)
SELECT substr(X'', 1)
SELECT reverse(X'')
SELECT from_utf8(X'FF', '?')
SELECT from_utf8(X'61FF62', 63)
SELECT from_utf8(X'E28228')
SELECT X'00' < X'01'
SELECT X'' = X''
SELECT X'0A' || X'0B'
SELECT hmac_sha256(X'', X'01')
SELECT sha512(X'')
SELECT to_base32(X'00ff')
SELECT from_base32('AD7Q====')
SELECT to_base64url(X'FFEF')
SELECT inverse_normal_cdf(10, 3, 0.9)
SELECT inverse_normal_cdf(0, 1, 0.999999)
SELECT inverse_normal_cdf(0, 1, 1e-10)
SELECT inverse_normal_cdf(0, 1, 0.1)
SELECT inverse_normal_cdf(-1, 0.5, 0.75)
SELECT normal_cdf(0, 1, 0)
SELECT normal_cdf(0, 1, 0.1)
SELECT normal_cdf(0, 1, -0.7)
SELECT normal_cdf(5, 3, 20)
SELECT normal_cdf(0, 1, 6)
SELECT normal_cdf(0, 1, -8)
SELECT normal_cdf(0, 1, 1.2247448713915890)
SELECT normal_cdf(0, 0, 1)
SELECT sinh(0.1e0)
SELECT sinh(1.5e0)
SELECT sinh(5e0)
SELECT sinh(25e0)
SELECT cosh(0.3e0)
SELECT cosh(1.7e0)
SELECT cosh(25e0)
SELECT tanh(0.9e0)
SELECT tanh(1.1e0)
SELECT tanh(-3e0)
SELECT sinh(null)
SELECT cosh(nan())
SELECT tanh(infinity())
SELECT sinh(-infinity())
SELECT cosh(2.5e0)
SELECT cosh(3.3e0)
SELECT cosh(10e0)
SELECT cosh(0.5e0)
SELECT sinh(0.01e0)
SELECT tanh(0.01e0)
SELECT cosh(0.34e0)
SELECT cosh(0.35e0)
SELECT cosh(1.03e0)
SELECT cosh(1.05e0)
SELECT wilson_interval_lower(1, 10, 1.0e0)
SELECT wilson_interval_upper(1, 10, 1.0e0)
SELECT wilson_interval_lower(7, 7, 2.5e0)
SELECT wilson_interval_upper(3, 9, 0.5e0)
SELECT cosine_similarity(array[1.5e0, -2.5e0, 3e0], array[0.1e0, 0.2e0, 0.3e0])
SELECT dot_product(array[], array[])
SELECT euclidean_distance(array[0.1e0], array[0.4e0])
SELECT cosine_distance(array[3e0, 4e0], array[4e0, 3e0])
SELECT cosine_similarity(map(array['a', 'b'], array[1, 2]), map(array['b', 'a'], array[3, 4]))
SELECT cosine_similarity(map(array['x'], array[0.5e0]), map(array['x'], array[0.5e0]))
SELECT width_bucket(nan(), 0, 10, 5)
SELECT width_bucket(1.5, array[1, 2])
SELECT width_bucket(2, array[1, 2])
SELECT width_bucket(0, array[1, 2])
SELECT width_bucket(7, 8, 2, 3)
SELECT width_bucket(5, 5, 5, 3)
SELECT bit_count(15, 64)
SELECT bitwise_xor(5, 3)
SELECT bitwise_not(0)
SELECT bitwise_and(-1, 255)
SELECT bitwise_left_shift(1, 64)
SELECT bitwise_right_shift(16, 65)
SELECT bitwise_right_shift_arithmetic(-1, 70)
SELECT 0xff + 1
SELECT 1_0 * 2
SELECT 0b11
SELECT -0x1
SELECT 1_000.5
SELECT 1e1_0
SELECT 0x7fffffffffffffff
SELECT + 1, +x, -x, - -x, +(x + 1) FROM (VALUES 5) t(x)
SELECT 5 - +3
SELECT 5 + -3
SELECT 5 * -1
SELECT -(-3)
SELECT 2 - - 2
SELECT a_1_0, x1_2 FROM (VALUES (1, 2)) t(a_1_0, x1_2)
SELECT '1_000', "0x1F" FROM (VALUES 1) t("0x1F")
SELECT interval '1' day * 0.1
SELECT interval '1' second * 0.0015e0
SELECT interval '10' second / 3
SELECT interval '7' month / 2.0
SELECT 2.5 * interval '2' hour
SELECT interval '-1' day * 1.5
SELECT interval '1' day / 0.5e0
SELECT interval '1' day / 0
SELECT interval '-10:30' hour to minute
SELECT interval '0 00:00:00' day to second
SELECT interval '1 2' day to hour
SELECT interval '12' month
SELECT interval '0-11' year to month
SELECT interval '23:59:59.999' hour to second
SELECT interval '59.5' second
SELECT interval '25' hour
SELECT interval '1000' second
SELECT interval '13' month + interval '1' year
SELECT time '10:00:00' + interval '90' minute
SELECT interval '1' hour + time '23:30:00'
SELECT time '00:00:00' - interval '1' second
SELECT time '12:00:00.123456' + interval '1' day
SELECT time '10:00' - time '12:30'
SELECT date_trunc('minute', time '10:45:30.5')
SELECT date_add('second', -30, time '00:00:10')
SELECT date_add('hour', 25, time '01:00:00.123')
SELECT date_diff('second', time '23:59:59', time '00:00:00')
SELECT date_diff('minute', time '10:00:30', time '10:02:00')
SELECT cast(time '23:59:59.9999' as time(3))
SELECT cast(time '10:00:00.1234' as time(2))
SELECT cast(time '10:00:00' as time(6))
SELECT cast('10:00:00.55' as time(1))
SELECT cast(time '10:00:00' as timestamp(0)) is not null
SELECT timestamp '2020-01-01 00:00:00 UTC' at time zone interval '-3' hour
SELECT timestamp '2020-01-01 00:00:00 UTC' at time zone interval '5:30' hour to minute
SELECT at_timezone(timestamp '2020-01-01 00:00:00 UTC', '-08:00')
SELECT timestamp '2020-01-01 00:00:00 UTC' at time zone interval '0' hour
SELECT from_unixtime(0, 0, 0)
SELECT from_unixtime(0, 14, 0)
SELECT from_unixtime(0, -1, -30)
SELECT from_unixtime(1e9, 5, 45)
SELECT from_iso8601_date('2020-W01')
SELECT from_iso8601_date('2020-W53-7')
SELECT from_iso8601_date('2020-366')
SELECT from_iso8601_date('1999-12')
SELECT from_iso8601_timestamp('2020-W53')
SELECT from_iso8601_timestamp('2020-02-30')
SELECT from_iso8601_date('2019-366')
SELECT from_iso8601_date('2019-W54')
SELECT date_add('millisecond', 1500, timestamp '2020-01-01 00:00:00')
SELECT date_add('millisecond', 500, timestamp '2020-01-01 00:00:00.1')
SELECT date_add('millisecond', 7, timestamp '2020-01-01 00:00:00 UTC')
SELECT date_add('second', 1, date '2020-01-01')
SELECT date_add('day', 400, date '2020-01-01')
SELECT date_add('year', -1, timestamp '2020-02-29 10:00:00')
SELECT date '-0044-03-15'
SELECT date '0000-01-01'
SELECT year(date '-0044-03-15')
SELECT date '-0001-01-01' + interval '1' year
SELECT date '12345-01-01'
SELECT localtime = localtime
SELECT typeof(current_timestamp(0))
SELECT typeof(localtimestamp(6))
SELECT typeof(localtime(2))
SELECT current_timestamp(3) = current_timestamp
SELECT date_diff('year', timestamp '2000-02-29 00:00:00', timestamp '2001-02-28 23:59:59')
SELECT date_diff('month', date '2020-03-31', date '2020-02-29')
SELECT date_diff('day', timestamp '2020-01-02 00:00:00', timestamp '2020-01-01 00:00:01')
SELECT date_diff('quarter', date '2020-12-31', date '2020-01-01')
SELECT x FROM (VALUES 5, 3, 3, 1) t(x) ORDER BY x DESC FETCH FIRST 2 ROWS WITH TIES
SELECT x, y FROM (VALUES (1, 'a'), (1, 'b'), (2, 'c')) t(x, y) ORDER BY x, y FETCH FIRST 1 ROW WITH TIES
SELECT x AS z FROM (VALUES null, 1, null) t(x) ORDER BY z NULLS FIRST FETCH FIRST 1 ROW WITH TIES
SELECT x, count(*) c FROM (VALUES 1, 1, 2, 3, 3) t(x) GROUP BY x ORDER BY c DESC FETCH FIRST ROW WITH TIES
SELECT x FROM (VALUES 1, 2) t(x) FETCH FIRST ROW ONLY
SELECT count(*) FROM (VALUES 1, 2, 3) t(x) TABLESAMPLE BERNOULLI (0)
SELECT x FROM (VALUES 1, 2, 3) t(x) TABLESAMPLE BERNOULLI (100) WHERE x > 1 ORDER BY x
SELECT count(*) FROM (VALUES 1, 2) t(x) TABLESAMPLE BERNOULLI (-1)
WITH t AS (SELECT 1 AS x UNION ALL SELECT 2) SELECT sum(x) FROM t TABLESAMPLE SYSTEM (100)
SELECT a.x FROM (VALUES 1, 2) a(x) TABLESAMPLE BERNOULLI (100) JOIN (VALUES 2, 3) b(x) ON a.x = b.x
VALUES (3, 'c'), (1, 'a') ORDER BY 1
VALUES 1, 2, 3 ORDER BY 1 DESC OFFSET 1 LIMIT 1
(VALUES 1, 2) UNION ALL (VALUES 3) ORDER BY 1 DESC LIMIT 2
SELECT * FROM (VALUES 2, 1 ORDER BY 1 LIMIT 1) t(x)
SELECT (SELECT 1, 'a'), typeof((SELECT 1 AS p, 'a' AS q)), (SELECT 1, 2 WHERE false)
SELECT row(1, 2) IN (SELECT 1, 2)
SELECT cast(row(1, 'x') AS row(a integer, b varchar)).*
SELECT 5
SELECT (r).a, (r.b).c FROM (SELECT cast(row(1, row(2)) AS row(a integer, b row(c integer))) r)
SELECT * FROM TABLE(sequence(1, 3)) t(n) ORDER BY n
SELECT sum(sequential_number) FROM TABLE(sequence(0, 100, 10))
SELECT * FROM TABLE(sequence(5, 1))
SELECT U&'\00e9'
SELECT U&'a\\b'
SELECT U&'!0041!!' UESCAPE '!'
SELECT U&'\+01F600'
SELECT 'plain'
SELECT X'AB CD'
SELECT x''
SELECT X'0 1'
SELECT url_extract_host('http://user@[::1]:8080/p')
SELECT url_extract_path('urn:isbn:123')
SELECT url_extract_protocol('mailto:x@y.z')
SELECT url_extract_path('/a/b')
SELECT url_extract_host('//h/p')
SELECT url_extract_query('?a=b')
SELECT url_extract_path('http://h')
SELECT url_extract_parameter('http://h/?a=1&b=%20x&c', 'b')
SELECT url_extract_parameter('http://h/?a=1', 'z')
SELECT url_extract_fragment('http://h/#a%20b')
SELECT url_extract_query('http://h/p?x=1%262')
SELECT url_extract_port('http://h:0/')
SELECT json_array_get('["a b", 1, null, true, 1.50, {"k": "v"}]', 0)
SELECT json_array_get('[1.50]', 0)
SELECT json_array_get('[null]', 0)
SELECT json_array_get('[{"b": 1, "a": 2}]', 0)
SELECT json_array_get('["\"q\""]', 0)
SELECT json_array_get('[[1, 2], 3]', -2)
SELECT json_format(json_array_get('["a"]', 0))
SELECT cast(json_array_get('[5]', 0) as integer)
SELECT json_object('a' : array[1])
SELECT json_object('n' : 1, 'd' : 1.10, 'e' : 1e10, 's' : 'x"y', 'b' : false, 'z' : null)
SELECT json_object('k' : json_object('j' : 1) FORMAT JSON)
SELECT json_array('a', json_array('b'), '{"c": 1}' FORMAT JSON, null NULL ON NULL)
SELECT json_value('{"a": {"b": [1, 2, {"c": "deep"}]}}', 'lax $.a.b[2].c')
SELECT json_value('{"a": [1]}', 'lax $.a' RETURNING integer)
SELECT json_value('"x"', 'lax $')
SELECT json_value('true', 'lax $' RETURNING integer)
SELECT json_value('1e2', 'lax $' RETURNING bigint)
SELECT json_value('"12"', 'lax $' RETURNING smallint)
SELECT json_value('300', 'lax $' RETURNING tinyint)
SELECT json_query('{"a": [{"b": 1}, {"b": "x"}]}', 'lax $.a[*].b' WITH CONDITIONAL WRAPPER)
SELECT json_query('{"a": []}', 'lax $.a')
SELECT json_query('null', 'lax $')
SELECT json_query('{"a": "é\n"}', 'lax $.a')
SELECT json_query('[[1], [2]]', 'lax $[*][*]' WITH WRAPPER)
SELECT json_query('{"a": null}', 'lax $.a')
SELECT json_exists('{"a": {"b": 2}}', 'lax $.a ? (@.b == 2 && @.b < 5)')
SELECT json_exists('[1, "2"]', 'lax $[*] ? (@ == "2")')
SELECT json_exists('{}', 'lax $.a.b.c')
SELECT json_exists('{"a": 1}', 'strict $ ? (exists(@.a))')
SELECT json_exists('["abc"]', 'lax $[*] ? (@ starts with "ab")')
SELECT json_exists('{"a": true}', 'lax $.a ? (@ == true)')
SELECT json_value(x, 'lax $.v' DEFAULT 'none' ON EMPTY DEFAULT 'bad' ON ERROR) FROM (VALUES '{"v": 1}', '{}', 'oops', '{"v": [1, 2]}') t(x)
SELECT json_value('{"t": "2020-01-02"}', 'lax $.t' RETURNING date)
SELECT json_value('{"n": "abc"}', 'lax $.n' RETURNING double DEFAULT 0e0 ON ERROR)
SELECT json_value('{"n": 5}', 'lax $.n' RETURNING decimal(10,3))
SELECT json_value('{"n": 2.5}', 'lax $.n' RETURNING real)
SELECT lower(null)
SELECT length(cast(null as varchar))
SELECT reverse(cast(null as varchar))
SELECT cast(null as char(3)) || 'a'
SELECT null || array[1]
SELECT array[1] || null
SELECT try(array[1][5])
SELECT try(map(array['a'], array[1])['b'])
SELECT try(date_parse('x', '%Y'))
SELECT try(from_hex('zz'))
SELECT try(1 / 0 + 1)
SELECT if(null, 1)
SELECT if(true, null, 1)
SELECT nullif(1, null)
SELECT coalesce(cast(null as integer), 2, 3)
SELECT case when null then 1 end
SELECT greatest('b', 'a', 'c')
SELECT least(1.5, 2, 0.5e0)
SELECT cast(1e40 as real)
SELECT cast(-1e40 as real)
SELECT cast(3.4028235e38 as real)
SELECT cast(1e-50 as real)
SELECT cast('1e40' as real)
SELECT real '1e39'
SELECT -cast(-128 as tinyint)
SELECT -x FROM (VALUES bigint '-9223372036854775807') t(x)
SELECT count(*) FROM (VALUES 1, 2) t(x) CROSS JOIN UNNEST(array[1, 2]) u(y) WHERE x = y
SELECT t.id, u.a, u.b FROM (VALUES (1, array[row('x', 1), row('y', 2)])) t(id, rs) CROSS JOIN UNNEST(rs) u(a, b) ORDER BY 3
SELECT k, v, o FROM UNNEST(map(array['a', 'b'], array[1, 2])) WITH ORDINALITY t(k, v, o) ORDER BY o
SELECT * FROM (VALUES 1) a(x) LEFT JOIN UNNEST(array[]) u(y) ON true
WITH RECURSIVE t(n, s) AS (SELECT 1, cast('x' AS varchar) UNION ALL SELECT n + 1, s || 'x' FROM t WHERE n < 3) SELECT * FROM t ORDER BY n
WITH RECURSIVE tree(id, parent, depth) AS (SELECT 1, 0, 0 UNION ALL SELECT c.id, c.parent, tree.depth + 1 FROM (VALUES (2, 1), (3, 1), (4, 2)) c(id, parent) JOIN tree ON c.parent = tree.id) SELECT id, depth FROM tree ORDER BY id
SELECT uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59' = cast('12151fd2-7586-11e9-8f9e-2a86e4085a59' as uuid)
SELECT cast(X'00000000000000000000000000000001' as uuid)
SELECT cast(uuid '00000000-0000-0000-0000-000000000001' as varbinary)
SELECT DISTINCT r FROM (VALUES row(1, 'a'), row(1, 'a')) t(r)
SELECT x, y FROM (VALUES (1, 2), (1, 3)) t(x, y) GROUP BY ALL x, y ORDER BY 1, 2
SELECT count(DISTINCT array[x]) FROM (VALUES 1, 1, 2) t(x)
SELECT histogram(x), map_agg(x, x), multimap_agg(x, x) FROM (VALUES 'b', 'a', 'b') t(x)
SELECT cbrt(nan())
SELECT from_ieee754_64(X'7ff8000000000000')
SELECT from_ieee754_32(X'7fc00000')
SELECT from_ieee754_64(X'7ff0000000000000')
SELECT round(nan(), 2)
SELECT truncate(nan())
SELECT normal_cdf(0, 1, nan())
SELECT sqrt(infinity())
SELECT ln(infinity())
SELECT exp(-infinity())
SELECT cbrt(infinity())
SELECT abs(nan())
SELECT mod(nan(), 2e0)
SELECT atan2(nan(), 1)
SELECT degrees(nan())
SELECT power(nan(), 0)
SELECT sin(0.5e0)
SELECT cos(0.5e0)
SELECT tan(0.5e0)
SELECT asin(0.5e0)
SELECT acos(0.5e0)
SELECT atan(0.5e0)
SELECT sin(3)
SELECT cos(3)
SELECT tan(3)
SELECT sin(10)
SELECT cos(10)
SELECT tan(10)
SELECT sin(100)
SELECT cos(1e5)
SELECT atan2(1, 2)
SELECT atan2(-3, 4)
SELECT asin(0.1e0)
SELECT acos(-0.3e0)
SELECT atan(10)
SELECT ln(10)
SELECT ln(0.5)
SELECT ln(3)
SELECT log2(10)
SELECT log10(2)
SELECT log10(50)
SELECT log(3, 81)
SELECT log(2, 10)
SELECT exp(0.5)
SELECT exp(10)
SELECT exp(-3.7)
SELECT sqrt(3)
SELECT sqrt(0.1)
SELECT power(2, 0.5)
SELECT power(3, 3.3)
SELECT power(10, 15)
SELECT power(1.5, -2.5)
SELECT power(0, -1)
SELECT power(-1, 0.5)
SELECT degrees(1)
SELECT radians(90)
SELECT radians(45.5)
SELECT degrees(-2.5)
SELECT pi() * 2
SELECT e() * e()
SELECT round(-1.5e0)
SELECT round(1e15, 2)
SELECT round(123456789.987654321e0, 4)
SELECT round(0.1e0 + 0.2e0, 15)
SELECT round(5e-1)
SELECT round(1.15e0, 1)
SELECT round(1e-5, 5)
SELECT round(12345.6789e0, -2)
SELECT round(real '1.15', 1)
SELECT round(decimal '1.005', 2)
SELECT round(decimal '123.456', -1)
SELECT round(decimal '-0.5')
SELECT round(decimal '999.95', 1)
SELECT round(12345.678, 0)
SELECT round(bigint '15', -1)
SELECT round(-25, -1)
SELECT round(2147483647, -1)
SELECT round(smallint '32767', -1)
SELECT truncate(decimal '123.456', -1)
SELECT truncate(123.456e0)
SELECT truncate(decimal '-1.99', 1)
SELECT truncate(5)
SELECT truncate(1e20)
SELECT truncate(decimal '0.9')
SELECT ceil(decimal '1.1')
SELECT ceil(-1.9)
SELECT floor(decimal '-1.1')
SELECT floor(1e0)
SELECT ceil(decimal '99.5')
SELECT floor(decimal '-99.5')
SELECT ceil(bigint '5')
SELECT mod(decimal '5.5', decimal '2.25')
SELECT mod(-5.5, 2)
SELECT mod(7, 2.5)
SELECT mod(bigint '-7', 3)
SELECT mod(5e0, 1.5e0)
SELECT mod(-5e0, 3)
SELECT 1e0 % 0.1e0
SELECT sign(decimal '0.00')
SELECT sign(-0e0)
SELECT sign(bigint '-9')
SELECT sign(real '-1.5')
SELECT sign(null)
SELECT abs(decimal '-1.10')
SELECT abs(smallint '-5')
SELECT abs(-0e0)
SELECT 10 / 3.0
SELECT 10.0 / 3
SELECT 1.00 / 3.000
SELECT 2 / 3.00000
SELECT 1e0 / 3
SELECT real '1' / 3
SELECT bigint '7' / 2
SELECT 1.1 * 1.1
SELECT 0.001 * 0.001
SELECT 123456.789 * 987.654
SELECT decimal '0.1' + decimal '0.02'
SELECT 5 - 0.55
SELECT 100 * 0.01
SELECT -1.5 * 2
SELECT decimal '99999999999999999999999999999999999999' * 2
SELECT decimal '12345678901234567890' / decimal '0.0000000001'
SELECT cast('99999999999999999999.99' as decimal(22,2)) + cast('0.01' as decimal(3,2))
SELECT typeof(cast(1 as decimal(38,10)) * cast(1 as decimal(38,10)))
SELECT 2147483648 - 1
SELECT typeof(-2147483648)
SELECT cast(2147483647 as bigint) + 1
SELECT 2000000000 + 2000000000
SELECT bigint '9223372036854775807' - bigint '-1'
SELECT smallint '200' * smallint '200'
SELECT tinyint '100' / tinyint '7'
SELECT typeof(tinyint '100' / tinyint '7')
SELECT tinyint '5' % tinyint '3'
SELECT typeof(smallint '5' + 1)
SELECT from_base('-1010', 2)
SELECT from_base('Zz', 36)
SELECT from_base('', 10)
SELECT to_base(255, 2)
SELECT to_base(-255, 16)
SELECT to_base(35, 36)
SELECT to_base(null, 2)
SELECT 'abc' like '%b%'
SELECT 'a%b' like 'a!%b' escape '!'
SELECT 'aXb' like 'a_b'
SELECT 'ab' like 'a_b'
SELECT 'A' like 'a'
SELECT '日本' like '_本'
SELECT 'a' || chr(10) || 'b' like 'a%b'
SELECT '' like '_'
SELECT 'abc' like 'abc%%'
SELECT 'abc' not like 'b%'
SELECT null not like 'a'
SELECT 'x' like null escape '!'
SELECT not ('a' like 'b')
SELECT position('' in 'abc')
SELECT position('ab' in 'cab')
SELECT strpos('', '')
SELECT strpos('aaa', 'a', 3)
SELECT strpos('aaa', 'a', 4)
SELECT strpos('aaa', 'a', -2)
SELECT strpos('日本語', '語')
SELECT replace('aaa', 'a', 'bb')
SELECT replace('abc', 'x', 'y')
SELECT replace('日本', '本', '')
SELECT translate('日本', '日', 'x')
SELECT translate('abc', 'abc', '')
SELECT translate('', 'a', 'b')
SELECT upper('ÿ')
SELECT lower('ÀÉÎ')
SELECT upper('ñ')
SELECT lower('ΑΣ')
SELECT upper('ﬁ')
SELECT lower('ẞ')
SELECT upper('i')
SELECT lower('I')
SELECT soundex('Jackson')
SELECT soundex('a')
SELECT soundex('1a')
SELECT levenshtein_distance('', '')
SELECT levenshtein_distance('flaw', 'lawn')
SELECT levenshtein_distance('日本', '日木')
SELECT hamming_distance('日本', '日木')
SELECT split('a|b|c', '|')
SELECT split('aXXb', 'XX')
SELECT split('abc', 'c')
SELECT split('a,b,c,d', ',', 3)
SELECT split(',', ',')
SELECT cardinality(split('', ','))
SELECT split_part('a.b.c', '.', 2)
SELECT split_part('', ',', 1)
SELECT split_part('abc', ',', 1)
SELECT split_part('abc', ',', 2)
SELECT split_part('a,,c', ',', 2)
SELECT split_part(null, ',', 1)
SELECT split_part('a', ',', -1)
SELECT split_to_multimap('a=1,a=2', ',', '=')
SELECT split_to_map('a=,=b', ',', '=')
SELECT split_to_map('a=1=2', ',', '=')
SELECT array_join(split('b,a', ','), ';')
SELECT array_join(array[null, null], ',')
SELECT array_join(array[1.5e0, 2e10], ',')
SELECT array_join(array[timestamp '2020-01-01 00:00:00'], ',')
SELECT array_join(array[real '1.5'], '/')
SELECT chr(0) = chr(0)
SELECT codepoint(chr(65))
SELECT chr(233)
SELECT length(chr(128512))
SELECT codepoint('😀')
SELECT reverse('a😀b')
SELECT lpad('😀', 3, 'x')
SELECT normalize('Å', NFD) = 'Å'
SELECT normalize('ﬃ', NFKD)
SELECT normalize('e' || chr(769), NFC)
SELECT length(normalize('é', NFKD))
SELECT to_hex(md5(to_utf8('Hello')))
SELECT to_hex(sha1(to_utf8('Hello')))
SELECT lower(to_hex(sha256(to_utf8('Hello'))))
SELECT crc32(to_utf8('Hello'))
SELECT to_base64(to_utf8('Hello'))
SELECT from_utf8(from_base64('SGVsbG8='))
SELECT from_base64('SGVsbG8')
SELECT from_base64url('SGVsbG8')
SELECT to_base64url(to_utf8('Hello?>'))
SELECT from_hex('48656C6C6F')
SELECT to_big_endian_32(-2)
SELECT to_big_endian_64(256)
SELECT from_big_endian_64(X'FFFFFFFFFFFFFFFE')
SELECT from_big_endian_32(X'80000000')
SELECT to_ieee754_32(real '-0.1')
SELECT to_ieee754_64(0.1e0)
SELECT from_ieee754_64(X'400921fb54442d18')
SELECT from_ieee754_32(X'3f800000')
SELECT parse_duration('1.5h')
SELECT parse_duration('100us')
SELECT parse_duration('2.5d')
SELECT to_milliseconds(interval '2' hour)
SELECT human_readable_seconds(3600)
SELECT human_readable_seconds(86401)
SELECT human_readable_seconds(604800)
SELECT human_readable_seconds(59.6)
SELECT parse_data_size('1kB')
SELECT parse_data_size('2.3MB')
SELECT parse_data_size('1B')
SELECT parse_data_size('1.5GB')
SELECT parse_presto_data_size('1MB')
SELECT date_format(timestamp '2020-12-31 23:59:59.999', '%Y %y %m %c %d %e %H %k %h %I %l %i %s %S %f %p %M %b %W %a %j %T %r %%')
SELECT date_format(date '2021-01-03', '%v %x')
SELECT date_format(timestamp '2020-01-01 00:00:00', '%h %l %p')
SELECT date_format(timestamp '2020-06-15 12:34:56', 'x%yz')
SELECT date_format(date '2020-01-01', '')
SELECT date_format(date '2020-01-01', '%w')
SELECT date_format(date '2020-01-01', '%U')
SELECT date_parse('31-12-2020', '%d-%m-%Y')
SELECT date_parse('2020 365', '%Y %j')
SELECT date_parse('12:30 AM', '%h:%i %p')
SELECT date_parse('Monday January 6 2020', '%W %M %e %Y')
SELECT date_parse('20200102030405', '%Y%m%d%H%i%s')
SELECT date_parse('2020-01-02 03:04:05.678', '%Y-%m-%d %H:%i:%s.%f')
SELECT date_parse('1/2/99', '%c/%e/%y')
SELECT date_parse('1/2/69', '%c/%e/%y')
SELECT date_parse('1/2/70', '%c/%e/%y')
SELECT date_parse('2020-01-02 extra', '%Y-%m-%d')
SELECT date_parse(null, '%Y')
SELECT date_parse('', '%Y')
SELECT format_datetime(timestamp '2020-03-04 05:06:07.089', 'y M d H m s S')
SELECT format_datetime(timestamp '2020-03-04 15:06:07', 'hh:mm:ss aa')
SELECT format_datetime(timestamp '2020-03-04 05:06:07', 'D')
SELECT format_datetime(timestamp '2020-03-04 05:06:07', 'E e')
SELECT format_datetime(timestamp '2020-03-04 05:06:07', '''quoted'' yyyy')
SELECT format_datetime(date '2020-03-04', 'MMM')
SELECT format_datetime(timestamp '2020-01-01 00:30:00', 'k:K:h')
SELECT format_datetime(timestamp '2020-03-04 05:06:07 +02:00', 'Z ZZ ZZZ z')
SELECT parse_datetime('2020-03-04T05:06:07', 'yyyy-MM-dd''T''HH:mm:ss')
SELECT parse_datetime('04/Mar/2020:05:06:07 +0100', 'dd/MMM/yyyy:HH:mm:ss Z')
SELECT parse_datetime('5 PM', 'h a')
SELECT parse_datetime('2020', 'yyyy')
SELECT parse_datetime('2020-064', 'yyyy-DDD')
SELECT to_iso8601(timestamp '2020-01-01 00:00:00')
SELECT to_iso8601(timestamp '2020-01-01 00:00:00.123456')
SELECT to_iso8601(timestamp '2020-01-01 00:00:00 UTC')
SELECT from_iso8601_timestamp('2020-01-01T10:00:00-05:00')
SELECT from_iso8601_timestamp('2020-01-01T10:00:00.123456Z')
SELECT from_iso8601_timestamp('2020-01')
SELECT from_iso8601_timestamp('2020-01-01T24:00:00')
SELECT date_trunc('week', date '2020-01-01')
SELECT date_trunc('quarter', date '2020-12-31')
SELECT date_trunc('hour', timestamp '2020-06-01 10:30:00 America/New_York')
SELECT date_trunc('day', timestamp '2020-03-08 12:00:00 America/New_York')
SELECT date_trunc('month', timestamp '2020-06-15 10:30:00.123456')
SELECT date_trunc('decade', date '2020-01-01')
SELECT week(date '2021-01-03')
SELECT week(date '2020-12-31')
SELECT year_of_week(date '2021-01-03')
SELECT day_of_week(date '2020-01-05')
SELECT quarter(timestamp '2020-10-01 00:00:00')
SELECT day_of_year(timestamp '2020-12-31 23:00:00')
SELECT last_day_of_month(timestamp '2019-02-10 00:00:00')
SELECT second(timestamp '2020-01-01 00:00:59.999')
SELECT hour(timestamp '2020-01-01 23:00:00 America/New_York')
SELECT cast(timestamp '2020-07-01 12:00:00 UTC' as timestamp)
SELECT cast(timestamp '2020-07-01 12:00:00.123 Europe/Paris' as varchar)
SELECT cast(timestamp '2020-01-01 00:00:00' as timestamp with time zone)
SELECT cast(date '2020-01-01' as timestamp with time zone)
SELECT cast('2020-01-01 00:00:00 Europe/Paris' as timestamp with time zone)
SELECT cast('2020-01-01' as timestamp(6) with time zone)
SELECT timestamp '2020-01-01 00:00:00 Europe/Paris' < timestamp '2020-01-01 00:00:00 UTC'
SELECT greatest(date '2020-01-01', date '2019-01-01')
SELECT current_date + interval '1' day > current_date
SELECT now() - interval '1' hour < now()
SELECT date_diff('day', current_date, current_date + interval '3' day)
SELECT extract(year from current_date) >= 2024
SELECT day(current_date) between 1 and 31
SELECT x, x + interval '1' month FROM (VALUES date '2020-01-31', date '2021-02-28') t(x) ORDER BY x
SELECT date_trunc('hour', x) h, count(*) FROM (VALUES timestamp '2020-01-01 10:10:00', timestamp '2020-01-01 10:50:00', timestamp '2020-01-01 11:00:00') t(x) GROUP BY date_trunc('hour', x) ORDER BY h
SELECT cast(json '{"a": [1, 2]}' as map(varchar, array(bigint)))
SELECT cast(json '[{"a": 1}]' as array(row(a integer)))
SELECT cast(json '{"A": 1}' as row(a integer))
SELECT cast(json '"2020-01-01"' as date)
SELECT cast(json '[true, null]' as array(boolean))
SELECT cast(json '{"a": null}' as map(varchar, varchar))
SELECT cast(json '1.0' as integer)
SELECT cast(json '"x"' as char(1))
SELECT cast(map(array[1, 2], array[true, false]) as json)
SELECT cast(row(1, null) as json)
SELECT cast(array[map(array['a'], array[1.5e0])] as json)
SELECT cast(cast(null as array(integer)) as json)
SELECT cast(nan() as json)
SELECT cast(decimal '1.50' as json)
SELECT cast(bigint '-5' as json)
SELECT cast(array[date '2020-01-01'] as json)
SELECT cast(timestamp '2020-01-01 00:00:00 UTC' as json)
SELECT json_extract('{"a": [{"b": 1}, {"b": 2}]}', '$.a[0]')
SELECT json_extract('{"a-b": 1}', '$["a-b"]')
SELECT json_extract('{"a.b": 1}', '$["a.b"]')
SELECT json_extract('[1, [2, 3]]', '$[1][0]')
SELECT json_extract('{"a": 1}', '$')
SELECT json_extract('5', '$')
SELECT json_extract('{"a": "é"}', '$.a')
SELECT json_extract('{"a": 1.0}', '$.a')
SELECT json_extract('{"a": 1e5}', '$.a')
SELECT json_extract_scalar('{"a": 1e5}', '$.a')
SELECT json_extract_scalar('{"a": "1"}', '$.a')
SELECT json_extract_scalar('"x"', '$')
SELECT json_extract_scalar('[true]', '$[0]')
SELECT json_extract_scalar('{"a": {"b": "c"}}', '$.a.b')
SELECT json_extract_scalar('{"a": [1, 2]}', '$.a')
SELECT json_extract_scalar('', '$')
SELECT json_extract_scalar('{"$a": 1}', '$.$a')
SELECT json_extract_scalar('{"a b": 1}', '$.a b')
SELECT json_size('[1, 2]', '$')
SELECT json_size('{}', '$')
SELECT json_size('{"a": "xyz"}', '$.a')
SELECT json_size('bad', '$')
SELECT json_array_length('[[1], 2]')
SELECT json_array_contains('[null, 1]', 1)
SELECT json_array_contains('["1"]', 1)
SELECT json_array_contains('[1.0]', 1)
SELECT is_json_scalar(json '{}')
SELECT json_format(json '[1, 2.50]')
SELECT element_at(array[array[1], array[2]], 2)[1]
SELECT array[row(1, 'a')][1][2]
SELECT map(array['a'], array[map(array['b'], array[2])])['a']['b']
SELECT element_at(map(array[1], array['x']), null)
SELECT element_at(cast(null as array(integer)), 1)
SELECT array[1, 2][cast(1 as bigint)]
SELECT transform_values(map(array['a', 'b'], array[array[1, 2], array[3]]), (k, v) -> cardinality(v))
SELECT transform_keys(map(array[1], array[2]), (k, v) -> k * 10)
SELECT map_filter(map(array['a', 'b'], array[1, null]), (k, v) -> v is null)
SELECT map_zip_with(map(array['a'], array[1]), map(array['b'], array[2]), (k, a, b) -> coalesce(a, 0) + coalesce(b, 0))
SELECT map_concat(map(array['a'], array[1]), map(array['a'], array[2]), map(array['b'], array[3]))
SELECT map_entries(map(array['k'], array[null]))
SELECT multimap_from_entries(array[row('a', 1), row('a', null)])
SELECT map_from_entries(array[row(1, array[2])])
SELECT cardinality(map_keys(map(array[1, 2], array[3, 4])))
SELECT any_value(x) FILTER (WHERE x > 1), max(x) FILTER (WHERE x < 3), array_agg(x ORDER BY x) FILTER (WHERE x IS NOT NULL), count_if(x > 1) FROM (VALUES 1, 2, 3, null) t(x)
SELECT bool_and(x), bool_or(x), every(x) FROM (SELECT true x WHERE false)
SELECT geometric_mean(x), bitwise_xor_agg(x), bitwise_and_agg(x) FROM (VALUES 2, 8) t(x)
SELECT min_by(x, y), max_by(x, y) FROM (VALUES ('a', 1.5e0), ('b', 0.5e0)) t(x, y)
SELECT multimap_agg(k, v), map_agg(v, k) FROM (VALUES ('a', 1), ('a', 2)) t(k, v)
SELECT var_pop(x), var_samp(x), stddev_pop(x), stddev_samp(x) FROM (VALUES 2, 4, 4, 4, 5, 5, 7, 9) t(x)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x) FROM (VALUES (1, 2), (2, 4), (3, 5)) t(x, y)
SELECT sum(x) OVER (PARTITION BY y ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING), y FROM (VALUES (1, 'a'), (2, 'a'), (3, 'b')) t(x, y) ORDER BY 2, 1
SELECT x, cume_dist() OVER (ORDER BY x DESC), percent_rank() OVER (PARTITION BY x % 2 ORDER BY x) FROM (VALUES 1, 2, 3, 3) t(x) ORDER BY 1, 3
SELECT x, nth_value(x, 2) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), lag(x, 0) OVER (ORDER BY x), lead(x, 10) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, y, sum(y) OVER w1, avg(y) OVER w2 FROM (VALUES (1, 10), (1, 20), (2, 30)) t(x, y) WINDOW w1 AS (PARTITION BY x), w2 AS (PARTITION BY x ORDER BY y) ORDER BY 1, 2
SELECT array_agg(x) OVER (ORDER BY x), map_agg(x, y) OVER () FROM (VALUES (1, 'a')) t(x, y)
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x NOT BETWEEN 2 AND 3 OR x IS NULL
SELECT a.id, b.id FROM (VALUES 1, 2) a(id) FULL JOIN (VALUES 2, 3) b(id) ON a.id = b.id AND a.id > 1 ORDER BY 1, 2
SELECT * FROM (VALUES (1, 'x')) a(id, v) RIGHT JOIN (VALUES (1, 'y'), (2, 'z')) b(id, w) USING (id) ORDER BY id
SELECT a.x FROM (VALUES 1, null) a(x) JOIN (VALUES 1, null) b(x) ON a.x IS NOT DISTINCT FROM b.x ORDER BY 1
SELECT x FROM (VALUES 1, 2) t(x) WHERE x IN (1, NULL) OR EXISTS (SELECT 1 WHERE false)
SELECT x, (SELECT max(y) FROM (VALUES 1, 2, 3) u(y) WHERE y < x) m FROM (VALUES 1, 3) t(x) ORDER BY x
SELECT 1 EXCEPT SELECT 1
SELECT x FROM (VALUES 1, 2) t(x) EXCEPT (SELECT 1 UNION SELECT 3)
WITH a AS (VALUES 1), b AS (SELECT * FROM a) SELECT * FROM b UNION ALL SELECT 2 ORDER BY 1
WITH t AS (SELECT 1 x), t2 AS (SELECT x + 1 AS x FROM t) SELECT t.x, t2.x FROM t, t2
SELECT "Total Count" + 1 AS "Next" FROM (SELECT count(*) AS "Total Count" FROM (VALUES 1, 2) t(x))
SELECT x FROM (VALUES 1) AS t (x) WHERE x = (SELECT 1)
SELECT CASE x WHEN 1 THEN 'a' WHEN 2 THEN 'bb' END, CASE WHEN x = 1 THEN 1.5 ELSE 2 END FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT 1 WHERE 'a' = 'a' AND NOT false OR null
SELECT typeof(CASE WHEN true THEN 'a' ELSE 'bcd' END)
SELECT typeof(coalesce('a', cast('b' as varchar)))
SELECT typeof(array['a', 'bb'] || 'ccc')
SELECT typeof(map(array['a'], array[1.5]))
SELECT typeof(row(1, row('a')))
SELECT typeof(transform(array[1], x -> x * 1.5))
SELECT x, json_value(x, 'lax $.a' RETURNING bigint DEFAULT -1 ON EMPTY) FROM (VALUES '{"a": 1}', '{"b": 2}', null) t(x) ORDER BY 1
SELECT json_object('id' : id, 'tags' : json_array(a, b)) FROM (VALUES (1, 'x', null), (2, 'y', 'z')) t(id, a, b) ORDER BY id
SELECT json_object('id' : id, 'name' : name ABSENT ON NULL) FROM (VALUES (1, null), (2, 'b')) t(id, name) ORDER BY id
SELECT json_query(j, 'lax $.items[*].price' WITH ARRAY WRAPPER) FROM (VALUES '{"items": [{"price": 1}, {"price": 2.5}]}', '{"items": []}') t(j)
SELECT json_exists(j, 'lax $.items[*] ? (@.price > 2)') FROM (VALUES '{"items": [{"price": 1}, {"price": 2.5}]}', '{"items": []}', '[]', 'x') t(j)
SELECT count(*) FROM (VALUES '{"a": 1}', '{}') t(j) WHERE json_exists(j, 'strict $.a')
SELECT array_sort(a, (x, y) -> if(x > y, -1, if(x = y, 0, 1))) FROM (VALUES array[1, 3, 2], array[], null) t(a)
SELECT array_sort(a), array_max(a), array_min(a) FROM (VALUES array['b', null, 'a'], array['c']) t(a) ORDER BY 2
SELECT array_histogram(a), contains_sequence(a, array[1, 2]) FROM (VALUES array[1, 2, 1], array[3]) t(a) ORDER BY 2
SELECT id, reduce(a, id, (s, x) -> s * x, s -> s + id) FROM (VALUES (2, array[3, 4]), (5, array[])) t(id, a) ORDER BY id
SELECT id, filter(a, x -> x > id), transform(a, x -> x || '-' || cast(id AS varchar)) FROM (VALUES (1, array[0, 1, 2])) t(id, a)
SELECT id, transform(a, x -> concat(x, '-', cast(id AS varchar))), any_match(a, x -> x = 'b') FROM (VALUES (1, array['a', 'b']), (2, null)) t(id, a) ORDER BY id
SELECT map_filter(m, (k, v) -> v > n), transform_values(m, (k, v) -> v + n), map_zip_with(m, m, (k, v1, v2) -> v1 + v2 + n) FROM (VALUES (1, map(array['a', 'b'], array[1, 2]))) t(n, m)
SELECT regexp_replace(s, '([aeiou])', x -> upper(x[1])), regexp_extract(s, '(.)(.)', 2), regexp_count(s, 'l') FROM (VALUES 'hello', 'xyz', null) t(s) ORDER BY 1
SELECT regexp_replace(s, '(\w+)@(\w+)', '$2 at $1') FROM (VALUES 'bob@home') t(s)
SELECT format('%s has %d items at %.2f', n, c, p) FROM (VALUES ('a', 1, 2.5), ('b', 20, 3.14159)) t(n, c, p) ORDER BY 1
SELECT format('%05d|%-6s|%+d', x, s, x) FROM (VALUES (42, 'ab'), (-7, 'abcdefgh')) t(x, s) ORDER BY x
SELECT checksum(x), checksum(y) FROM (VALUES (1, 'a'), (2, 'b'), (3, null)) t(x, y)
SELECT xxhash64(to_utf8(x)), murmur3(to_utf8(x)), crc32(to_utf8(x)) FROM (VALUES 'a', '', null) t(x) ORDER BY 3
SELECT x, width_bucket(x, 0, 100, 4), width_bucket(x, array[10, 50, 90]) FROM (VALUES 5, 50, 95) t(x) ORDER BY x
SELECT g, skewness(x), approx_percentile(x, array[0.5, 0.9]) FROM (VALUES ('a', 1), ('a', 5), ('a', 9), ('b', 2)) t(g, x) GROUP BY g ORDER BY g
SELECT g, listagg(DISTINCT x, '|') WITHIN GROUP (ORDER BY x) FROM (VALUES (1, 'b'), (1, 'a'), (1, 'b'), (2, 'z')) t(g, x) GROUP BY g ORDER BY g
SELECT g, max_by(x, y, 2), min(y, 2) FROM (VALUES (1, 'a', 10), (1, 'b', 30), (1, 'c', 20), (2, 'd', 1)) t(g, x, y) GROUP BY g ORDER BY g
SELECT g, map_union(m) FROM (VALUES (1, map(array['a'], array[1])), (1, map(array['b'], array[2])), (2, null)) t(g, m) GROUP BY g ORDER BY g
SELECT g, reduce_agg(x, 0, (a, b) -> a + b, (a, b) -> a + b) FILTER (WHERE x > 1) FROM (VALUES (1, 1), (1, 2), (2, 5)) t(g, x) GROUP BY g ORDER BY g
SELECT approx_percentile(x, 0.5) FILTER (WHERE x > 2), kurtosis(x) FILTER (WHERE x < 100) FROM (VALUES 1, 2, 3, 4, 5, 1000) t(x)
SELECT count(DISTINCT x) FILTER (WHERE x > 1), sum(DISTINCT x) FROM (VALUES 1, 2, 2, 3) t(x)
SELECT a, b, grouping(a) ga, grouping(b) gb, sum(c) FROM (VALUES ('x', 'p', 1), ('x', 'q', 2), ('y', 'p', 3)) t(a, b, c) GROUP BY ROLLUP (a, b) ORDER BY 1, 2, 3, 4
SELECT a, count(*) FROM (VALUES 'x', 'y', 'x') t(a) GROUP BY GROUPING SETS ((a), ()) HAVING count(*) > 1 ORDER BY 2, 1
SELECT coalesce(a, 'all'), sum(b) FROM (VALUES ('x', 1), ('y', 2)) t(a, b) GROUP BY CUBE (a) ORDER BY 2
SELECT x, sum(y) OVER (PARTITION BY g ORDER BY x RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) FROM (VALUES (1, 1, 10), (1, 2, 20), (1, 4, 40), (2, 1, 5)) t(g, x, y) ORDER BY g, x
SELECT x, avg(y) OVER (ORDER BY x RANGE BETWEEN INTERVAL '2' DAY PRECEDING AND CURRENT ROW) FROM (VALUES (date '2020-01-01', 1), (date '2020-01-02', 3), (date '2020-01-10', 5)) t(x, y) ORDER BY x
SELECT x, count(*) OVER (ORDER BY x RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND INTERVAL '1' HOUR FOLLOWING) FROM (VALUES timestamp '2020-01-01 10:00:00', timestamp '2020-01-01 10:30:00', timestamp '2020-01-01 12:00:00') t(x) ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING), sum(x) OVER (ORDER BY x RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, count(*) OVER (ORDER BY x RANGE BETWEEN -1 PRECEDING AND CURRENT ROW) FROM (VALUES 1) t(x)
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN -1 PRECEDING AND CURRENT ROW) FROM (VALUES 1) t(x)
SELECT x, ntile(x) OVER (ORDER BY x), lag(x, x) OVER (ORDER BY x), nth_value(x, x) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT s, last_value(x) IGNORE NULLS OVER (PARTITION BY s ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM (VALUES ('a', 1, 5), ('a', 2, null), ('b', 1, null)) t(s, i, x) ORDER BY s, i
SELECT x, rank() OVER (PARTITION BY g ORDER BY x DESC NULLS LAST) FROM (VALUES (1, 5), (1, null), (1, 7)) t(g, x) ORDER BY 2
SELECT x, row_number() OVER (ORDER BY x DESC, y) rn FROM (VALUES (1, 'b'), (1, 'a'), (2, 'c')) t(x, y) ORDER BY rn
SELECT max(r) FROM (VALUES row(1, null), row(0, 5)) t(r)
SELECT x FROM (VALUES row(1, 'b'), row(1, 'a'), row(0, 'z')) t(x) ORDER BY x DESC
SELECT x FROM (VALUES array[3], null, array[1, 2]) t(x) ORDER BY x NULLS FIRST
SELECT a.x FROM (VALUES array[1], array[2]) a(x) JOIN (VALUES array[2]) b(x) ON a.x = b.x
SELECT a.x FROM (VALUES row(1, 'a')) a(x) JOIN (VALUES row(1, 'a'), row(2, 'b')) b(x) ON a.x = b.x
SELECT x FROM (VALUES array[1], array[2]) t(x) WHERE x IN (SELECT array[2])
SELECT m FROM (VALUES map(array['a'], array[1]), map(array['a'], array[2])) t(m) WHERE m = map(array['a'], array[2])
SELECT x, x = lag(x) OVER (ORDER BY x) FROM (VALUES 1, 1, 2) t(x) ORDER BY 1, 2
SELECT a.id, x.v FROM (VALUES (1, '[1,2]'), (2, '[]')) a(id, j) CROSS JOIN UNNEST(cast(json_parse(j) AS array(integer))) x(v) ORDER BY 1, 2
SELECT id, t.k, t.v FROM (VALUES (1, '{"a": 1, "b": 2}')) s(id, j) CROSS JOIN UNNEST(cast(json_parse(j) AS map(varchar, integer))) t(k, v) ORDER BY k
SELECT word, count(*) FROM (VALUES 'a b a', 'b c') t(s) CROSS JOIN UNNEST(split(s, ' ')) u(word) GROUP BY word ORDER BY 2 DESC, 1
SELECT date_trunc('month', d) m, sum(v), sum(sum(v)) OVER (ORDER BY date_trunc('month', d)) FROM (VALUES (date '2020-01-05', 1), (date '2020-01-20', 2), (date '2020-02-01', 4)) t(d, v) GROUP BY date_trunc('month', d) ORDER BY m
SELECT d, d - interval '1' month, date_diff('day', d, date '2020-12-31'), day_of_week(d), date_format(d, '%b %e') FROM (VALUES date '2020-03-31', date '2020-02-29') t(d) ORDER BY d
SELECT t, date_add('minute', 45, t), date_trunc('hour', t), t + interval '2' hour FROM (VALUES time '10:30:00', time '23:50:00') t(t) ORDER BY t
SELECT from_unixtime(x), to_unixtime(from_unixtime(x)), from_unixtime(x, 'Asia/Kolkata') FROM (VALUES 0, 1600000000) t(x) ORDER BY 2
SELECT x AT TIME ZONE 'America/New_York', date(x AT TIME ZONE 'America/New_York'), date_trunc('day', x AT TIME ZONE 'America/New_York') FROM (VALUES timestamp '2020-07-01 02:00:00 UTC') t(x)
SELECT interval '1' day * x, x * interval '1' hour, interval '1' day / x FROM (VALUES 2, 3) t(x) ORDER BY 1
SELECT interval '1' day * x FROM (VALUES 1.5, 0.25) t(x) ORDER BY 1
SELECT cast(x AS char(5)), length(cast(x AS char(5))), cast(x AS char(5)) || '|' FROM (VALUES 'ab', 'abcdefg') t(x) ORDER BY 1
SELECT upper(x), trim(x), x || 'z', x = 'ab' FROM (VALUES cast('ab' AS char(4))) t(x)
SELECT try_cast(x AS integer), try_cast(x AS double), try_cast(x AS date), try_cast(x AS boolean) FROM (VALUES '1', 'x', '2020-01-01', 'true', null) t(x)
SELECT cast(x AS real), cast(x AS decimal(5,1)), cast(x AS bigint), cast(x AS varchar) FROM (VALUES 1.25e0, -2.75e0, 1e3) t(x) ORDER BY 3
SELECT x / y, x % y, cast(x AS double) / y FROM (VALUES (7, 2), (-7, 2), (7, -2)) t(x, y) ORDER BY 1, 2
SELECT x / y FROM (VALUES (1, 1), (2, 0)) t(x, y)
SELECT try(x / y) FROM (VALUES (4, 2), (2, 0)) t(x, y) ORDER BY 1
SELECT x * y, x + y, x - y FROM (VALUES (decimal '1.10', decimal '2.345'), (decimal '9.99', decimal '-0.001')) t(x, y) ORDER BY 1
SELECT round(x, 1), truncate(x), ceil(x), floor(x), sign(x), abs(x) FROM (VALUES -1.55, 0.0, 2.45) t(x) ORDER BY 1
SELECT round(x, 1), truncate(x), ceil(x), floor(x), sign(x), abs(x) FROM (VALUES -1.55e0, 0e0, 2.45e0) t(x) ORDER BY 1
SELECT x, y FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) t(x, y) ORDER BY x DESC OFFSET 1 FETCH FIRST 1 ROW WITH TIES
SELECT x + 1 AS y FROM (VALUES 1, 1, 2) t(x) ORDER BY y FETCH FIRST 1 ROW WITH TIES
SELECT DISTINCT x FROM (VALUES 1, 1, 2) t(x) ORDER BY x FETCH FIRST 1 ROW WITH TIES
SELECT x FROM (VALUES 1, 2) t(x) UNION ALL SELECT 1 ORDER BY 1 FETCH FIRST 1 ROW WITH TIES
SELECT * FROM (SELECT x FROM (VALUES 2, 1, 1) t(x) ORDER BY x FETCH FIRST 1 ROW WITH TIES) ORDER BY 1
SELECT count(*) FROM (SELECT * FROM (VALUES 1, 2, 3) t(x) TABLESAMPLE BERNOULLI (100)) q
SELECT g, count(*) FROM (VALUES (1, 1), (1, 2), (2, 3)) t(g, x) TABLESAMPLE SYSTEM (100) GROUP BY g ORDER BY g
SELECT (SELECT x FROM (VALUES 1) t(x)) + (SELECT 2), (SELECT array_agg(y ORDER BY y) FROM (VALUES 2, 1) u(y))
SELECT x, (SELECT row(y, z) FROM (VALUES (1, 'a')) u(y, z) WHERE y = x) FROM (VALUES 1, 2) t(x) ORDER BY x
SELECT s, regexp_like(s, p) FROM (VALUES ('abc', 'b'), ('abc', 'x')) t(s, p)
SELECT s LIKE p FROM (VALUES ('abc', 'a%'), ('abc', 'b%')) t(s, p)
SELECT split_part(s, d, 1), strpos(s, d), replace(s, d, '-') FROM (VALUES ('a,b', ','), ('a;b', ';')) t(s, d) ORDER BY 1, 3
SELECT lpad(s, n, '*'), substr(s, n), left_ FROM (VALUES ('abc', 2, 1), ('hello', 8, 2)) t(s, n, left_) ORDER BY left_
SELECT json_extract(j, '$.a'), json_extract_scalar(j, '$.b[0]'), json_array_length(json_extract(j, '$.b')), json_size(j, '$') FROM (VALUES '{"a": {"x": 1}, "b": [1, 2]}', '{}', null) t(j)
SELECT cast(j AS json), json_format(json_parse(j)) FROM (VALUES '{"b":1,"a":[1,  2]}') t(j)
SELECT url_extract_host(u), url_extract_path(u), url_extract_parameter(u, 'q') FROM (VALUES 'https://a.com/x?q=1', 'bad url', null) t(u) ORDER BY 1
SELECT to_hex(x), length(x), substr(x, 2), reverse(x), x = X'0102' FROM (VALUES X'0102', X'') t(x) ORDER BY 2
SELECT typeof(x), typeof(y), typeof(z) FROM (VALUES (1, 'a', null), (2.5, 'bcd', 1e0)) t(x, y, z) LIMIT 1
SELECT x FROM (VALUES 1, 2.5, null) t(x) ORDER BY x DESC NULLS FIRST
SELECT sum(x), avg(x), typeof(sum(x)) FROM (VALUES decimal '1.10', decimal '2.25', null) t(x)
SELECT avg(x), sum(x), max(x), min(x) FROM (VALUES tinyint '1', tinyint '2') t(x)
SELECT every(x > 0), bool_or(x > 2), count_if(x % 2 = 0), arbitrary(x) IS NOT NULL FROM (VALUES 1, 2, 3) t(x)
SELECT histogram(x % 2), map_agg(x, x * x), array_agg(DISTINCT x % 2 ORDER BY x % 2) FROM (VALUES 1, 2, 3) t(x)
SELECT covar_pop(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x) FROM (VALUES (1.5e0, 2.5e0), (2.25e0, 1.75e0), (3.1e0, 9.7e0), (8.4e0, 3.3e0)) t(x, y)
SELECT regr_slope(y, x), regr_intercept(y, x) FROM (VALUES (10, 3e0), (20, 7e0), (31, 9e0), (44, 16e0), (52, 17e0)) t(x, y)
SELECT regr_slope(y, x), regr_intercept(y, x), corr(y, x) FROM (VALUES (0.1e0, 0.7e0), (0.2e0, 0.4e0), (0.3e0, 0.95e0), (0.7e0, 0.11e0), (0.9e0, 0.33e0)) t(x, y)
SELECT skewness(x), kurtosis(x), stddev(x) FROM (VALUES 1.1e0, 2.2e0, 2.9e0, 7.5e0, 9.1e0, 3.3e0) t(x)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (7.12e0, 25.28e0), (5.94e0, 11.91e0), (6.97e0, 3.27e0), (6.25e0, 12.7e0), (3.6e0, 3.14e0), (1.25e0, 1.68e0), (2.54e0, 26.38e0), (3.88e0, 16.65e0), (0.55e0, 11.95e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (3.72e0, 24.45e0), (-4.12e0, -1.82e0), (7.31e0, 16.79e0), (5.89e0, 7.77e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (2.27e0, 18.13e0), (2.0e0, 18.86e0), (1.4e0, 6.18e0), (8.97e0, 29.86e0), (6.76e0, 20.36e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (5.61e0, 13.93e0), (-4.58e0, 15.58e0), (-3.49e0, 0.56e0), (-0.93e0, -0.79e0), (-4.76e0, 19.6e0), (-2.01e0, 27.59e0), (-4.27e0, 9.39e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (0.88e0, 15.69e0), (-2.22e0, 19.27e0), (-0.28e0, 7.27e0), (-4.79e0, 10.53e0), (7.92e0, 1.44e0), (4.9e0, -2.64e0), (1.51e0, 13.07e0), (4.55e0, 3.22e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (8.79e0, 22.39e0), (0.87e0, 9.66e0), (0.53e0, 29.67e0), (-4.99e0, 25.52e0), (8.65e0, 16.56e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (-2.05e0, 10.01e0), (6.96e0, 18.18e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (-4.41e0, 1.83e0), (1.18e0, -2.68e0), (3.54e0, 24.4e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (-3.97e0, -0.03e0), (3.16e0, 5.02e0), (3.42e0, 9.27e0), (1.34e0, 28.65e0), (1.77e0, 15.96e0), (7.13e0, 3.03e0), (-2.84e0, 26.98e0), (6.45e0, 5.23e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (-2.78e0, 17.76e0), (2.76e0, 19.67e0), (0.43e0, 12.92e0), (-3.9e0, -1.44e0), (-3.47e0, 13.91e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (-1.66e0, 20.25e0), (-1.4e0, 24.18e0), (3.35e0, 6.68e0), (-2.54e0, 20.77e0), (-4.04e0, 4.54e0), (2.83e0, 25.13e0)) t(x, y)
SELECT covar_pop(y, x), covar_samp(y, x), corr(y, x), regr_slope(y, x), regr_intercept(y, x), skewness(x), kurtosis(x), stddev(x), var_pop(y), geometric_mean(abs(x)) FROM (VALUES (-1.08e0, 27.27e0), (-2.14e0, -2.45e0), (-1.23e0, 11.71e0)) t(x, y)
approx_percentile(x, array[0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]), approx_percentile(x, 0.25), approx_percentile(x, 0.75), approx_percentile(x, 0.1), approx_percentile(x, 0.9) from unnest(sequence(1, 10)) t(x)
approx_percentile(x, array[0.2, 0.4, 0.6, 0.8]), approx_percentile(x, 0.2), approx_percentile(x, 0.4), approx_percentile(x, 0.6), approx_percentile(x, 0.8) from unnest(sequence(1, 5)) t(x)
approx_percentile(x, array[0.5]), approx_percentile(x, 0.5) from unnest(sequence(1, 4)) t(x)
approx_percentile(x, array[0.1, 0.3, 0.7]), approx_percentile(x, 0.3) from (values real '1', real '2', real '3', real '4', real '5', real '6', real '7', real '8', real '9', real '10') t(x)
map_keys(cast(json_parse('{"b":1,"a":2}') as map(varchar, integer))), map_keys(cast(json_parse('{"c":1,"b":2,"a":3}') as map(varchar, integer))), map_keys(cast(json_parse('{"a":1,"b":2,"c":3,"d":4}') as map(varchar, integer))), map_keys(cast(json '{"z":1,"a":2}' as map(varchar, integer)))
map(array['a'], array[1])['ab']
element_at(map(array['a'], array[1]), 'ab'), element_at(map(array[1], array['x']), 1e0), element_at(map(array[1], array['x']), bigint '1')
lag(x, 1, 'none') over (order by x), lead(x, 1, null) over (order by x) from (values 'p', 'q') t(x) order by x
lag(x, 1, 0.5) over (order by x), lead(x, 1, 2e0) over (order by x) from (values 1, 2) t(x) order by 1
first_value(x) over (), last_value(x) over (), nth_value(x, 1) over (), ntile(2) over (), percent_rank() over () from (values 1) t(x)
lead(x) over (partition by x) from (values 1) t(x)
array[null] || array[1]
array[1] || array[null]
array['x'] || array[]
array[] || array['x']
concat(array[1], array[null])
array[1] || array[null, 2]
extract(day_of_month from date '2020-01-05'), extract(yow from date '2020-01-05')
extract(millisecond from timestamp '2020-01-01 00:00:00.5')
regexp_like('foo.bar', '\Qo.b\E'), regexp_replace('a.b', '\Q.', '-')
json_array('a', json_query('{"x":1}', 'lax $')), json_object('k': json_query('{"x":"y"}', 'lax $.x')), json_array(json_value('{"x":1}', 'lax $.x')), json_array(json_query('{"x":"y"}', 'lax $.x' omit quotes))
json_array(json_query('{"x":"y"}', 'lax $.z')), json_array(json_query('{"x":"y"}', 'lax $.z') null on null)
truncate(1234, -2), typeof(truncate(1234, -2)), typeof(truncate(bigint '5', 1)), truncate(15, -1), truncate(-15, -1), truncate(15, 3), truncate(tinyint '19', -1)
round(null), typeof(round(null)), typeof(greatest(null)), typeof(sign(null)), typeof(bitwise_left_shift(null, 1)), typeof(abs(null)), typeof(round(null, 2)), typeof(truncate(null)), typeof(ceil(null)), typeof(mod(null, 2))
bitwise_left_shift(1, -1), bitwise_left_shift(bigint '1', -1), bitwise_left_shift(tinyint '1', -1), bitwise_left_shift(smallint '1', -3), bitwise_left_shift(tinyint '5', -25)
bitwise_right_shift(8, -1), bitwise_right_shift(bigint '8', -1), bitwise_right_shift(tinyint '8', -30), bitwise_right_shift(smallint '-5', -3), bitwise_right_shift(-5, -3), bitwise_right_shift(tinyint '-8', 1)
bitwise_right_shift_arithmetic(8, -1), bitwise_right_shift_arithmetic(bigint '-8', -1), bitwise_right_shift_arithmetic(smallint '-5', -3), bitwise_right_shift_arithmetic(smallint '-5', -30), bitwise_right_shift_arithmetic(tinyint '-8', -1), bitwise_right_shift_arithmetic(1, -31)
json_parse('"😀é日"'), cast('😀' as json), json_extract('{"a":"😀"}', '$.a'), json_extract_scalar('{"a":"😀"}', '$.a'), json_format(cast('😀' as json)), json_extract('{"😀":1}', '$'), json_array_get('["😀"]', 0), json_query('{"a":"😀"}', 'lax $.a'), json_object('a': '😀'), json_array('😀')
cast(map(array['😀'], array['😀']) as json), cast(row('😀') as json), json_parse('"\ud83d\ude00"'), json_parse('"\u0000\u001f\u007f"'), cast(json '"😀"' as varchar), json_value('"😀"', 'lax $')
format_number(nan()), format_number(infinity())
from_unixtime(0, 14, 0), from_unixtime(0, 15, 0)
from_iso8601_timestamp('12'), from_iso8601_timestamp('2020-W01-3T10:00'), from_iso8601_timestamp('2020-001T10:00:00Z'), from_iso8601_timestamp('2020-W10T05')
substring(null, 1), typeof(substring(null, 1)), typeof(substring(null, 1, 2))
with_timezone(timestamp '2020-03-08 02:30:00', 'America/New_York'), date_add('hour', 1, with_timezone(timestamp '2020-03-08 01:30:00', 'America/New_York'))
cast('2020-11-01 01:30:00 America/New_York' as timestamp with time zone) = timestamp '2020-11-01 05:30:00 UTC'
date_trunc('day', timestamp '2018-11-04 12:00:00 America/Sao_Paulo'), timestamp '2020-10-04 02:15:00 Australia/Lord_Howe'
date_parse('01 2020', '%v %x'), date_parse('2020-10', '%x-%v')
json_array_contains(json 'null', 1), json_array_contains(json 'null', 1e0), json_array_contains('null', 1e0), json_array_contains('5', 1e0), json_array_contains('{}', 1)
parse_datetime('45', 'yy'), parse_datetime('46', 'yy'), parse_datetime('47', 'yy'), parse_datetime('2020-W', 'yyyy-''W''')
codepoint(cast('a' as varchar)), 1
codepoint(cast('a' as varchar(1))), codepoint('a')
concat('a'), concat(array[1]), concat(X'00'), typeof(concat('a'))
concat(1)
map_from_entries(array[null, (1, 2)])
cast(map(array[1.5], array['x']) as json), cast(map(array[date '2020-01-01'], array[1]) as json), cast(map(array[1e0], array[1]) as json), cast(map(array[true], array[1]) as json)
cast(map(array[timestamp '2020-01-01 00:00:00'], array[1]) as json)
map(array[array[1]], array['x'])[array[1]]
from_base64(X''), from_base64(to_utf8('aGk=')), from_base32(to_utf8('NBUQ====')), from_base64url(to_utf8('_-8='))
min(x), max(x), greatest(max(x), min(x)), typeof(greatest(timestamp '2020-01-01 00:00:00 UTC', timestamp '2021-01-01 00:00:00 UTC')) from (values timestamp '2020-01-01 00:00:00 UTC', timestamp '2020-01-01 01:00:00 +01:00') t(x)
greatest(array[1], array[2]), greatest(json '1')
greatest(row(1, 2), row(1, 3)), greatest(array[1, 2], array[1], null)
format('%s', real '1.5'), format('%s', real '1e10'), format('%s', interval '14' month), format('%10s|', date '2020-01-01'), format('%s', time '10:00:00'), format('%s', time '10:00:00.123'), format('%s', timestamp '2020-01-01 00:00:00 UTC'), format('%s', X'00ff')
format('%s', time '10:00:00'), format('%s', time '10:00:05.120')
format('%s', timestamp '2020-01-01 00:00:00.5 UTC'), format('%s', timestamp '2020-01-01 00:00:00 America/New_York')
format('%s', array[1])
format('%s', interval '1' day), format('%s', interval '14' month)
word_stem('lessons')
typeof(round(null, null)), typeof(null + 1.5), typeof(coalesce(null)), typeof(if(true, null))
round(1e300, 5), round(123456789012345678e0, 2), round(1e16, 3), round(9.1e15, 3), round(1e20, 1), round(12345678901.123456e0, 8)
regexp_extract('abc', '(a)', null), typeof(regexp_extract('abc', '(a)', null)), regexp_replace('abc', 'b', null), typeof(regexp_replace('abc', 'b', null)), at_timezone(timestamp '2020-07-01 00:00:00 America/New_York', null), from_unixtime(0, null)
approx_distinct(x, 0.26), approx_distinct(x, 0.0040625) from (values 1) t(x)
approx_distinct(x, 0.001) from (values 1) t(x)
listagg(x, ',' on overflow truncate '...' with count) within group (order by x), listagg(x, ',' on overflow truncate) within group (order by x), listagg(x, ',' on overflow truncate without count) within group (order by x) from (values 'a', 'b') t(x)

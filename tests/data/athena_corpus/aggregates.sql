count(*), count(x), count(distinct x), sum(x), avg(x), min(x), max(x) from (values 1, 2, 2, null) t(x)
count(*), sum(x), avg(x), min(x), array_agg(x), max(x) from (select 1 x where false)
sum(x), avg(x), max(x) from (values 1.5, 2.25, 3.10) t(x)
sum(x), avg(x), min(x) from (values 1e0, 2.5e0) t(x)
sum(x), avg(x) from (values real '1.5', real '2.25') t(x)
sum(x), avg(x) from (values cast(1 as tinyint), cast(2 as tinyint)) t(x)
sum(x) from (values 9223372036854775807, 1) t(x)
sum(x), typeof(sum(x)), typeof(avg(x)), typeof(count(x)), typeof(max(x)) from (values 1) t(x) group by x
avg(x) from (values 1.0, 2.0, 2.0) t(x)
avg(x) from (values 1.00, 2.01) t(x)
count_if(x > 1), bool_and(x > 0), bool_or(x > 2), every(x > 1) from (values 1, 2, 3) t(x)
stddev(x), stddev_samp(x), stddev_pop(x), variance(x), var_samp(x), var_pop(x) from (values 1, 2, 3, 4) t(x)
stddev(x), variance(x), stddev_pop(x) from (values 1) t(x)
corr(x, y), covar_pop(x, y), covar_samp(x, y), regr_slope(y, x), regr_intercept(y, x) from (values (1, 2), (2, 4), (3, 6)) t(x, y)
skewness(x), kurtosis(x) from (values 1, 2, 3, 10) t(x)
geometric_mean(x) from (values 1, 2, 4) t(x)
min_by(x, y), max_by(x, y) from (values ('a', 3), ('b', 1), ('c', 2)) t(x, y)
min_by(x, y), max_by(x, y) from (values ('a', null), (null, 1), ('c', 0)) t(x, y)
max(x, 2), min(x, 2) from (values 1, 5, 3) t(x)
max_by(x, y, 2) from (values ('a', 3), ('b', 1), ('c', 2)) t(x, y)
array_agg(x order by x desc), array_agg(distinct x order by x), array_agg(x order by y) from (values (1, 3), (2, 2), (2, 1)) t(x, y)
array_agg(x order by x) filter (where x > 1), sum(x) filter (where x > 1), count(*) filter (where x > 5) from (values 1, 2, 3) t(x)
listagg(x, ',') within group (order by x) from (values 'b', 'a', 'c') t(x)
listagg(x) within group (order by x desc) from (values 'b', null, 'c') t(x)
listagg(x, ', ') within group (order by y) from (values ('b', 1), ('a', 2)) t(x, y)
arbitrary(x), any_value(x) from (values 5, 5) t(x)
approx_distinct(x), approx_distinct(y) from (values (1, 'a'), (2, 'a'), (2, 'b')) t(x, y)
approx_percentile(x, 0.5) from (values 1, 2, 3, 4, 5) t(x)
approx_percentile(x, array[0.25, 0.75]) from (values 1, 2, 3, 4, 5) t(x)
approx_most_frequent(2, x, 10) from (values 'a', 'a', 'b') t(x)
bitwise_and_agg(x), bitwise_or_agg(x) from (values 12, 10) t(x)
bitwise_xor_agg(x) from (values 12, 10) t(x)
checksum(x) from (values 1, 2) t(x)
histogram(x) from (values 1, 2, 1) t(x)
map_agg(x, y) from (values ('a', 1), ('b', 2)) t(x, y)
map_agg(x, y) from (values ('a', 1), (null, 2)) t(x, y)
multimap_agg(x, y) from (values ('a', 1), ('b', 2)) t(x, y)
map_union(x) from (values map(array['a'], array[1]), map(array['b'], array[2])) t(x)
numeric_histogram(2, x) from (values 1, 2, 3) t(x)
reduce_agg(x, 0, (a, b) -> a + b, (a, b) -> a + b) from (values 1, 2, 3) t(x)
set_agg(x) from (values 1, 1) t(x)
set_union(x) from (values array[1], array[1]) t(x)
entropy(x) from (values 1, 1) t(x)
tdigest_agg(x) from (values 1, 2) t(x)
sum(distinct x), avg(distinct x), count(distinct y), array_agg(distinct y) from (values (1, 'a'), (1, 'a'), (2, 'a')) t(x, y)
count(distinct x) filter (where x > 1) from (values 1, 2, 3) t(x)
SELECT x, count(*) FROM (VALUES 'a', 'b', 'a') t(x) GROUP BY x ORDER BY x
SELECT x, sum(y) s FROM (VALUES ('a', 1), ('b', 2), ('a', 3)) t(x, y) GROUP BY 1 ORDER BY s DESC
SELECT upper(x), count(*) FROM (VALUES 'a', 'A', 'b') t(x) GROUP BY upper(x) ORDER BY 1
SELECT x, y, sum(z) FROM (VALUES ('a', 'p', 1), ('a', 'q', 2), ('b', 'p', 3)) t(x, y, z) GROUP BY GROUPING SETS ((x, y), (x), ()) ORDER BY x, y
SELECT x, y, sum(z), grouping(x, y) FROM (VALUES ('a', 'p', 1), ('b', 'q', 2)) t(x, y, z) GROUP BY CUBE (x, y) ORDER BY 4, 1, 2
SELECT x, y, count(*) FROM (VALUES ('a', 'p', 1), ('a', 'q', 2)) t(x, y, z) GROUP BY ROLLUP (x, y) ORDER BY x, y
SELECT x, sum(y) FROM (VALUES ('a', 1), ('b', 2), ('a', 3)) t(x, y) GROUP BY x HAVING sum(y) > 2 ORDER BY x
SELECT x FROM (VALUES 1, 2) t(x) GROUP BY x HAVING count(*) > 1
SELECT x, y FROM (VALUES (1, 2)) t(x, y) GROUP BY x
SELECT sum(x) FROM (VALUES 1) t(x) WHERE sum(x) > 0
SELECT x + 1, count(*) FROM (VALUES 1, 2, 1) t(x) GROUP BY x + 1 ORDER BY x + 1
SELECT x, (SELECT count(*) FROM (VALUES 1, 2, 3) u(y) WHERE u.y <= t.x) FROM (VALUES 1, 2) t(x) ORDER BY x
SELECT date_trunc('month', d), count(*) FROM (VALUES date '2020-01-01', date '2020-01-15', date '2020-02-01') t(d) GROUP BY 1 ORDER BY 1
SELECT date_trunc('day', from_unixtime(x)), count(*) FROM (VALUES 0, 5, 86400) t(x) GROUP BY 1 ORDER BY 1
SELECT x, count(*) FROM (VALUES null, 1, null) t(x) GROUP BY x ORDER BY x
SELECT count(*) FROM (SELECT DISTINCT x, y FROM (VALUES (1, 2), (1, 2), (1, 3)) t(x, y))
SELECT DISTINCT x FROM (VALUES 3, 1, 3) t(x) ORDER BY x DESC
SELECT sum(x) / count(*), sum(x) * 1.0 / count(*), max(x) - min(x) FROM (VALUES 1, 2, 4) t(x)
min(x), max(x) from (values nan(), 1e0, 2e0) t(x)
min(x), max(x) from (values date '2020-01-01', date '2021-01-01') t(x)
min(x), max(x), count(x) from (values timestamp '2020-01-01 00:00:00 UTC', timestamp '2021-01-01 00:00:00 UTC') t(x)
min(x), max(x) from (values 'b', 'a', null) t(x)
min(x), max(x), bool_and(x) from (values true, false) t(x)
sum(x), avg(x) from (values interval '1' day, interval '3' day) t(x)
sum(x) from (values 'a') t(x)
sum(1), count(1), count(null), sum(null)
array_agg(x) from (values null, 1) t(x)
array_agg(array[x] order by x) from (values 2, 1) t(x)
max(array[x]) from (values 1, 2) t(x)
SELECT any_value(x), arbitrary(x) FROM (VALUES 5, 5) t(x)
SELECT any_value(x) FROM (VALUES null, 3, null) t(x)
SELECT array_agg(x ORDER BY x DESC), array_agg(DISTINCT x ORDER BY x), array_agg(x ORDER BY x) FILTER (WHERE x > 1) FROM (VALUES 1, 2, 2, 3) t(x)
SELECT array_agg(x ORDER BY y DESC NULLS FIRST, x) FROM (VALUES ('a', 1), ('b', null), ('c', 1)) t(x, y)
SELECT array_agg(x) FROM (SELECT 1 AS x WHERE false)
SELECT avg(x), sum(x), min(x), max(x), count(x), count(*), count(DISTINCT x) FROM (VALUES 1, 2, null, 2) t(x)
SELECT avg(x), sum(x) FROM (VALUES 1.5, 2.25) t(x)
SELECT avg(x), sum(x) FROM (VALUES real '1.5', real '2.5') t(x)
SELECT avg(x), sum(x) FROM (VALUES 1.1e0, 2.2e0, 3.3e0) t(x)
SELECT sum(x), avg(x), min(x), count(*) FROM (SELECT 1 AS x WHERE false)
SELECT avg(x), sum(x) FROM (VALUES interval '1' day, interval '3' day) t(x)
SELECT avg(x), sum(x) FROM (VALUES interval '1' month, interval '4' month) t(x)
SELECT bool_and(x), bool_or(x), every(x), count_if(x) FROM (VALUES true, false, null) t(x)
SELECT checksum(x) FROM (VALUES 1, 2, 3) t(x)
SELECT checksum(x) FROM (VALUES 'a', 'b', null) t(x)
SELECT checksum(x) FROM (VALUES 1.5e0, 2.5e0) t(x)
SELECT geometric_mean(x) FROM (VALUES 1, 2, 4) t(x)
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a', 'c') t(x)
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x DESC), listagg(x) WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a', null) t(x)
SELECT listagg(DISTINCT x, ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a', 'b') t(x)
SELECT listagg(x, ',' ON OVERFLOW TRUNCATE '...' WITH COUNT) WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a', 'c') t(x)
SELECT listagg(x, ',' ON OVERFLOW ERROR) WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a', 'c') t(x)
SELECT g, listagg(x, ',') WITHIN GROUP (ORDER BY x) FILTER (WHERE x <> 'b') FROM (VALUES (1, 'a'), (1, 'b'), (2, 'c')) t(g, x) GROUP BY g ORDER BY g
SELECT max_by(x, y), min_by(x, y) FROM (VALUES ('a', 3), ('b', 1), ('c', 2)) t(x, y)
SELECT max_by(x, y, 2), min_by(x, y, 2) FROM (VALUES ('a', 3), ('b', 1), ('c', 2)) t(x, y)
SELECT max_by(x, y) FROM (VALUES ('a', null), ('b', 1), (null, 5)) t(x, y)
SELECT max(x, 2), min(x, 2) FROM (VALUES 3, 1, 2, null) t(x)
SELECT max(x), min(x) FROM (VALUES array[1, 2], array[1, 3], array[0, 9]) t(x)
SELECT max(x), min(x) FROM (VALUES row(1, 'b'), row(1, 'a')) t(x)
SELECT max(x), min(x) FROM (VALUES true, false) t(x)
SELECT max(x), min(x) FROM (VALUES 'b', 'a', null) t(x)
SELECT max(x), min(x) FROM (VALUES nan(), 1e0, 2e0) t(x)
SELECT bitwise_and_agg(x), bitwise_or_agg(x), bitwise_xor_agg(x) FROM (VALUES 12, 10, 7) t(x)
SELECT histogram(x) FROM (VALUES 1, 1, 2, null) t(x)
SELECT map_agg(x, y), multimap_agg(x, y) FROM (VALUES ('a', 1), ('b', 2), ('b', 3)) t(x, y)
SELECT approx_distinct(x), approx_distinct(x, 0.01) FROM (VALUES 1, 2, 2, 3) t(x)
SELECT approx_most_frequent(3, x, 15) FROM (VALUES 'A', 'B', 'A', 'C', 'A', 'B', 'C', 'D', 'E') t(x)
SELECT approx_percentile(x, 0.5), approx_percentile(x, 0.9), approx_percentile(x, array[0.25, 0.5, 0.75]) FROM (VALUES 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) t(x)
SELECT approx_percentile(x, 0.5) FROM (VALUES 1.5e0, 2.5e0, 3.5e0) t(x)
SELECT approx_percentile(x, 2, 0.5) FROM (VALUES 1, 2, 3) t(x)
SELECT approx_percentile(x, w, 0.5) FROM (VALUES (1, 1), (2, 5), (3, 1)) t(x, w)
SELECT numeric_histogram(3, x) FROM (VALUES 1, 2, 3, 10, 11, 20) t(x)
SELECT corr(y, x), covar_pop(y, x), covar_samp(y, x), regr_intercept(y, x), regr_slope(y, x) FROM (VALUES (1e0, 2e0), (2e0, 4e0), (3e0, 7e0)) t(x, y)
SELECT kurtosis(x), skewness(x) FROM (VALUES 1e0, 2e0, 3e0, 10e0, 12e0) t(x)
SELECT kurtosis(x), skewness(x) FROM (VALUES 1, 2) t(x)
SELECT stddev(x), stddev_pop(x), stddev_samp(x), variance(x), var_pop(x), var_samp(x) FROM (VALUES 1, 2, 3, 4) t(x)
SELECT stddev(x), var_pop(x) FROM (VALUES 1) t(x)
SELECT entropy(x) FROM (VALUES 1, 2, 3) t(x)
SELECT reduce_agg(x, 0, (a, b) -> a + b, (a, b) -> a + b) FROM (VALUES 1, 2, 3) t(x)
SELECT id, reduce_agg(value, 0, (a, b) -> a + b, (a, b) -> a + b) FROM (VALUES (1, 3), (1, 4), (1, 5), (2, 6), (2, 7)) AS t(id, value) GROUP BY id ORDER BY id
SELECT id, reduce_agg(value, 1, (a, b) -> a * b, (a, b) -> a * b) FROM (VALUES (1, 3), (1, 4), (1, 5), (2, 6), (2, 7)) AS t(id, value) GROUP BY id ORDER BY id
SELECT sum(DISTINCT x), avg(DISTINCT x), count(DISTINCT x) FROM (VALUES 1, 1, 2) t(x)
SELECT count(DISTINCT x), count(DISTINCT (x, y)) FROM (VALUES (1, 'a'), (1, 'a'), (1, 'b')) t(x, y)
SELECT sum(x) FILTER (WHERE x > 1), count(*) FILTER (WHERE y = 'a') FROM (VALUES (1, 'a'), (2, 'b'), (3, 'a')) t(x, y)
SELECT g, sum(x), avg(x) FROM (VALUES ('a', 1), ('b', 2), ('a', 3)) t(g, x) GROUP BY g ORDER BY g
SELECT g, count(*) FROM (VALUES 'a', null, 'a', null) t(g) GROUP BY g ORDER BY g
SELECT g, sum(x) FROM (VALUES ('a', 1), ('b', 2), ('a', 3)) t(g, x) GROUP BY g HAVING sum(x) > 2
SELECT sum(x) FROM (VALUES 9223372036854775807, 1) t(x)
SELECT sum(x) FROM (VALUES decimal '99999999999999999999999999999999999999', decimal '1') t(x)
SELECT sum(x), typeof(sum(x)) FROM (VALUES tinyint '100', tinyint '100') t(x)
SELECT sum(x + 1) * 2, max(length(y)) FROM (VALUES (1, 'abc'), (2, 'z')) t(x, y)
SELECT x, sum(y) FROM (VALUES (1, 2)) t(x, y)
SELECT a, b, sum(c) FROM (VALUES ('x', 1, 10), ('x', 2, 20), ('y', 1, 30)) t(a, b, c) GROUP BY GROUPING SETS ((a, b), (a), ()) ORDER BY 1, 2
SELECT a, b, sum(c) FROM (VALUES ('x', 1, 10), ('x', 2, 20), ('y', 1, 30)) t(a, b, c) GROUP BY ROLLUP (a, b) ORDER BY 1, 2
SELECT a, b, sum(c) FROM (VALUES ('x', 1, 10), ('x', 2, 20), ('y', 1, 30)) t(a, b, c) GROUP BY CUBE (a, b) ORDER BY 1, 2
SELECT a, b, grouping(a, b), sum(c) FROM (VALUES ('x', 1, 10), ('x', 2, 20), ('y', 1, 30)) t(a, b, c) GROUP BY CUBE (a, b) ORDER BY 1, 2, 3
SELECT a, grouping(a), count(*) FROM (VALUES 'x', 'y', null) t(a) GROUP BY ROLLUP (a) ORDER BY 2, 1
SELECT a, b, count(*) FROM (VALUES ('x', 1), ('y', 2)) t(a, b) GROUP BY a, ROLLUP (b) ORDER BY 1, 2
SELECT a, b, count(*) FROM (VALUES ('x', 1), ('y', 2)) t(a, b) GROUP BY GROUPING SETS (a, b) ORDER BY 1, 2
SELECT a, b, count(*) FROM (VALUES ('x', 1), ('y', 2)) t(a, b) GROUP BY DISTINCT ROLLUP (a, b), ROLLUP (a) ORDER BY 1, 2, 3
SELECT a, b, count(*) FROM (VALUES ('x', 1), ('y', 2)) t(a, b) GROUP BY ALL CUBE (a), CUBE (b) ORDER BY 1, 2, 3
SELECT a, b, count(*) FROM (VALUES ('x', 1), ('y', 2)) t(a, b) GROUP BY GROUPING SETS (ROLLUP (a), CUBE (b)) ORDER BY 1, 2, 3
SELECT count(*) FROM (VALUES 1, 2) t(x) GROUP BY ()
SELECT x + 1, count(*) FROM (VALUES 1, 1, 2) t(x) GROUP BY x + 1 ORDER BY 1
SELECT x % 2 = 0 AS even, array_agg(x ORDER BY x) FROM (VALUES 1, 2, 3, 4) t(x) GROUP BY 1 ORDER BY 1
SELECT cardinality(merge(hll)) FROM (SELECT approx_set(x) hll FROM (VALUES 1, 2, 2) t(x))
SELECT cardinality(approx_set(x)) FROM (VALUES 1, 2, 2, 3) t(x)
SELECT value_at_quantile(qdigest_agg(x), 0.5) FROM (VALUES 1, 2, 3) t(x)
SELECT value_at_quantile(tdigest_agg(x), 0.5), quantile_at_value(tdigest_agg(x), 2) FROM (VALUES 1e0, 2e0, 3e0) t(x)
SELECT values_at_quantiles(qdigest_agg(x), array[0.25, 0.75]) FROM (VALUES 1, 2, 3, 4) t(x)
SELECT cardinality(make_set_digest(x)) FROM (VALUES 1, 2, 3) t(x)
SELECT intersection_cardinality(make_set_digest(x), make_set_digest(y)), jaccard_index(make_set_digest(x), make_set_digest(y)) FROM (VALUES (1, 1), (null, 2), (2, 3), (3, 4)) t(x, y)
SELECT hash_counts(make_set_digest(x)) FROM (VALUES 1, 1, 2) t(x)
SELECT count(*), count(x), count(null) FROM (VALUES 1, null) t(x)
SELECT min(x), max(x) FROM (VALUES date '2020-01-01', date '2019-01-01') t(x)
SELECT array_agg(row(x, y) ORDER BY x) FROM (VALUES (2, 'b'), (1, 'a')) t(x, y)
SELECT array_agg(DISTINCT x ORDER BY x) FROM (VALUES 'b', 'a', 'b', null) t(x)
SELECT max_by(row(x, y), y) FROM (VALUES (1, 5), (2, 9)) t(x, y)
SELECT sum(CASE WHEN x > 1 THEN 1 ELSE 0 END), sum(if(x > 1, x)) FROM (VALUES 1, 2, 3) t(x)
SELECT approx_percentile(x, 1.0), approx_percentile(x, 0.0) FROM (VALUES 10, 20, 30) t(x)
SELECT count(*) FROM (VALUES 1, 2, 3) t(x) HAVING count(*) > 5
SELECT 1 FROM (VALUES 1, 2) t(x) HAVING true
SELECT regr_count(y, x), regr_r2(y, x), regr_avgx(y, x) FROM (VALUES (1e0, 2e0), (2e0, 4e0)) t(x, y)
SELECT learn_classifier(x, y) FROM (VALUES (1, features(1.0))) t(x, y)
count(*), count(x), count(distinct x), count(1), count(null) from (values 1, 1, null) t(x)
sum(x), avg(x), min(x), max(x) from (values 1, 2, null) t(x)
sum(x), avg(x) from (values 1.5, 2.25) t(x)
sum(x), avg(x), typeof(sum(x)), typeof(avg(x)) from (values real '1.5', real '2.5') t(x)
sum(x), avg(x) from (values tinyint '100', tinyint '100') t(x)
avg(x) from (values 9223372036854775807, 9223372036854775807) t(x)
sum(distinct x), avg(distinct x), count(distinct x) from (values 1, 1, 2) t(x)
sum(x) filter (where x > 1), count(*) filter (where x = 1), max(x) filter (where false) from (values 1, 2, 3) t(x)
array_agg(x order by x desc), array_agg(x order by x nulls first), array_agg(distinct x order by x) from (values 3, 1, null, 1) t(x)
array_agg(x order by y, x desc) from (values (1, 1), (2, 1), (3, 0)) t(x, y)
array_agg(x) filter (where x is not null) from (values 1, null) t(x)
array_agg(x order by y), array_agg(y order by x) from (values (1, 'b'), (2, 'a')) t(x, y)
array_agg(distinct x order by y) from (values (1, 2)) t(x, y)
listagg(x, ',') within group (order by x), listagg(x) within group (order by x desc), listagg(distinct x, '-') within group (order by x) from (values 'b', 'a', null, 'a') t(x)
listagg(x, ',' on overflow truncate '...' with count) within group (order by x) from (values 'a', 'b') t(x)
listagg(x, ',') within group (order by y desc) filter (where y > 1) from (values ('a', 1), ('b', 2), ('c', 3)) t(x, y)
listagg(x, ',') within group (order by x) from (values 1) t(x)
listagg(x, ',') within group (order by x) from (select 'a' where false) t(x)
max_by(x, y), min_by(x, y) from (values ('a', 1), ('b', 3), ('c', null)) t(x, y)
max_by(x, y, 2), min_by(x, y, 2) from (values ('a', 1), ('b', 3), ('c', 2)) t(x, y)
max(x, 2), min(x, 2) from (values 3, 1, 2, null) t(x)
max(x, 0) from (values 3) t(x)
max(x, -1) from (values 3) t(x)
max_by(x, y) filter (where y < 3) from (values ('a', 1), ('b', 3)) t(x, y)
bool_and(x), bool_or(x), every(x) from (values true, false, null) t(x)
bool_and(x), bool_or(x) from (select cast(null as boolean) where false) t(x)
count_if(x > 1), count_if(null) from (values 1, 2, 3, null) t(x)
checksum(x) from (values 'a', null) t(x)
checksum(x) from (values 1.5) t(x)
checksum(x) from (values array[1,2]) t(x)
histogram(x) from (values 1, 1, 2, null) t(x)
map_agg(x, y) from (values ('a', 1), ('b', 2), (null, 3)) t(x, y)
map_agg(x, y order by y desc) from (values ('a', 1), ('a', 2)) t(x, y)
multimap_agg(x, y) from (values ('a', 1), ('a', 2), ('b', null)) t(x, y)
map_agg(x, y) from (select 1, 2 where false) t(x, y)
approx_distinct(x), approx_distinct(x, 0.01) from (values 1, 2, 2, null) t(x)
approx_distinct(x, 0.5) from (values 1) t(x)
approx_percentile(x, 0.5), approx_percentile(x, array[0.25, 0.75]), approx_percentile(x, 1, 0.5) from (values 1, 2, 3, 4, 5) t(x)
approx_percentile(x, 0.9) from (values 1.5e0, 2.5e0, 10e0) t(x)
approx_percentile(x, 1.5) from (values 1) t(x)
approx_most_frequent(2, x, 10) from (values 1, 1, 2, 3, 3, 3) t(x)
stddev(x), stddev_pop(x), variance(x), var_pop(x), stddev_samp(x), var_samp(x) from (values 1, 2, 3, 4) t(x)
stddev(x), variance(x), stddev_pop(x) from (values 5) t(x)
skewness(x), kurtosis(x) from (values 1, 2) t(x)
corr(x, y), covar_pop(x, y), covar_samp(x, y), regr_slope(y, x), regr_intercept(y, x) from (values (1e0, 2e0), (2e0, 4.5e0), (3e0, 5e0)) t(x, y)
bitwise_and_agg(x), bitwise_or_agg(x), bitwise_xor_agg(x) from (values 12, 10, null) t(x)
reduce_agg(x, '', (a, b) -> a || b, (a, b) -> a || b) from (values 'a') t(x)
numeric_histogram(2, x) from (values 1e0, 2e0, 10e0) t(x)
min(x), max(x) from (values 'b', 'a', '') t(x)
min(x), max(x) from (values true, false) t(x)
min(x), max(x) from (values array[1, 2], array[1, 3]) t(x)
min(x), max(x) from (values row(1, 'a'), row(1, 'b')) t(x)
min(x), max(x) from (values nan(), 1e0) t(x)
min(x) from (values map(array[1], array[2])) t(x)
max(x) from (values json '1') t(x)
count(distinct (x, y)) from (values (1, 2), (1, 2), (2, 1)) t(x, y)
count(distinct x), count(distinct y) from (values (1, 'a'), (1, 'b')) t(x, y)
sum(x) + 1, sum(x + 1), -sum(x), sum(x) / count(*) from (values 1, 2) t(x)
x, sum(y) from (values ('a', 1), ('b', 2), ('a', 3)) t(x, y) group by x having sum(y) > 2 order by x
x, sum(y) as s from (values ('a', 1), ('b', 2), ('a', 3)) t(x, y) group by 1 order by s desc
x, y, sum(z) from (values (1, 1, 1), (1, 2, 2), (2, 1, 3)) t(x, y, z) group by rollup(x, y) order by 1, 2
x, y, sum(z), grouping(x, y) from (values (1, 1, 1), (1, 2, 2), (2, 1, 3)) t(x, y, z) group by cube(x, y) order by 4, 1, 2
x, y, sum(z), grouping(x), grouping(y, x) from (values (1, 1, 1), (1, 2, 2)) t(x, y, z) group by grouping sets ((x), (y), ()) order by 4, 5, 1, 2
x, count(*) from (values (1, 1), (2, 2)) t(x, y) group by x, grouping sets ((y), ()) order by 1, 2
x, count(*) from (values 1, 2, 2) t(x) group by grouping sets (x, x) order by 1
count(*) from (values 1, 2) t(x) group by ()
grouping(x) from (values 1) t(x)
x from (values 1, 2) t(x) group by y
x, y from (values (1, 2)) t(x, y) group by x
sum(sum(x)) from (values 1) t(x)
sum(x) from (values 1) t(x) where sum(x) > 0
x from (values 1, 2) t(x) having count(*) > 0
count(*) from (values 1, 2) t(x) having count(*) > 5
1 from (values 1, 2) t(x) having max(x) > 1
max(length(x)), min(lower(x)) from (values 'Ab', 'c') t(x)
x % 2, count(*) from (values 1, 2, 3) t(x) group by x % 2 order by 1
x + 1 from (values 1, 1, 2) t(x) group by x + 1 order by 1
x + 1 from (values 1, 1, 2) t(x) group by x order by x
case when x > 1 then 'big' else 'small' end as size, count(*) from (values 1, 2, 3) t(x) group by case when x > 1 then 'big' else 'small' end order by 1
x as y, count(*) from (values 1, 1) t(x) group by y
avg(x) from (values decimal '1.00', decimal '2.00', decimal '2.00') t(x)
avg(x), sum(x) from (values decimal '99999999999999999999999999999999999999') t(x)
sum(x) from (values decimal '99999999999999999999999999999999999999', decimal '1') t(x)
sum(x), max(x), min(x), avg(x) from (values 1e308, 1e308) t(x)
sum(x), avg(x) from (values infinity(), -infinity()) t(x)
array_agg(distinct x) from (values 1, 1) t(x)
set_agg(x) from (values 1) t(x)
entropy(x) from (values 1) t(x)
count(distinct x) filter (where y = 1), sum(distinct x) filter (where y = 1) from (values (1, 1), (1, 1), (2, 2)) t(x, y)
array_agg(x order by x limit 2) from (values 1) t(x)
array_agg(row(x, y) order by x) from (values (2, 'b'), (1, 'a')) t(x, y)
map_agg(x, array[y]) from (values ('a', 1)) t(x, y)
cardinality(array_agg(x)), element_at(array_agg(x order by x), -1), array_join(array_agg(x order by x desc), ',') from (values 1, 2, 3) t(x)
transform(array_agg(x order by x), e -> e * 2), reduce(array_agg(x), 0, (s, e) -> s + e, s -> s) from (values 1, 2, 3) t(x)
approx_percentile(x, 0.5) from (values real '1.5', real '2.5') t(x)
approx_percentile(x, 3, 0.5) from (values (1)) t(x)
count(*) over (), sum(count(*)) over () from (values 1, 2) t(x) group by x
x, sum(x) over (order by x) s from (values 1, 2, 3) t(x) order by x
bit_count(bitwise_or_agg(x), 64) from (values 1, 2, 4) t(x)
variance(x), stddev(x) from (values 1.1, 2.2) t(x)
corr(x, x) from (values 1, 1) t(x)
corr(x, y) from (values (1, 2), (2, null)) t(x, y)
regr_count(x, y) from (values (1, 2)) t(x, y)
wilson_interval_lower(1, 10, 1.96), wilson_interval_upper(1, 10, 1.96)
min(x) filter (where x > 1) over () from (values 1, 2) t(x)
first_value(x) from (values 1) t(x)
count(distinct x, y) from (values (1, 2)) t(x, y)
count() from (values 1, 2) t(x)
sum(*) from (values 1) t(x)
count(t.*) from (values 1) t(x)
max(distinct x), min(distinct x), bool_or(distinct x > 1) from (values 1, 2) t(x)
array_agg(x order by y desc nulls last) from (values (1, null), (2, 5), (3, 7)) t(x, y)
merge(x) from (values 1) t(x)
cardinality(approx_set(x)) from (values 1, 2) t(x)

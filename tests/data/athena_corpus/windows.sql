SELECT x, row_number() OVER (ORDER BY x), rank() OVER (ORDER BY x), dense_rank() OVER (ORDER BY x) FROM (VALUES 10, 20, 20, 30) t(x) ORDER BY x, 2
SELECT x, percent_rank() OVER (ORDER BY x), cume_dist() OVER (ORDER BY x), ntile(2) OVER (ORDER BY x) FROM (VALUES 10, 20, 30, 40) t(x) ORDER BY x
SELECT x, lag(x) OVER (ORDER BY x), lead(x) OVER (ORDER BY x), lag(x, 2) OVER (ORDER BY x), lag(x, 1, 0) OVER (ORDER BY x), lead(x, 1, -1) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, first_value(x) OVER (ORDER BY x), last_value(x) OVER (ORDER BY x), nth_value(x, 2) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, last_value(x) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x), sum(x) OVER (), avg(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), count(*) OVER (ORDER BY x) FROM (VALUES 1, 2, 2, 3) t(x) ORDER BY x
SELECT g, x, sum(x) OVER (PARTITION BY g ORDER BY x), row_number() OVER (PARTITION BY g ORDER BY x DESC) FROM (VALUES ('a', 1), ('a', 2), ('b', 3)) t(g, x) ORDER BY g, x
SELECT x, lag(y) IGNORE NULLS OVER (ORDER BY x), last_value(y) IGNORE NULLS OVER (ORDER BY x), first_value(y) IGNORE NULLS OVER (ORDER BY x) FROM (VALUES (1, 'a'), (2, null), (3, null), (4, 'b')) t(x, y) ORDER BY x
SELECT x, sum(x) OVER w, max(x) OVER w FROM (VALUES 1, 2, 3) t(x) WINDOW w AS (ORDER BY x) ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES 1, 2, 4) t(x) ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES 1, 2, 2, 4) t(x) ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x ROWS 1 PRECEDING) FROM (VALUES 1, 2, 4) t(x) ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x RANGE UNBOUNDED PRECEDING) FROM (VALUES 1, 2, 4) t(x) ORDER BY x
SELECT x, array_agg(x) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x) ORDER BY x
SELECT x, count(*) FILTER (WHERE x > 1) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT g, sum(x), rank() OVER (ORDER BY sum(x) DESC) FROM (VALUES ('a', 1), ('b', 5), ('a', 2)) t(g, x) GROUP BY g ORDER BY g
SELECT * FROM (SELECT x, row_number() OVER (ORDER BY x) rn FROM (VALUES 5, 6, 7) t(x)) WHERE rn <= 2 ORDER BY rn
SELECT x, avg(x) OVER (ORDER BY x ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM (VALUES 1.5, 2.5) t(x) ORDER BY x
SELECT x, nth_value(x, 5) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x) ORDER BY x
SELECT x, rank() OVER (ORDER BY y NULLS FIRST), rank() OVER (ORDER BY y DESC) FROM (VALUES (1, null), (2, 5), (3, 7)) t(x, y) ORDER BY x
SELECT row_number() OVER () FROM (VALUES 1) t(x)
SELECT rank() FROM (VALUES 1) t(x)
SELECT x, ntile(3) OVER (ORDER BY x), x * 1e0 / sum(x) OVER () FROM (VALUES 1, 2, 3, 4) t(x) ORDER BY x
SELECT typeof(row_number() OVER ()), typeof(percent_rank() OVER (ORDER BY 1)), typeof(sum(1) OVER ()), typeof(lag('a') OVER (ORDER BY 1)) FROM (VALUES 1) t(x)
SELECT x, min(x) OVER (ORDER BY x ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, bool_or(x > 1) OVER (ORDER BY x), stddev(x) OVER (ORDER BY x), max_by(x, -x) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x, row_number() OVER (ORDER BY x), rank() OVER (ORDER BY x), dense_rank() OVER (ORDER BY x) FROM (VALUES 10, 20, 20, 30) t(x) ORDER BY 1, 2
SELECT x, percent_rank() OVER (ORDER BY x), cume_dist() OVER (ORDER BY x), ntile(2) OVER (ORDER BY x) FROM (VALUES 10, 20, 20, 30) t(x) ORDER BY 1
SELECT x, lag(x) OVER (ORDER BY x), lead(x) OVER (ORDER BY x), lag(x, 2, 0) OVER (ORDER BY x), lead(x, 2, -1) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY 1
SELECT x, first_value(x) OVER (ORDER BY x), last_value(x) OVER (ORDER BY x), nth_value(x, 2) OVER (ORDER BY x), last_value(x) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM (VALUES 1, 2, 3) t(x) ORDER BY 1
SELECT g, x, sum(x) OVER (PARTITION BY g ORDER BY x), avg(x) OVER (PARTITION BY g), count(*) OVER (PARTITION BY g) FROM (VALUES ('a', 1), ('a', 2), ('b', 5)) t(g, x) ORDER BY 1, 2
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), sum(x) OVER (ORDER BY x ROWS 1 PRECEDING), sum(x) OVER (ORDER BY x ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM (VALUES 1, 2, 3, 4) t(x) ORDER BY 1
SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM (VALUES 1, 2, 4, 5) t(x) ORDER BY 1
SELECT x, count(*) OVER (ORDER BY x RANGE BETWEEN interval '1' day PRECEDING AND CURRENT ROW) FROM (VALUES date '2020-01-01', date '2020-01-02', date '2020-01-05') t(x) ORDER BY 1
SELECT x, sum(x) OVER (ORDER BY x DESC RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) FROM (VALUES 1, 2, 4, 7) t(x) ORDER BY 1
SELECT x, array_agg(x) OVER (ORDER BY x GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES 1, 1, 2, 3) t(x) ORDER BY 1
SELECT x, sum(x) OVER (ORDER BY x RANGE UNBOUNDED PRECEDING), sum(x) OVER (ORDER BY x RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM (VALUES 1, 1, 2) t(x) ORDER BY 1
SELECT x, lag(x) IGNORE NULLS OVER (ORDER BY i), first_value(x) IGNORE NULLS OVER (ORDER BY i), last_value(x) IGNORE NULLS OVER (ORDER BY i) FROM (VALUES (1, null), (2, 5), (3, null), (4, 7)) t(i, x) ORDER BY i
SELECT x, lead(x) RESPECT NULLS OVER (ORDER BY i), nth_value(x, 2) IGNORE NULLS OVER (ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM (VALUES (1, null), (2, 5), (3, 6)) t(i, x) ORDER BY i
SELECT x, rank() OVER w, sum(x) OVER w FROM (VALUES 1, 2, 3) t(x) WINDOW w AS (ORDER BY x) ORDER BY x
SELECT x, sum(x) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES 1, 2, 3) t(x) WINDOW w AS (ORDER BY x) ORDER BY x
SELECT g, x, rank() OVER (w2) FROM (VALUES ('a', 1), ('a', 2), ('b', 3)) t(g, x) WINDOW w1 AS (PARTITION BY g), w2 AS (w1 ORDER BY x DESC) ORDER BY 1, 2
SELECT g, sum(sum(x)) OVER (ORDER BY g), rank() OVER (ORDER BY sum(x) DESC) FROM (VALUES ('a', 1), ('a', 2), ('b', 5)) t(g, x) GROUP BY g ORDER BY g
SELECT x, max_by(y, x) OVER (ORDER BY x), min(y) OVER (ORDER BY x DESC) FROM (VALUES (1, 'c'), (2, 'a'), (3, 'b')) t(x, y) ORDER BY 1
SELECT x, array_agg(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), count(x) OVER (), bool_or(x > 2) OVER (ORDER BY x) FROM (VALUES 1, 2, 3) t(x) ORDER BY 1
SELECT x, approx_distinct(x) OVER (), stddev(x) OVER (ORDER BY x), approx_percentile(x, 0.5) OVER () FROM (VALUES 1, 2, 3) t(x) ORDER BY 1
SELECT x, ntile(3) OVER (ORDER BY x), ntile(10) OVER (ORDER BY x) FROM (VALUES 1, 2, 3, 4, 5, 6, 7) t(x) ORDER BY 1
SELECT ntile(0) OVER (ORDER BY x) FROM (VALUES 1) t(x)
SELECT nth_value(x, 0) OVER (ORDER BY x) FROM (VALUES 1) t(x)
SELECT lag(x, -1) OVER (ORDER BY x) FROM (VALUES 1) t(x)
SELECT row_number() FROM (VALUES 1) t(x)
SELECT x FROM (VALUES 1, 2) t(x) WHERE row_number() OVER (ORDER BY x) = 1
SELECT * FROM (SELECT x, row_number() OVER (ORDER BY x DESC) rn FROM (VALUES 1, 2, 3) t(x)) WHERE rn <= 2 ORDER BY rn
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING), sum(x) OVER (ORDER BY x ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM (VALUES 1, 2, 3) t(x) ORDER BY 1
SELECT x, sum(x) OVER (ORDER BY x NULLS FIRST), rank() OVER (ORDER BY x NULLS LAST) FROM (VALUES 1, null, 2) t(x) ORDER BY x
SELECT x, sum(x) FILTER (WHERE x > 1) OVER (ORDER BY x) FROM (VALUES 1, 2) t(x)
SELECT x, count(DISTINCT x) OVER () FROM (VALUES 1, 1, 2) t(x)
SELECT x, avg(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), listagg(cast(x as varchar), ',') WITHIN GROUP (ORDER BY x) OVER () FROM (VALUES 1, 2) t(x)
SELECT x, x - lag(x) OVER (ORDER BY x) AS d, sum(x) OVER (ORDER BY x) * 1.0 / sum(x) OVER () FROM (VALUES 1, 3, 6) t(x) ORDER BY 1
SELECT i, lag(x, 1, 0) IGNORE NULLS OVER (ORDER BY i), lead(x, 2) IGNORE NULLS OVER (ORDER BY i) FROM (VALUES (1, 1), (2, null), (3, 3), (4, null), (5, 5)) t(i, x) ORDER BY i
SELECT x, avg(x) OVER (ORDER BY x RANGE BETWEEN 1.5 PRECEDING AND 1.5 FOLLOWING) FROM (VALUES 1.0, 2.0, 4.0) t(x) ORDER BY 1
SELECT x, count(*) OVER (ORDER BY x RANGE BETWEEN interval '1' month PRECEDING AND interval '1' month FOLLOWING) FROM (VALUES timestamp '2020-01-01 00:00:00', timestamp '2020-01-31 00:00:00', timestamp '2020-03-05 00:00:00') t(x) ORDER BY 1
SELECT g, first_value(x) OVER (PARTITION BY g ORDER BY x DESC), max(x) OVER (PARTITION BY g ORDER BY x ROWS UNBOUNDED PRECEDING) FROM (VALUES ('a', 1), ('a', 2), ('b', 3)) t(g, x) ORDER BY 1, 2, 3
select x, sum(x) over (order by x rows between unbounded preceding and current row) from (values 1, 2, 3) t(x) order by x
select x, sum(x) over (order by x desc rows 1 preceding) from (values 1, 2, 3) t(x) order by x
select x, sum(x) over (rows between 1 preceding and 1 preceding) from (values 1) t(x)
select x, sum(x) over (order by x range between 1.5 preceding and current row) from (values 1.0, 2.0, 3.5) t(x) order by x
select x, sum(x) over (order by x range between unbounded preceding and 1 following) from (values 1, 2, 4, null) t(x) order by x
select x, sum(x) over (order by x nulls first range between 1 preceding and 1 following) from (values 1, 2, 4, null) t(x) order by x nulls first
select x, sum(x) over (order by x range between 1 following and 2 following) from (values 1, 2, 4) t(x) order by x
select x, sum(x) over (order by x groups between unbounded preceding and 1 preceding) from (values 1, 1, 2, 3) t(x) order by x
select x, sum(x) over (order by x groups between 1 following and unbounded following) from (values 1, 1, 2, 3) t(x) order by x
select x, first_value(x) over (order by x groups 1 preceding) from (values 1, 1, 2, 3) t(x) order by x
select x, sum(x) over (order by x rows between -1 preceding and current row) from (values 1) t(x)
select x, sum(x) over (order by x range between -1 preceding and current row) from (values 1) t(x)
select x, sum(x) over (order by x rows between null preceding and current row) from (values 1) t(x)
select x, sum(x) over (range between 1 preceding and current row) from (values 1) t(x)
select x, sum(x) over (order by x, x range between 1 preceding and current row) from (values 1) t(x)
select x, sum(x) over (order by s range between 1 preceding and current row) from (values (1, 'a')) t(x, s)
select d, count(*) over (order by d range between interval '1' day preceding and interval '1' day following) from (values date '2020-01-01', date '2020-01-02', date '2020-01-04') t(d) order by d
select d, count(*) over (order by d range between interval '2' hour preceding and current row) from (values timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 01:30:00', timestamp '2020-01-01 03:00:00') t(d) order by d
select d, count(*) over (order by d desc range between interval '1' month preceding and current row) from (values date '2020-01-31', date '2020-02-29', date '2020-03-31') t(d) order by d
select x, y, sum(y) over (order by x range between y preceding and current row) from (values (1, 0), (2, 1), (3, 2)) t(x, y) order by x
select x, sum(x) over (order by y rows between y preceding and current row) from (values (1, 0), (2, 1), (3, 2)) t(x, y) order by x
select x, rank() over (partition by x order by x), row_number() over (partition by x order by x) from (values 1, 1, null, null) t(x) order by 1, 3
select x, rank() over (order by x nulls first), dense_rank() over (order by x desc nulls last) from (values 1, null, 2, 1) t(x) order by x
select x, percent_rank() over (order by x), cume_dist() over (order by x) from (values 1, 1, 2, 3) t(x) order by x
select x, ntile(3) over (order by x), ntile(10) over (order by x) from (values 1, 2, 3, 4, 5, 6, 7) t(x) order by x
select x, ntile(x) over (order by x) from (values 1, 2, 3) t(x) order by x
select x, ntile(null) over (order by x) from (values 1, 2) t(x) order by x
select x, lag(x) over (order by x), lead(x) over (order by x desc) from (values 1, null, 3) t(x) order by x
select x, lag(x, 1, 0) ignore nulls over (order by y), lead(x) ignore nulls over (order by y) from (values (null, 1), (2, 2), (null, 3), (4, 4)) t(x, y) order by y
select x, lag(x, 2) ignore nulls over (order by y) from (values (1, 1), (null, 2), (3, 3), (null, 4)) t(x, y) order by y
select x, lag(x, null) over (order by x) from (values 1, 2) t(x) order by x
select x, lag(x, y) over (order by x) from (values (1, 0), (2, 1), (3, 2)) t(x, y) order by x
select x, lag(x, 1, 'none') over (order by x) from (values 'a', 'b') t(x) order by x
select x, lag(x, 1, 1.5) over (order by x) from (values 1, 2) t(x)
select x, lead(x, 0), 1 from (values 1) t(x)
select x, nth_value(x, 2) over (order by x), nth_value(x, 5) over (order by x) from (values 1, 2, 3) t(x) order by x
select x, nth_value(x, null) over (order by x) from (values 1, 2, 3) t(x) order by x
select x, nth_value(x, 2) ignore nulls over (order by y rows between unbounded preceding and unbounded following) from (values (null, 1), (2, 2), (3, 3)) t(x, y) order by y
select x, first_value(x) over (partition by x % 2 order by x desc), last_value(x) over (partition by x % 2 order by x desc) from (values 1, 2, 3, 4) t(x) order by x
select x, last_value(x) over (order by x rows between current row and unbounded following) from (values 1, 2, 3) t(x) order by x
select x, max(x) over (order by x rows between 2 preceding and 1 preceding), count(x) over (order by x rows between 2 preceding and 1 preceding) from (values 1, 2, 3) t(x) order by x
select x, avg(x) over (order by x rows between 1 preceding and 1 following) from (values 1, 2, 4) t(x) order by x
select x, avg(x) over (order by x) from (values 1.5, 2.5, 2.75) t(x) order by x
select x, stddev(x) over (order by x), variance(x) over (order by x) from (values 1, 2, 4) t(x) order by x
select x, array_agg(x) over (order by x desc rows between unbounded preceding and current row) from (values 1, 2, 3) t(x) order by x
select x, array_agg(x) over (partition by x % 2) from (values 1) t(x)
select x, count(distinct x) over () from (values 1, 1) t(x)
select x, sum(distinct x) over () from (values 1, 1) t(x)
select x, max_by(x, y) over (order by y), min_by(x, y) over (order by y desc) from (values (1, 9), (2, 3)) t(x, y) order by x
select x, bool_or(x > 1) over (order by x), every(x > 1) over (order by x) from (values 1, 2) t(x) order by x
select x, map_agg(x, x) over (order by x) from (values 1, 2) t(x) order by x
select x, histogram(x) over (order by x) from (values 1, 2) t(x) order by x
select x, listagg(x, ',') within group (order by x) over () from (values 'a') t(x)
select x, row_number() over (order by x) + 1, row_number() over (order by x) % 2 = 0 from (values 'a', 'b') t(x) order by x
select sum(row_number() over (order by x)) over () from (values 1) t(x)
select x from (select x, row_number() over (order by x desc) r from (values 1, 2, 3) t(x)) where r <= 2 order by x
select x from (values 1, 2) t(x) where row_number() over (order by x) = 1
select x, sum(x) over w1, count(*) over w2 from (values 1, 2) t(x) window w1 as (order by x), w2 as (partition by x) order by x
select x, sum(x) over (w order by x) from (values 1, 2) t(x) window w as (partition by x % 2) order by x
select x, sum(x) over w from (values 1, 2) t(x) window w as (order by x rows 1 preceding) order by x
select x, sum(x) over (w rows 1 preceding) from (values 1, 2) t(x) window w as (order by x) order by x
select x, sum(x) over nope from (values 1, 2) t(x)
select x, sum(x) over (partition by y order by x) from (values (1, 'a'), (2, 'a'), (3, null), (4, null)) t(x, y) order by x
select x, rank() over (order by count(*)) from (values 1, 1, 2) t(x) group by x order by x
select x, sum(sum(y)) over (order by x) from (values (1, 2), (1, 3), (2, 4)) t(x, y) group by x order by x
select x, y, rank() over (partition by x order by y desc) as r from (values ('a', 1), ('a', 2), ('b', 5)) t(x, y) order by x, r
select distinct x, max(y) over (partition by x) from (values ('a', 1), ('a', 2)) t(x, y)
select x, lag(d) over (order by d), date_diff('day', lag(d) over (order by d), d) from (values (1, date '2020-01-01'), (2, date '2020-01-05')) t(x, d) order by x
select x, approx_distinct(x) over (order by x), approx_percentile(x, 0.5) over () from (values 1, 2) t(x) order by x
select x, sum(x) over (order by x) filter (where x > 1) from (values 1) t(x)
select typeof(row_number() over ()), typeof(rank() over (order by 1)), typeof(ntile(2) over (order by 1)), typeof(percent_rank() over (order by 1)), typeof(lag('abc') over (order by 1)), typeof(first_value(1.5) over (order by 1)), typeof(sum(tinyint '1') over ())
select x, sum(x) over (order by x rows between 1 following and current row) from (values 1) t(x)
select x, sum(x) over (order by x rows between unbounded following and current row) from (values 1) t(x)
select x, sum(x) over (order by x rows between current row and 1 preceding) from (values 1) t(x)
select x, sum(x) over (order by x rows exclude current row) from (values 1) t(x)
select x, row_number() over (order by x desc nulls first) from (values 1, null, 2) t(x) order by 2
select x, count(*) over (order by x range between current row and current row) from (values 1, 1, null, null) t(x) order by x
select x, sum(x) over (order by x range between 0.5 preceding and 0.5 following) from (values 1e0, 1.4e0, 2e0) t(x) order by x
select x, sum(x) over (order by x range between 1 preceding and current row) from (values real '1', real '2') t(x) order by x
select x, sum(x) over (order by x range between 1 preceding and current row) from (values tinyint '1', tinyint '2') t(x) order by x
select x, sum(x) over (order by x range between bigint '1' preceding and current row) from (values 1, 2) t(x) order by x
select x, corr(x, x) over (), covar_pop(x, x) over () from (values 1, 2) t(x)
select d, sum(v) over (order by d range between interval '1' day preceding and current row) from (values (timestamp '2020-01-01 00:00:00 UTC', 1), (timestamp '2020-01-01 12:00:00 UTC', 2)) t(d, v) order by v

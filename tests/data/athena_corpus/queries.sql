SELECT 1
SELECT 1 AS a, 'x' AS "B", 2 b, null
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(x, y) ORDER BY x
SELECT t.*, x + 1 FROM (VALUES (1, 'a')) t(x, y)
SELECT * FROM (VALUES (1, 'a'), (2.5, 'bc'), (null, null)) ORDER BY 1
VALUES 1, 2, 3
VALUES (1, 'a'), (2, 'b')
SELECT x FROM (VALUES 3, 1, null, 2) t(x) ORDER BY x
SELECT x FROM (VALUES 3, 1, null, 2) t(x) ORDER BY x DESC
SELECT x FROM (VALUES 3, 1, null, 2) t(x) ORDER BY x NULLS FIRST
SELECT x FROM (VALUES 3, 1, 2) t(x) ORDER BY x LIMIT 2
SELECT x FROM (VALUES 3, 1, 2) t(x) ORDER BY x OFFSET 1 LIMIT 1
SELECT x FROM (VALUES 3, 1, 2) t(x) ORDER BY x FETCH FIRST 2 ROWS ONLY
SELECT x FROM (VALUES 3, 1, 2) t(x) ORDER BY x FETCH FIRST 1 ROWS WITH TIES
SELECT x FROM (VALUES 3, 1, 2) t(x) ORDER BY x LIMIT ALL
SELECT -x AS y FROM (VALUES 3, 1, 2) t(x) ORDER BY y
SELECT x AS a FROM (VALUES 3, 1, 2) t(x) ORDER BY a + 1 DESC
SELECT a.x, b.y FROM (VALUES 1, 2) a(x) JOIN (VALUES (1, 'p'), (3, 'q')) b(x, y) ON a.x = b.x
SELECT a.x, b.y FROM (VALUES 1, 2) a(x) LEFT JOIN (VALUES (1, 'p'), (3, 'q')) b(x, y) ON a.x = b.x ORDER BY 1
SELECT a.x, b.y FROM (VALUES 1, 2) a(x) RIGHT JOIN (VALUES (1, 'p'), (3, 'q')) b(x, y) ON a.x = b.x ORDER BY 2
SELECT a.x, b.y FROM (VALUES 1, 2) a(x) FULL JOIN (VALUES (1, 'p'), (3, 'q')) b(x, y) ON a.x = b.x ORDER BY 1, 2
SELECT * FROM (VALUES 1, 2) a(x) CROSS JOIN (VALUES 'p', 'q') b(y) ORDER BY 1, 2
SELECT * FROM (VALUES 1, 2) a(x), (VALUES 'p') b(y) ORDER BY 1
SELECT * FROM (VALUES (1, 2)) a(x, y) JOIN (VALUES (1, 3)) b(x, z) USING (x)
SELECT x, y, z FROM (VALUES (1, 2)) a(x, y) FULL JOIN (VALUES (4, 3)) b(x, z) USING (x) ORDER BY x
SELECT * FROM (VALUES (1, 2)) a(x, y) NATURAL JOIN (VALUES (1, 3)) b(x, z)
SELECT * FROM (VALUES (1, 2), (2, 5)) a(x, y) JOIN (VALUES (1, 3)) b(x, z) ON a.x = b.x AND a.y < b.z
SELECT x FROM (VALUES 1) a(x) JOIN (VALUES 1) b(x) ON a.x = b.x
SELECT nope FROM (VALUES 1) t(x)
SELECT t.nope FROM (VALUES 1) t(x)
SELECT x FROM nosuchtable
SELECT 1 UNION SELECT 2 UNION SELECT 1 ORDER BY 1
SELECT 1 UNION ALL SELECT 1
SELECT 1 UNION SELECT 2.5 ORDER BY 1
SELECT 1 AS a UNION ALL SELECT null ORDER BY a
SELECT 'a' UNION SELECT 'bcd' ORDER BY 1
SELECT 1 UNION SELECT 'a'
SELECT 1, 2 UNION SELECT 1
SELECT x FROM (VALUES 1, 2, 2, 3) t(x) INTERSECT SELECT x FROM (VALUES 2, 3, 4) t(x) ORDER BY 1
SELECT x FROM (VALUES 1, 2, 2) t(x) EXCEPT SELECT x FROM (VALUES 1) t(x)
SELECT x FROM (VALUES 1, 2, 2) t(x) EXCEPT ALL SELECT x FROM (VALUES 2) t(x) ORDER BY 1
SELECT x FROM (VALUES 2, 2) t(x) INTERSECT ALL SELECT x FROM (VALUES 2, 2, 2) t(x)
SELECT 1 UNION (SELECT 2 EXCEPT SELECT 2) ORDER BY 1
(SELECT 2 LIMIT 1) UNION ALL (SELECT 1) ORDER BY 1
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT a.x, b.y FROM a, b
WITH t(p, q) AS (VALUES (1, 'a')) SELECT q, p FROM t
WITH a AS (SELECT 1 AS x) SELECT (SELECT x FROM a) + 1
WITH RECURSIVE t(n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n, n * n FROM t ORDER BY n
WITH RECURSIVE t(n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t WHERE n < 11) SELECT max(n) FROM t
WITH RECURSIVE t(n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t WHERE n < 12) SELECT max(n) FROM t
WITH RECURSIVE t(n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t LIMIT 3
WITH RECURSIVE t AS (SELECT 1 n UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t
WITH RECURSIVE t(id, path) AS (SELECT id, cast(name AS varchar) FROM (VALUES (1, 'a', 0), (2, 'b', 1)) e(id, name, parent) WHERE parent = 0 UNION ALL SELECT e.id, t.path || '/' || e.name FROM t JOIN (VALUES (1, 'a', 0), (2, 'b', 1)) e(id, name, parent) ON e.parent = t.id) SELECT * FROM t ORDER BY id
SELECT * FROM UNNEST(array[1, 2, 3])
SELECT * FROM UNNEST(array[1, 2], array['a', 'b', 'c']) t(x, y)
SELECT * FROM UNNEST(array['a', 'b']) WITH ORDINALITY AS t(x, n) ORDER BY n
SELECT * FROM UNNEST(map(array['a', 'b'], array[1, 2])) AS t(k, v) ORDER BY k
SELECT * FROM UNNEST(array[row(1, 'a'), row(2, 'b')]) AS t(x, y) ORDER BY x
SELECT * FROM UNNEST(array[cast(row(1, 'a') as row(p integer, q varchar))])
SELECT t.id, u.x FROM (VALUES (1, array[10, 20]), (2, array[30])) t(id, a) CROSS JOIN UNNEST(t.a) AS u(x) ORDER BY 1, 2
SELECT t.id, u.x FROM (VALUES (1, array[10]), (2, array[])) t(id, a) LEFT JOIN UNNEST(a) AS u(x) ON true ORDER BY 1
SELECT id, x, n FROM (VALUES (1, array['p', 'q'])) t(id, a), UNNEST(a) WITH ORDINALITY AS u(x, n) ORDER BY n
SELECT sum(x) FROM UNNEST(sequence(1, 100)) AS t(x)
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x IN (SELECT y FROM (VALUES 2, 3) u(y)) ORDER BY x
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x NOT IN (SELECT y FROM (VALUES 2, null) u(y))
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE EXISTS (SELECT 1 FROM (VALUES 2) u(y) WHERE u.y = t.x)
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE NOT EXISTS (SELECT 1 FROM (VALUES 2) u(y) WHERE u.y = t.x) ORDER BY x
SELECT (SELECT max(y) FROM (VALUES 5, 6) u(y)), (SELECT 1 WHERE false)
SELECT (SELECT y FROM (VALUES 5, 6) u(y))
SELECT x, (SELECT u.y FROM (VALUES (1, 'a'), (2, 'b')) u(k, y) WHERE u.k = t.x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x > ALL (SELECT y FROM (VALUES 1, 2) u(y))
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x = ANY (SELECT y FROM (VALUES 1, 2) u(y)) ORDER BY x
SELECT t.x, l.y FROM (VALUES 1, 2) t(x) CROSS JOIN LATERAL (SELECT t.x * 10 AS y) l ORDER BY 1
SELECT * FROM (SELECT x, x * 2 AS y FROM (VALUES 1, 2) t(x)) WHERE y > 2
SELECT r.a, r.b FROM (SELECT cast(row(1, 'x') as row(a integer, b varchar)) r)
SELECT t.r.a FROM (SELECT cast(row(1, 'x') as row(a integer, b varchar)) r) t
SELECT r.* FROM (SELECT cast(row(1, 'x') as row(a integer, b varchar)) r)
SELECT X, "x" FROM (VALUES 1) t(x)
SELECT CASE WHEN x > 1 THEN 'big' ELSE 'small' END AS size, count(*) FROM (VALUES 1, 2, 3) t(x) GROUP BY 1 ORDER BY 1
SELECT * FROM (VALUES 1, 2, 3) t(x) TABLESAMPLE BERNOULLI (100)
SELECT * FROM (VALUES (1, 1), (1, 2)) t(g, x) MATCH_RECOGNIZE (PARTITION BY g ORDER BY x MEASURES A.x AS ax PATTERN (A) DEFINE A AS true)
SELECT x x FROM (VALUES 1) t(x) WHERE true
SELECT x FROM (VALUES true, false, null) t(x) WHERE x
SELECT x FROM (VALUES 1) t(x) WHERE x
SELECT count(*) FROM (VALUES 1, 2) t(x) WHERE x > (SELECT avg(x) FROM (VALUES 1, 2) t(x))
SELECT DISTINCT x, y FROM (VALUES (1, 'a'), (1, 'a'), (2, null)) t(x, y) ORDER BY 1
SELECT a.x AS ax, b.x AS bx FROM (VALUES 1, 2) a(x) INNER JOIN (VALUES 2, 3) b(x) ON a.x < b.x ORDER BY 1, 2
SELECT * FROM ((VALUES 1) a(x) CROSS JOIN (VALUES 2) b(y)) CROSS JOIN (VALUES 3) c(z)
SELECT "a b", "c""d" FROM (VALUES (1, 2)) t("a b", "c""d")
SELECT 1 -- comment
SELECT /* block */ 1
SELECT 1 a, 2 a
SELECT * FROM (SELECT 1 a, 2 a)
SELECT a FROM (SELECT 1 a, 2 a)
SELECT FROM x
SELEC 1
SELECT 1 +
SELECT 1; SELECT 2
SELECT nosuchfunction(1)
SELECT x, count(*) OVER () FROM (VALUES 1, 2) t(x) ORDER BY x
SELECT 1_000
SELECT 0x1F
SELECT 'a' 'b'
SELECT x FROM (VALUES 1) t(x) QUALIFY x = 1
TABLE nosuch
SELECT if(x > 1, 'a', 'b') FROM (VALUES 1, 2) t(x) ORDER BY x
SELECT count(*) c FROM (VALUES 1) t(x) HAVING count(*) > 0
SELECT x FROM (VALUES 1, 2) t(x) ORDER BY (SELECT 1), x
SELECT x FROM (VALUES 1, 2) t(x) ORDER BY 3
SELECT x FROM (VALUES 1, 2) t(x) GROUP BY 2
SELECT t1.x FROM (VALUES 1) t1(x) LEFT JOIN (VALUES 1) t2(x) ON t1.x = t2.x LEFT JOIN (VALUES 1) t3(x) ON t2.x = t3.x
SELECT a.* FROM (VALUES (1, 2)) a(x, y) JOIN (VALUES (1, 3)) b(x, z) ON a.x = b.x
SELECT 'abc' NOT LIKE 'a%', NOT ('abc' LIKE 'a%'), 'abc' LIKE 'a%'
SELECT 1 AS A, x.Y, "Y" FROM (VALUES (1, 2)) x(y, z)
SELECT * FROM (SELECT 1 AS Abc)
SELECT * FROM (VALUES 1, 2, 3) t(x) TABLESAMPLE BERNOULLI (0)
SELECT count(*) FROM (VALUES 1, 2, 3) t(x) TABLESAMPLE SYSTEM (100)
SELECT count(*) <= 3 FROM (VALUES 1, 2, 3) t(x) TABLESAMPLE BERNOULLI (50)
SELECT x FROM (VALUES 1, 2, 3) TABLESAMPLE SYSTEM (100) t(x)
SELECT x FROM UNNEST(sequence(1, 5)) AS t(x) TABLESAMPLE BERNOULLI (100) ORDER BY x
SELECT count(*) FROM (VALUES 1, 2, 3) t(x) TABLESAMPLE BERNOULLI (120)
SELECT * FROM (VALUES (1, 'a', 90), (2, 'a', 80), (3, 'a', 85), (4, 'a', 95)) t(id, sym, price) MATCH_RECOGNIZE (PARTITION BY sym ORDER BY id MEASURES A.price AS start_price, LAST(B.price) AS bottom, LAST(C.price) AS top ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (A B+ C+) DEFINE B AS price < PREV(price), C AS price > PREV(price))
SELECT m.id, m.cls FROM (VALUES (1, 90), (2, 80), (3, 85)) t(id, price) MATCH_RECOGNIZE (ORDER BY id MEASURES CLASSIFIER() AS cls ALL ROWS PER MATCH PATTERN (A B*) DEFINE B AS B.price < PREV(B.price)) AS m ORDER BY 1
SELECT * FROM (VALUES 1, 2, 3, 4) t(x) MATCH_RECOGNIZE (ORDER BY x MEASURES MATCH_NUMBER() AS mn, FIRST(A.x) AS f, LAST(A.x) AS l, count(*) AS c PATTERN (A{2}) DEFINE A AS true)
SELECT x, c, mn FROM (VALUES (1, 90), (2, 80), (3, 85), (4, 70)) t(x, p) MATCH_RECOGNIZE (ORDER BY x MEASURES CLASSIFIER() AS c, MATCH_NUMBER() AS mn ALL ROWS PER MATCH PATTERN (A | B) DEFINE A AS p > 80, B AS p <= 80) ORDER BY x
SELECT * FROM (VALUES 1, 2, 3) t(x) ORDER BY x OFFSET 1
SELECT * FROM (VALUES 1, 2, 3) t(x) ORDER BY x OFFSET 1 ROW FETCH NEXT 1 ROW ONLY
SELECT * FROM (VALUES 1, 2, 2, 3) t(x) ORDER BY x FETCH FIRST 2 ROWS WITH TIES
SELECT * FROM (VALUES 1, 1, 2, 3) t(x) ORDER BY x OFFSET 1 FETCH FIRST 1 ROW WITH TIES
SELECT * FROM (VALUES 1, 2, 3) t(x) FETCH FIRST 1 ROW WITH TIES
SELECT * FROM (VALUES 1, 2, 3) t(x) ORDER BY x LIMIT 0
SELECT DISTINCT x FROM (VALUES 1, 2, 2, null, null) t(x) ORDER BY x NULLS FIRST
SELECT ALL x FROM (VALUES 1, 1) t(x)
SELECT x FROM (VALUES 1, 2) t(x) UNION SELECT x FROM (VALUES 2, 3) t(x) ORDER BY 1
SELECT x FROM (VALUES 1, 2) t(x) UNION ALL SELECT x FROM (VALUES 2, 3) t(x) ORDER BY x DESC
SELECT x FROM (VALUES 1, 2, 2, 3) t(x) INTERSECT SELECT x FROM (VALUES 2, 3) t(x) ORDER BY 1
SELECT x FROM (VALUES 1, 2, null) t(x) EXCEPT SELECT x FROM (VALUES 1, null) t(x)
SELECT x FROM (VALUES 1, 2, 2) t(x) INTERSECT ALL SELECT x FROM (VALUES 2, 2, 3) t(x)
SELECT 1 UNION SELECT 2 INTERSECT SELECT 2 ORDER BY 1
SELECT 1 AS x UNION ALL SELECT 2.5 UNION ALL SELECT 3e0
SELECT 'a' AS s UNION ALL SELECT cast('b' AS char(3))
VALUES (1, 'a'), (2, null) ORDER BY 1 DESC
VALUES 1, 2, 3 LIMIT 2
TABLE t
WITH t AS (VALUES 1, 2) TABLE t
WITH t(x) AS (VALUES 1, 2), u AS (SELECT x * 10 AS y FROM t) SELECT x, y FROM t JOIN u ON y = x * 10 ORDER BY x
WITH t AS (SELECT 1 AS x) SELECT * FROM (WITH u AS (SELECT x + 1 AS y FROM t) SELECT y FROM u)
WITH RECURSIVE t(n, f) AS (SELECT 1, 1 UNION ALL SELECT n + 1, f * (n + 1) FROM t WHERE n < 6) SELECT * FROM t ORDER BY n
WITH RECURSIVE fib(a, b) AS (VALUES (0, 1) UNION ALL SELECT b, a + b FROM fib WHERE b < 30) SELECT a FROM fib ORDER BY a
WITH RECURSIVE edges(s, d) AS (VALUES (1, 2), (2, 3), (3, 4)), paths(s, d) AS (SELECT s, d FROM edges UNION ALL SELECT p.s, e.d FROM paths p JOIN edges e ON p.d = e.s) SELECT s, d FROM paths ORDER BY 1, 2
WITH RECURSIVE t(s) AS (VALUES cast('a' AS varchar) UNION ALL SELECT s || 'b' FROM t WHERE length(s) < 4) SELECT s FROM t ORDER BY s
WITH RECURSIVE t(n) AS (VALUES 1 UNION SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t
SELECT a.x, b.y FROM (VALUES 1, 2, 3) a(x) LEFT JOIN (VALUES (1, 'p'), (1, 'q')) b(x, y) ON a.x = b.x ORDER BY 1, 2
SELECT * FROM (VALUES (1, 'a')) l(id, v) FULL OUTER JOIN (VALUES (2, 'b')) r(id, w) ON l.id = r.id ORDER BY 1
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) l(id, v) JOIN (VALUES (1, 'x'), (2, 'y')) r(id, w) USING (id) ORDER BY id
SELECT id, l.v, r.w FROM (VALUES (1, 'a'), (2, 'b')) l(id, v) LEFT JOIN (VALUES (1, 'x')) r(id, w) USING (id) ORDER BY id
SELECT * FROM (VALUES 1, 2) a(x) CROSS JOIN (VALUES 'p', 'q') b(y) CROSS JOIN (VALUES true) c(z) ORDER BY 1, 2
SELECT * FROM (VALUES 1, 2) a(x) JOIN (VALUES 2, 3) b(y) ON x < y ORDER BY 1, 2
SELECT * FROM (VALUES 1) a(x) NATURAL JOIN (VALUES 1) b(x)
SELECT t.x, u.y FROM (VALUES 1, 2) t(x) CROSS JOIN LATERAL (VALUES t.x, t.x * 10) u(y) ORDER BY 1, 2
SELECT t.x, u.c FROM (VALUES 1, 2, 3) t(x) LEFT JOIN LATERAL (SELECT count(*) c FROM (VALUES 1, 2, 2) s(z) WHERE s.z = t.x) u ON true ORDER BY 1
SELECT x, (SELECT count(*) FROM (VALUES 1, 1, 2) u(y) WHERE y = x) FROM (VALUES 1, 2, 3) t(x) ORDER BY x
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE EXISTS (SELECT * FROM (VALUES 2, 3) u(y) WHERE y = x) ORDER BY x
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x IN (SELECT y FROM (VALUES 2, 3, null) u(y)) ORDER BY x
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x NOT IN (SELECT y FROM (VALUES 2, 3) u(y)) ORDER BY x
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE (x, x) IN (SELECT y, y FROM (VALUES 2, 3) u(y)) ORDER BY x
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x >= ALL (SELECT y FROM (VALUES 1, 2) u(y)) ORDER BY x
SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x < SOME (SELECT y FROM (VALUES 1, 2) u(y)) ORDER BY x
SELECT (SELECT 1, 2)
SELECT (SELECT 1 WHERE false) IS NULL
SELECT * FROM UNNEST(array[1, 2, 3]) AS t(x) ORDER BY 1
SELECT * FROM UNNEST(array[1, 2], array['a', 'b', 'c']) WITH ORDINALITY AS t(n, s, i) ORDER BY i
SELECT * FROM UNNEST(map(array['x', 'y'], array[1, 2]), array[true]) AS t(k, v, b) ORDER BY k
SELECT * FROM UNNEST(array[row(1, 'a'), row(2, 'b')], array[10, 20]) AS t(x, y, z) ORDER BY x
SELECT t.a, u.x FROM (VALUES (array[1, 2]), (array[3])) t(a) CROSS JOIN UNNEST(a) AS u(x) ORDER BY x
SELECT id, x FROM (VALUES (1, array[1, 2]), (2, null)) t(id, a) LEFT JOIN UNNEST(a) u(x) ON true ORDER BY id, x
SELECT * FROM UNNEST(array[])
SELECT x FROM UNNEST(array[null, 1]) t(x)
SELECT a, b FROM UNNEST(array[array[1, 2], array[3]]) t(a) CROSS JOIN UNNEST(a) u(b) ORDER BY b
SELECT x, count(*) FROM UNNEST(split('a,b,a', ',')) t(x) GROUP BY x ORDER BY x
SELECT * FROM TABLE(sequence(1, 5, 2)) ORDER BY 1
SELECT sequential_number FROM TABLE(sequence(start => 1, stop => 3)) ORDER BY 1
SELECT * FROM TABLE(exclude_columns(input => TABLE(VALUES (1, 2)) AS t(a, b), columns => DESCRIPTOR(b)))
SELECT x AS "Weird Name", "x" FROM (VALUES 1) t(x)
SELECT t.* FROM (VALUES (1, 2)) t(a, b)
SELECT (t.r).a FROM (SELECT cast(row(1, 2) AS row(a integer, b integer)) r) t
SELECT r.a.b FROM (SELECT cast(row(row(5)) AS row(a row(b integer))) r)
SELECT cast(row(1, 2) AS row(a integer, b integer)).*
SELECT r.* AS (p, q) FROM (SELECT row(1, 2) r) t
SELECT t.* AS (p, q) FROM (VALUES (1, 2)) t(a, b)
SELECT 1 AS a, 2 AS b ORDER BY a + b
SELECT x, -x AS y FROM (VALUES 1, 2) t(x) ORDER BY abs(y) DESC
SELECT x FROM (VALUES 3, 1, 2) t(x) ORDER BY CASE WHEN x = 2 THEN 0 ELSE x END
SELECT x, y FROM (VALUES (1, 'b'), (1, 'a'), (2, 'c')) t(x, y) ORDER BY x DESC, y ASC
SELECT x FROM (VALUES array[2], array[1, 5], array[1]) t(x) ORDER BY x
SELECT x FROM (VALUES row(2, 'a'), row(1, 'b')) t(x) ORDER BY x
SELECT x FROM (VALUES map(array[1], array[1])) t(x) ORDER BY x
SELECT count(*) FROM (SELECT 1 UNION ALL SELECT 2) t
SELECT 1 WHERE 1 = 0
SELECT * FROM (SELECT 1 a) CROSS JOIN (SELECT 2 b)
SELECT nosuch FROM (VALUES 1) t(x)
SELECT x FROM (VALUES 1) t(x), (VALUES 2) u(x)
SELECT sum(x) FROM (VALUES 'a') t(x)
SELECT 1 FROM nosuch_table
SELECT nosuch(1)
SELECT *
SELECT 1 + 'a'
SELECT x FROM (VALUES 1) t(x) GROUP BY y
SELECT max(sum(x)) FROM (VALUES 1) t(x)
SELECT x FROM (VALUES 1) t(x) WHERE sum(x) > 1
SELECT count(*), x FROM (VALUES 1, 2) t(x)
SELECT 1 LIMIT -1
SELECT 'unterminated
SELECT x FROM (VALUES (1, 2)) t(x)
VALUES (1, 2), (3)
VALUES 1, 'a'
SELECT 1 INTERSECT SELECT 'a'
SELECT if(1, 2, 3)
SELECT case when 1 then 2 end
SELECT not 1
SELECT 1 and true
SELECT cast(1 as foo)
WITH FUNCTION doubleup(x integer) RETURNS integer RETURN x * 2 SELECT doubleup(21)
SELECT current_user = session_user
SELECT ARRAY[1,2] AS a, MAP(ARRAY['k'], ARRAY['v']) AS m, ROW(1, 'x') AS r
SELECT DISTINCT array[x] FROM (VALUES 1, 1, 2) t(x)
SELECT x, count(*) FROM (VALUES array[1], array[1], array[2]) t(x) GROUP BY x ORDER BY 2
SELECT r, count(*) FROM (VALUES row(1, 'a'), row(1, 'a')) t(r) GROUP BY r
SELECT m, count(*) FROM (VALUES map(array[1], array[2]), map(array[1], array[2])) t(m) GROUP BY m
SELECT lower(name) AS n, count(*) AS c FROM (VALUES 'A', 'a', 'B') t(name) GROUP BY lower(name) ORDER BY c DESC, n
SELECT id, sum(v) AS s FROM (VALUES (1, 2), (1, 3)) t(id, v) GROUP BY id HAVING sum(v) > 4 ORDER BY s
SELECT a.id, count(b.x) FROM (VALUES 1, 2) a(id) LEFT JOIN (VALUES (1, 5), (1, 6)) b(id, x) ON a.id = b.id GROUP BY a.id ORDER BY 1
SELECT t1.id FROM (VALUES 1, 2, 3) t1(id) JOIN (VALUES 2, 3) t2(id) ON t1.id = t2.id JOIN (VALUES 3) t3(id) ON t2.id = t3.id
SELECT * FROM (VALUES 1, 2) a(x) LEFT JOIN (VALUES 2) b(y) ON a.x = b.y WHERE b.y IS NULL
SELECT a.x FROM (VALUES 1, 2) a(x) WHERE a.x > (SELECT avg(b.x) FROM (VALUES 1, 2) b(x))
SELECT x IN (SELECT 1), x NOT IN (SELECT 1), EXISTS (SELECT 1 WHERE x = 1) FROM (VALUES 1, 2) t(x) ORDER BY 1
SELECT coalesce(a.x, b.x) FROM (VALUES 1) a(x) FULL JOIN (VALUES 2) b(x) ON a.x = b.x ORDER BY 1
x, sum(x) over (order by x rows between 1 preceding and current row), sum(x) over (order by x rows between unbounded preceding and unbounded following), avg(x) over (order by x rows between 1 preceding and 1 following) from (values 1, 2, 3) t(x) order by x
x, sum(x) over (order by x groups between 1 preceding and current row), count(*) over (order by x range between current row and unbounded following) from (values 1, 1, 2, 3) t(x) order by x
x, first_value(x) over (order by x), last_value(x) over (order by x), nth_value(x, 2) over (order by x), last_value(x) over (order by x rows between unbounded preceding and unbounded following) from (values 1, 2, 3) t(x) order by x
x, first_value(x) ignore nulls over (order by o), last_value(x) ignore nulls over (order by o), lag(x) ignore nulls over (order by o), lead(x, 1) ignore nulls over (order by o) from (values (1, null), (2, 5), (3, null), (4, 7)) t(o, x) order by o
lag(x, 1, 0) over (order by x), lead(x, 2, -1) over (order by x), lag(x, 0) over (order by x) from (values 1, 2, 3) t(x) order by 3
lag(x, -1) over (order by x) from (values 1) t(x)
ntile(2) over (order by x), ntile(5) over (order by x), row_number() over (order by x desc), rank() over (order by x % 2), dense_rank() over (order by x % 2), percent_rank() over (order by x), cume_dist() over (order by x) from (values 1, 2, 3) t(x) order by 3
ntile(0) over (order by x) from (values 1) t(x)
rank() over () from (values 1, 2) t(x)
row_number() over (partition by p order by x), sum(x) over (partition by p), p, x from (values ('a', 1), ('a', 2), ('b', 3)) t(p, x) order by p, x
x, sum(x) over w, avg(x) over w from (values 1, 2) t(x) window w as (order by x) order by x
x, sum(x) over (w rows 1 preceding) from (values 1, 2, 3) t(x) window w as (order by x) order by x
x, rank() over (order by count(*) desc) from (values 'a', 'b', 'a') t(x) group by x order by x
sum(x) over (order by y range between interval '1' day preceding and current row) from (values (1, date '2020-01-01'), (2, date '2020-01-02'), (3, date '2020-01-05')) t(x, y) order by y
array_agg(x) over (order by x rows between 1 preceding and 1 following) from (values 1, 2, 3) t(x) order by 1
listagg(x, ',') within group (order by x) over (partition by 1) from (values 'a', 'b') t(x)
max(x) over (order by x rows between 2 preceding and 1 preceding), min(x) over (order by x rows between 1 following and 2 following) from (values 1, 2, 3) t(x) order by 1 nulls first
sum(x) over (order by x rows between 1 following and 1 preceding) from (values 1) t(x)
sum(x) over (order by x rows -1 preceding) from (values 1) t(x)
count(distinct x) over () from (values 1, 1) t(x)
x from (values 3, 1, null, 2) t(x) order by x
x from (values 3, 1, null, 2) t(x) order by x desc
x from (values 3, 1, null, 2) t(x) order by x nulls first
x from (values 3, 1, null, 2) t(x) order by x desc nulls last limit 2
x from (values 3, 1, 2) t(x) order by x offset 1 limit 1
x from (values 3, 1, 2) t(x) order by x offset 1 row fetch next 1 row only
x from (values 1, 2, 2, 3) t(x) order by x fetch first 2 rows with ties
x from (values 1, 2) t(x) limit 0
x from (values 1, 2) t(x) limit all
x from (values 1, 2) t(x) limit -1
x, y from (values (1, 2), (1, 1)) t(x, y) order by 1, 2 desc
x from (values 1, 2) t(x) order by 2
x as a from (values 2, 1) t(x) order by a
x as a from (values 2, 1) t(x) order by -a
x as a from (values 2, 1) t(x) where a > 1
distinct x from (values 1, 1, 2) t(x) order by x
distinct x from (values (1, 2), (1, 3)) t(x, y) order by y
* from (values (1, 'a')) t(x, y), (values (2)) u(z)
t.*, u.z from (values (1, 'a')) t(x, y), (values (2)) u(z)
* from (values 1, 2) t(x) join (values 2, 3) u(x) on t.x = u.x
* from (values 1, 2) t(x) join (values 2, 3) u(x) using (x)
* from (values 1, 2) t(x) left join (values 2, 3) u(x) using (x) order by x
* from (values 1, 2) t(x) full join (values 2, 3) u(x) on t.x = u.x order by 1, 2
* from (values 1, 2) t(x) full join (values 2, 3) u(x) using (x) order by 1
t.x from (values 1, 2) t(x) join (values 2, 3) u(x) using (x)
* from (values (1, 2)) t(x, y) natural join (values (1, 3)) u(x, z)
x from (values 1) t(x), (values 2) u(x)
* from (values 1) t(x) cross join (values 2) u(y) cross join (values 3) v(z)
* from (values 1, 2) t(x) left join (values 1) u(y) on t.x = u.y and u.y > 5 order by x
* from (values 1, 2) t(x) right join (values 2, 3) u(y) on t.x = u.y order by y
* from (values 1, 2) t(x) join (values 1, 2) u(y) on t.x < u.y
* from (values 1, null) t(x) join (values 1, null) u(y) on t.x = u.y
* from (values 1, null) t(x) join (values 1, null) u(y) on t.x is not distinct from u.y order by 1
* from (values 1, 2) t(x) cross join lateral (select x * 10 as y) order by x
* from (values 1, 2) t(x), lateral (values x + 1, x + 2) u(y) order by x, y
with a as (select 1 x), b as (select x + 1 y from a) select * from a, b
with a(p, q) as (values (1, 2)) select p, q from a
with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) select n, n * n from r order by n
with recursive r(n, s) as (values (1, varchar 'a') union all select n + 1, s || 'b' from r where n < 3) select * from r order by n
with a as (select 1 x) select (select x from a), x in (select x from a) from a
select 1 union select 1
select 1 union all select 1
select 1 x union select 2.5 y order by x
select 1 except select 1
select x from (values 1, 2, 2) t(x) except all select x from (values 2) u(x) order by x
select x from (values 1, 2, 2) t(x) intersect all select x from (values 2, 2) u(x)
select null union select 1 order by 1
select 'a' union select 'bcd' order by 1
select 1 union select 'a'
select 1, 2 union select 1
select 1 union all (select 2 limit 1) order by 1 desc
select 1 intersect select 1 union select 2 order by 1
(select 1) union (select 2) order by 1 limit 1
values (1, 'a'), (2, 'b') order by 1 desc
values 1, 2.5, 3e0
values (1, 'a'), (2)
table t
select * from (select 1 a, 2 a)
select a from (select 1 a, 2 a)
select 1 as a, 2 as a
select "A" from (select 1 as "a")
select A.X from (select 1 x) a
select 1 as "hello world", 2 "select"
select x as "X", x AS Y from (values 1) t(x)
select count(*) as cnt, count(*) from (values 1) t(x)
select t.x, (t.x) from (values 1) t(x)
select x, x from (values 1) t(x)
select -x, x + 1, (x) from (values 1) t(x)
select cast(x as bigint), x.y from (values row(cast(row(1) as row(y integer)))) t(x)
select (select 1), exists(select 1), case when true then 1 end
select 'a', 1.5, null, date '2020-01-01'
select x from (values 1, 2, 3) t(x) where x in (select y from (values 1, 3) u(y)) order by x
select x from (values 1, 2, 3) t(x) where not exists (select 1 from (values 1, 3) u(y) where u.y = t.x)
select x, (select max(y) from (values 1, 2, 3) u(y) where u.y < t.x) from (values 1, 2, 3) t(x) order by x
select x, (select count(*) from (values 1, 2, 3) u(y) where u.y < t.x) from (values 1, 2, 3) t(x) order by x
select x from (values 1, 2, 3) t(x) where x > all (select y from (values 1, 2) u(y))
select x from (values 1, 2, 3) t(x) where x = (select max(x) from (values 1, 2, 3) u(x))
select x from (values 1, 2) t(x) where (x, x) in (select y, y from (values 2) u(y))
select x from (values 1, null) t(x) where x not in (select y from (values 2, null) u(y))
select * from (values 1, 2, 3) t(x) where x between 2 and 3 and not x = 3 or x is null
select count(*) from (values 1, 2, 3, 4) t(x) tablesample bernoulli (100)
select count(*) from (values 1, 2, 3, 4) t(x) tablesample bernoulli (0)
select count(*) from (values 1, 2, 3, 4) t(x) tablesample system (100)
select * from (values 1) t(x) tablesample bernoulli (101)
select * from (values (1, 'a')) t
select _col0 from (values (1, 'a')) t
select t.* from (values (1, 'a')) t(x, y)
select * exclude (x) from (values (1, 'a')) t(x, y)
select nope from (values 1) t(x)
select t.nope from (values 1) t(x)
select u.x from (values 1) t(x)
select * from nope
select nope(1)
select abs('a')
select abs(1, 2)
select
select 1 from
select * from (values 1) t(x) where x
select * from (values 1) t(x) where x = 'a'
select x from (values 1) t(x) group by 2
select all x from (values 1, 1) t(x)
select distinct 1 from (values 1, 2) t(x)
select x, row_number() over () from (values 1) t(x)
select * from (values 1, 2, 3) t(x) match_recognize (order by x measures a.x as m pattern (a) define a as x > 1)
select typeof(1), typeof('a'), typeof(1.5), typeof(1e0), typeof(true), typeof(null), typeof(date '2020-01-01'), typeof(X'00'), typeof(interval '1' day), typeof(row(1)), typeof(json '1')
select grouping(x), grouping(y), grouping(x, y), x, y, count(*) from (values (1, 'a'), (2, 'b')) t(x, y) group by grouping sets ((x, y), (x), ()) order by 3, 4, 5
select x, count(*) from (values 1, 2, 2) t(x) group by rollup (x) having count(*) > 1 order by 1
select x, y, count(*) from (values (1, 2)) t(x, y) group by cube (x), rollup (y) order by 1, 2
select coalesce(x, 'all'), sum(y) from (values ('a', 1), ('b', 2)) t(x, y) group by rollup(x) order by 1
select x, sum(y), grouping(x) from (values ('a', 1), (null, 2)) t(x, y) group by grouping sets ((x), ()) order by 3, 1
select count(*) filter (where x > 1) * 1.0 / count(*) from (values 1, 2) t(x)
select sum(case when x > 1 then 1 else 0 end), sum(if(x > 1, 1)), count(case when x > 5 then 1 end) from (values 1, 2) t(x)
select x, lag(x) over (order by x) p, x - lag(x) over (order by x) d from (values 1, 3, 6) t(x) order by x
select * from (select x, row_number() over (partition by x % 2 order by x desc) rn from (values 1, 2, 3, 4) t(x)) where rn = 1 order by x
select x from (values 'b', 'a', 'C', 'é', '') t(x) order by x
select x, length(x) from (values 'a', 'bb') t(x) order by length(x) desc, x
select a.x + b.x from (values 1) a(x) join (values 2) b(x) on a.x < b.x
select sum(x) over (partition by x) from (values 1, 1) t(x)
select max(x) - min(x) as span, avg(x * 1.0) from (values 1, 4) t(x)
select * from (values 1) as t (x) where exists (select * from (values 1) u(y) where y = x)
select 1 where 1 = 0
select 1 where null
select * from (select 1 x) t left join (select 1 x, 'y' y) u on t.x = u.x left join (select 2 z) v on v.z = u.x
select x.*, y.* from (values 1) x(a), (values 2) y(b)
select (values 1)
select * from ((values 1, 2) t(x) join (values 1) u(y) on x = y)
select approx_percentile(x, 0.5) over (partition by 1) from (values 1, 2, 3) t(x)
select 'a' as x union all select 'b' as y order by x
select x, count(*) as n from (values 'a', 'b', 'a') t(x) group by x order by count(*) desc, x
select x as x2, sum(y) from (values (1, 2)) t(x, y) group by x2
select sum(x) as x from (values 1, 2) t(x) order by sum(x)
select x + 1 as x from (values 2, 1) t(x) order by x
select x from (values 2, 1) t(x) order by x + 0
select distinct x + 1 from (values 2, 1) t(x) order by x + 1
select 1 as x from (values 1, 2) t(y) group by y having count(*) = 1
with t as (select 1 as x) select * from t as u where u.x = 1
with t(x) as (select 1), t2 as (select * from t union all select * from t) select count(*) from t2
with x as (select 1 a), x as (select 2 a) select * from x
explain select 1
select x from (values cast('a' as char(3)), cast('b' as char(3))) t(x) where x = 'a'
select reverse(x), x || '!' from (values 'ab', null) t(x)
select approx_distinct(x), max_by(x, x), min_by(x, -x) from (values 1, 2) t(x)
select * from (values (1, 2), (3, 4)) t(a, b) where (a, b) = (1, 2)
select cast(row(1, 2) as row(a integer, b integer)).*
select t.r.a from (values row(cast(row(1) as row(a integer)))) t(r)
select r.a, t.r.b from (select cast(row(1, 'x') as row(a integer, b varchar)) r) t
select m['a'], m from (select map(array['a'], array[1]) m)
select /* c */ 1 -- d
select "x" from (values 1) t("x")
select `x` from (values 1) t(x)
select 'a' 'b'
select 1 a, from (values 1)
select sum(x), avg(x), count(x), count(*), min(x), max(x) from (select 1 x where false)
select typeof(sum(x)), typeof(avg(x)), typeof(sum(y)), typeof(avg(y)), typeof(sum(z)), typeof(avg(z)), typeof(sum(w)), typeof(count(w)) from (values (1, 1.5, 1e0, real '1')) t(x, y, z, w)
select avg(x), sum(x) from (values 1.25, 2.50, 3.10) t(x)
select avg(x), sum(x), typeof(avg(x)) from (values tinyint '1', tinyint '2') t(x)
select sum(x) from (values 9223372036854775807, 1) t(x)
select avg(x) from (values 9223372036854775807, 9223372036854775807) t(x)
select stddev(x), stddev_pop(x), variance(x), var_pop(x), var_samp(x), stddev_samp(x) from (values 1, 2, 4, 8) t(x)
select stddev(x), variance(x), var_pop(x), corr(x, x), skewness(x), kurtosis(x) from (values 5) t(x)
select corr(x, y), covar_pop(x, y), covar_samp(x, y), regr_slope(y, x), regr_intercept(y, x), regr_r2(y, x), regr_count(y, x), regr_avgx(y, x), regr_avgy(y, x), regr_sxx(y, x), regr_sxy(y, x), regr_syy(y, x) from (values (1, 2), (2, 4), (3, 7)) t(x, y)
select skewness(x), kurtosis(x), geometric_mean(x), entropy(x) from (values 1, 2, 3, 10) t(x)
select count(distinct x), sum(distinct x), avg(distinct x), array_agg(distinct x order by x) from (values 1, 2, 2, null) t(x)
select count(distinct (x, y)), count(distinct row(x, y)) from (values (1, 2), (1, 2), (1, null)) t(x, y)
select count(*) filter (where x > 1), sum(x) filter (where x > 10), array_agg(x) filter (where x > 10), max(x) filter (where null) from (values 1, 2, 3) t(x)
select array_agg(x), array_agg(x order by x desc), array_agg(x order by x nulls first), array_agg(x) filter (where x is not null) from (values 1, null, 3) t(x)
select array_agg(x) from (select 1 x where false)
select bool_and(x), bool_or(x), every(x) from (values true, false, null) t(x)
select bool_and(x), bool_or(x), every(x) from (select true x where false)
select bitwise_and_agg(x), bitwise_or_agg(x), bitwise_xor_agg(x) from (values 12, 10, null) t(x)
select count_if(x > 1), count_if(null) from (values 1, 2, 3) t(x)
select arbitrary(x), any_value(x) from (values null, 5) t(x)
select max_by(x, y), min_by(x, y), max_by(x, y, 2), min_by(x, y, 5), max_by(x, null) from (values ('a', 1), ('b', 3), ('c', null), (null, 4)) t(x, y)
select max(x, 2), min(x, 2), max(x, 5) from (values 3, 1, 2, null) t(x)
select max(x, 0) from (values 3) t(x)
select map_agg(k, v), multimap_agg(k, v), histogram(k), map_union(m) from (values ('a', 1, map(array['x'], array[1])), ('b', 2, map(array['x', 'y'], array[5, 2])), ('a', 3, null)) t(k, v, m)
select map_agg(k, v) from (values (null, 1), ('a', null)) t(k, v)
select map_agg(k, v), histogram(k), multimap_agg(k, v) from (select 'a' k, 1 v where false)
select numeric_histogram(2, x), numeric_histogram(5, x) from (values 1, 2, 10, 11) t(x)
select approx_distinct(x), approx_distinct(y) from (values (1, 'a'), (2, 'a'), (2, null)) t(x, y)
select approx_most_frequent(2, x, 10) from (values 'a', 'a', 'b', 'b', 'b', 'c') t(x)
select approx_percentile(x, 0.5), approx_percentile(x, array[0.1, 0.9]), approx_percentile(x, w, 0.5) from (values (1, 1), (2, 1), (3, 5)) t(x, w)
select listagg(x, ', ') within group (order by x desc) from (values 'a', 'c', 'b', null) t(x)
select listagg(distinct x, ',') within group (order by x) from (values 'a', 'b', 'a') t(x)
select listagg(x) within group (order by y) filter (where y > 1) from (values ('a', 3), ('b', 2), ('c', 1)) t(x, y)
select listagg(x, ',') within group (order by x) from (select 'a' x where false)
select set_agg(x), set_union(y) from (values (1, array[1, 2]), (1, array[2, 3])) t(x, y)
select reduce_agg(x, 0, (a, b) -> a + b, (a, b) -> a + b), reduce_agg(x, 1, (a, b) -> a * b, (a, b) -> a * b) from (values 1, 2, 3, null) t(x)
select checksum(x), checksum(y) from (values (1, 'a'), (2, null)) t(x, y)
select grouping(a), grouping(b), grouping(a, b), a, b, sum(c) from (values ('x', 'p', 1), ('x', 'q', 2), ('y', 'p', 4)) t(a, b, c) group by rollup(a, b) order by 3, 4, 5
select a, b, count(*) from (values ('x', 1), ('x', 2), (null, 1)) t(a, b) group by cube(a, b) order by 1 nulls first, 2 nulls first, 3
select a, b, sum(c), grouping(a, b) from (values (1, 2, 3), (1, 4, 5)) t(a, b, c) group by grouping sets ((a, b), (a), ()) order by 4, 1, 2
select a, b, count(*) from (values (1, 2), (1, 3)) t(a, b) group by a, rollup(b) order by 1, 2
select a, b, count(*) from (values (1, 2), (1, 3)) t(a, b) group by grouping sets ((a), (b)), grouping sets ((a), ()) order by 1, 2, 3
select a % 2 as p, count(*) from (values 1, 2, 3) t(a) group by a % 2 order by p
select a % 2, count(*) c from (values 1, 2, 3) t(a) group by 1 having count(*) > 1 order by 2
select count(*) from (values 1) t(a) group by () having false
select sum(a) s from (values 1, 2) t(a) having sum(a) > 10
select a from (values 1, 2, 2) t(a) group by a order by count(*) desc, a
select distinct a, b from (values (1, null), (1, null), (2, 'x')) t(a, b) order by a
select distinct a % 2 from (values 1, 2, 3) t(a) order by a % 2
select distinct a from (values 1, 2) t(a) order by a + 1
select a, row_number() over (order by a), rank() over (order by a), dense_rank() over (order by a), percent_rank() over (order by a), cume_dist() over (order by a), ntile(2) over (order by a) from (values 1, 2, 2, 5, null) t(a) order by a, 2
select a, lag(a) over (order by a), lag(a, 2) over (order by a), lag(a, 1, -1) over (order by a), lead(a, 0) over (order by a), lead(a, 1, 99) over (order by a) from (values 1, 2, 3) t(a) order by a
select a, lag(a, -1) over (order by a) from (values 1, 2, 3) t(a)
select a, first_value(b) ignore nulls over (order by a), last_value(b) ignore nulls over (order by a), nth_value(b, 2) over (order by a), nth_value(b, 1) ignore nulls over (order by a rows between unbounded preceding and unbounded following) from (values (1, null), (2, 'x'), (3, null), (4, 'y')) t(a, b) order by a
select a, nth_value(a, 0) over (order by a) from (values 1, 2) t(a)
select a, ntile(0) over (order by a) from (values 1, 2) t(a)
select a, sum(a) over (order by a rows between 1 preceding and 1 following), sum(a) over (order by a range between 1 preceding and 1 following), sum(a) over (order by a groups between 1 preceding and current row), count(*) over (order by a desc) from (values 1, 2, 2, 5, null) t(a) order by a, 2
select a, avg(a) over w, sum(a) over (w rows 2 preceding) from (values 1, 2, 3, 4) t(a) window w as (order by a) order by a
select d, sum(v) over (order by d range between interval '1' day preceding and current row) from (values (date '2020-01-01', 1), (date '2020-01-02', 2), (date '2020-01-05', 4)) t(d, v) order by d
select d, sum(v) over (order by d range between interval '1' month preceding and interval '1' day following) from (values (timestamp '2020-01-31 00:00:00', 1), (timestamp '2020-02-29 00:00:00', 2), (timestamp '2020-03-31 00:00:00', 4)) t(d, v) order by d
select a, array_agg(a) over (order by a rows between current row and 1 following), string_agg(a) over () from (values 1, 2) t(a)
select a, max(a) over (partition by a % 2 order by a rows between unbounded preceding and 1 preceding) from (values 1, 2, 3, 4) t(a) order by a
select a, sum(count(*)) over (order by a), rank() over (order by count(*) desc) from (values 1, 1, 2) t(a) group by a order by a
select * from (values 1, 2) t(a) union select * from (values 2, 3) u(b) order by a
select 1 union all select 2.5 union all select 3e0
select 1 x union select null order by x
select 'a' union all select 'bcd'
select a from (values 1, 2, 2, 3) t(a) intersect select b from (values 2, 2, 3) u(b) order by 1
select a from (values 1, 2, 2, 3) t(a) except select b from (values 2) u(b) order by 1
select a from (values 1, 2, 2, 2, 3) t(a) except all select b from (values 2) u(b) order by 1
select a from (values 1, 2, 2, 2, 3) t(a) intersect all select b from (values 2, 2, 5) u(b) order by 1
(select 1 a union all select 2) intersect select 2
select 1 union select 2 intersect select 2 except select 5 order by 1
with recursive t(n) as (values 1 union all select n + 1 from t where n < 5) select sum(n), count(*) from t
with recursive t(n, s) as (select 1, varchar 'a' union all select n + 1, s || 'b' from t where n < 4) select * from t order by n
with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) from t
with a(p, q) as (values (1, 2)) select q, p from a
values (1, 'a'), (2, null), (null, 'c') order by 1
values 1, 2.5, null
values row(1, 2), row(3, 4)
table a
select * from (values (1, 2)) t
select t.*, 1 from (values (1, 2)) t(a, b)
select t.a, u.* from (values 1, 2) t(a) cross join (values 'x', 'y') u(b) order by 1, 2
select * from (values (1, 'a'), (2, 'b')) t(id, x) join (values (1, 'c'), (3, 'd')) u(id, y) using (id)
select * from (values (1, 'a'), (2, 'b')) t(id, x) full join (values (1, 'c'), (3, 'd')) u(id, y) using (id) order by id
select * from (values (1, 'a'), (2, 'b')) t(id, x) left join (values (1, 'c'), (3, 'd')) u(id, y) on t.id = u.id and y > 'z' order by 1
select * from (values 1, 2) t(a) natural join (values 2, 3) u(a)
select * from (values 1, null) t(a) right join (values null, 1) u(b) on a = b order by b
select a, (select max(b) from (values 1, 5, 9) u(b) where b < a) from (values 2, 6, 0) t(a) order by a
select a from (values 1, 2, 3) t(a) where exists (select 1 from (values 2, 3) u(b) where b = a) order by a
select a, a in (select b from (values 1, null) u(b)), a not in (select b from (values 1, null) u(b)) from (values 1, 2, null) t(a) order by a
select a from (values 1, 2, 3) t(a) where a > all (select b from (values 1, 2) u(b))
select 1 > all (select 1 where false), 1 > any (select 1 where false), 1 = some (values 1, 2), null = any (values 1), 3 <> all (values 1, null)
select (select 1 where false), (select a from (values 1) t(a))
select (select a from (values 1, 2) t(a))
select a, b from (values 1, 2) t(a) cross join lateral (select a * 10 b) order by a
select a, x from (values 1, 2) t(a) cross join lateral (values a, a + 10) u(x) order by a, x
select * from unnest(array[1, 2], array['a', 'b', 'c']) with ordinality t(n, s, o) order by o
select * from unnest(map(array['a', 'b'], array[1, 2])) t(k, v) order by k
select * from unnest(array[row(1, 'x'), row(2, 'y'), null]) with ordinality t(a, b, o)
select t.id, x from (values (1, array[1, 2]), (2, array[]), (3, null)) t(id, arr) cross join unnest(arr) u(x) order by 1, 2
select t.id, x from (values (1, array[1, 2]), (2, array[]), (3, null)) t(id, arr) left join unnest(arr) u(x) on true order by 1, 2
select t.id, k, v, o from (values (1, map(array['a'], array[1])), (2, map())) t(id, m) left join unnest(m) with ordinality u(k, v, o) on true order by 1
select * from unnest(array[1, 2]) order by 1 desc
select * from unnest(array[array[1, 2], array[3]]) t(x)
select * from (values 3, 1, null, 2) t(a) order by a
select * from (values 3, 1, null, 2) t(a) order by a desc
select * from (values 3, 1, null, 2) t(a) order by a desc nulls first limit 2
select * from (values 3, 1, null, 2) t(a) order by a offset 1 rows fetch first 2 rows only
select * from (values 3, 1, 3, 2) t(a) order by a desc fetch first 1 row with ties
select * from (values 3, 1) t(a) limit all
select * from (values 3, 1) t(a) limit 0
select a from (values 1, 2) t(a) order by 5
select case a when 1 then 'one' when 2 then 'two' else 'many' end, case when a > 1 then 1 when null then 2 end from (values 1, 2, 3) t(a) order by a
select typeof(case when true then 1 else 2.5 end), typeof(case when true then 1 else bigint '2' end), typeof(case when true then 'a' else 'abc' end), typeof(case when true then null else 1e0 end)
select count(*) from (values 1, 2, 3) t(a) tablesample bernoulli (100)
select count(*) from (values 1, 2, 3) t(a) tablesample system (0)
select 1 as "A b", 2 as "select", 3 "X"
select a.b.c from (select row(row(1) ) a)
select r.x, r.y.z from (select cast(row(1, row('q')) as row(x integer, y row(z varchar))) r)
select r[1], r[2] from (select row(1, 'a') r)
select r.* from (select cast(row(1, 'a') as row(x integer, y varchar)) r)
select (r).* from (select row(1, 'a') r)
select cast(row(1, 'a') as row(x integer, y varchar)).*
select 1 where 1 = 1 and not (null is null)
select * from (select 1 a, 2 a) t
select a from (select 1 a, 2 a) t
select count(*), count(null), count(1) from (values null, null) t(a)
select sum(null), avg(null), max(null), min(null)
select max(a), min(a), max(b), min(b) from (values (true, X'01'), (false, X'FF')) t(a, b)
select max(interval '1' day * a), min(date '2020-01-01' + interval '1' day * a), sum(interval '1' hour * a), avg(interval '1' hour * a) from (values 1, 2) t(a)
with e(u, t, k) as (values ('a', timestamp '2024-01-01 10:00:00', 'view'), ('a', timestamp '2024-01-01 10:10:00', 'click'), ('a', timestamp '2024-01-01 11:00:00', 'view'), ('b', timestamp '2024-01-02 09:00:00', 'view')) select u, t, k, sum(case when gap is null or gap > 1800 then 1 else 0 end) over (partition by u order by t) as session from (select *, date_diff('second', lag(t) over (partition by u order by t), t) as gap from e) order by u, t
with e(u, d) as (values (1, date '2024-01-01'), (1, date '2024-01-02'), (1, date '2024-01-04'), (2, date '2024-01-03')) select u, min(d) as first, max(d) as last, count(*) as days from (select u, d, date_add('day', -cast(row_number() over (partition by u order by d) as integer), d) as grp from e) group by u, grp order by u, first
select d, coalesce(v, 0) as v from unnest(sequence(date '2024-01-30', date '2024-02-02')) as s(d) left join (values (date '2024-01-31', 5), (date '2024-02-02', 7)) as x(dd, v) on d = dd order by d
select date_trunc('month', d) as m, sum(v) as total, sum(sum(v)) over (order by date_trunc('month', d)) as running from (values (date '2024-01-15', 10), (date '2024-01-20', 5), (date '2024-03-01', 7)) as t(d, v) group by 1 order by 1
select k, json_extract_scalar(v, '$.name') as name, cast(json_extract(v, '$.tags') as array(varchar)) as tags, cardinality(cast(json_extract(v, '$.tags') as array(varchar))) as n from (values (1, '{"name":"A","tags":["x","y"]}'), (2, '{"name":"B","tags":[]}'), (3, '{}')) as t(k, v) order by k
select tag, count(*) as n from (values '{"tags":["x","y"]}', '{"tags":["x"]}') as t(j) cross join unnest(cast(json_extract(j, '$.tags') as array(varchar))) as u(tag) group by tag order by n desc, tag
select k, map_agg(a, b) as m from (values (1, 'x', 10), (1, 'y', 20), (2, 'x', 5)) as t(k, a, b) group by k order by k
select k, kv['x'] as x, element_at(kv, 'y') as y from (select k, map_agg(a, b) as kv from (values (1, 'x', 10), (1, 'y', 20), (2, 'x', 5)) as t(k, a, b) group by k) order by k
select k, sum(b) filter (where a = 'x') as x, sum(b) filter (where a = 'y') as y, count_if(b > 5) as big from (values (1, 'x', 10), (1, 'y', 20), (2, 'x', 5)) as t(k, a, b) group by k order by k
select * from (select g, n, row_number() over (partition by g order by n desc) as rn from (values ('a', 1), ('a', 3), ('b', 2)) as t(g, n)) where rn = 1 order by g
select g, array_agg(n order by n desc) as all_n, max_by(name, n) as top from (values ('a', 1, 'p'), ('a', 3, 'q'), ('b', 2, 'r')) as t(g, n, name) group by g order by g
with recursive tree(id, parent, path, depth) as (select id, parent, cast(name as varchar), 0 from (values (1, null, 'root'), (2, 1, 'a'), (3, 2, 'b')) as n(id, parent, name) where parent is null union all select n.id, n.parent, t.path || '/' || n.name, t.depth + 1 from (values (1, null, 'root'), (2, 1, 'a'), (3, 2, 'b')) as n(id, parent, name) join tree t on n.parent = t.id) select * from tree order by id
with recursive fib(n, a, b) as (select 1, bigint '0', bigint '1' union all select n + 1, b, a + b from fib where n < 10) select n, a from fib order by n
select approx_percentile(v, array[0.5, 0.9, 0.99]) as p, avg(v) as mean, stddev_pop(v) as sd from (values 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) as t(v)
select case when v < 10 then 'low' when v < 100 then 'mid' else 'high' end as bucket, count(*) as n, min(v) as lo, max(v) as hi from (values 5, 50, 500, 7) as t(v) group by 1 order by 2 desc, 1
select coalesce(region, 'all') as region, coalesce(product, 'all') as product, sum(amount) as amount from (values ('eu', 'p1', 10.5), ('eu', 'p2', 20.25), ('us', 'p1', 5.75)) as t(region, product, amount) group by rollup(region, product) order by 1, 2
select region, product, sum(amount) as amount, grouping(region, product) as g from (values ('eu', 'p1', 10.5), ('eu', 'p2', 20.25), ('us', 'p1', 5.75)) as t(region, product, amount) group by grouping sets ((region, product), (region), ()) order by g, 1, 2
select a.id, a.v, b.v from (values (1, 'x'), (2, 'y')) as a(id, v) left join (values (1, 'p'), (1, 'q'), (3, 'r')) as b(id, v) on a.id = b.id order by a.id, b.v
select * from (values (1, 'x'), (2, 'y')) as a(id, v) full outer join (values (1, 'p'), (3, 'r')) as b(id, w) using (id) order by id
select a.v from (values 1, 2, 3) as a(v) where not exists (select 1 from (values 2) as b(v) where a.v = b.v) order by 1
select a.v, (select count(*) from (values 1, 1, 2) as b(v) where b.v = a.v) as n from (values 1, 2, 3) as a(v) order by 1
select name, salary, salary - avg(salary) over (partition by dept) as diff, percent_rank() over (partition by dept order by salary) as pr from (values ('a', 'x', 100), ('b', 'x', 200), ('c', 'y', 50)) as t(name, dept, salary) order by name
select name, salary, round(100.0 * salary / sum(salary) over (), 2) as pct from (values ('a', 100), ('b', 200), ('c', 50)) as t(name, salary) order by name
select year(d) as y, quarter(d) as q, format_datetime(d, 'EEE') as dow, date_format(d, '%b %d') as s, week(d) as w from (values timestamp '2024-02-29 12:00:00', timestamp '2023-12-31 00:00:00') as t(d) order by d
select from_unixtime(ts) as t, date(from_unixtime(ts)) as d, hour(from_unixtime(ts)) as h, date_format(from_unixtime(ts), '%Y-%m-%d %H:%i:%s') as s from (values 1704067200, 1709210096) as t(ts) order by 1
select split_part(path, '/', 2) as a, split(path, '/') as parts, regexp_extract(path, '([^/]+)$', 1) as leaf, reverse(split_part(reverse(path), '/', 1)) as leaf2 from (values '/usr/local/bin', '/etc/hosts') as t(path) order by 1
select regexp_extract(l, '^(\S+) (\S+) (\S+) \[([^\]]+)\] "(\w+) ([^"]*)" (\d+) (\d+)', 1) as ip, cast(regexp_extract(l, '" (\d+) (\d+)', 1) as integer) as status, regexp_extract(l, '"(\w+) ([^" ]*)', 2) as path from (values '1.2.3.4 - bob [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326') as t(l)
select url_extract_host(u) as h, url_extract_parameter(u, 'utm_source') as src, url_extract_path(u) as p from (values 'https://shop.example.com/p/1?utm_source=mail&x=%20y', 'http://example.org') as t(u) order by 1
select transform(split('3,1,2', ','), x -> cast(x as integer)) as a, array_sort(transform(split('3,1,2', ','), x -> cast(x as integer))) as b, reduce(transform(split('3,1,2', ','), x -> cast(x as integer)), 0, (s, x) -> s + x, s -> s) as c
select k, filter(v, x -> x % 2 = 0) as even, any_match(v, x -> x > 2) as big, array_max(v) as m, array_join(transform(v, x -> cast(x * x as varchar)), '+') as sq from (values ('a', array[1, 2, 3]), ('b', array[4]), ('c', array[])) as t(k, v) order by k
select id, item.name, item.price * item.qty as total from (values (1, array[cast(row('p', 2.5, 2) as row(name varchar, price decimal(10,2), qty integer)), cast(row('q', 1.25, 4) as row(name varchar, price decimal(10,2), qty integer))])) as t(id, items) cross join unnest(items) as u(name, price, qty) cross join (select cast(row(1) as row(x integer)) as item)
select id, u.name, u.price * u.qty as total, sum(u.price * u.qty) over (partition by id) as s from (values (1, array[cast(row('p', 2.5, 2) as row(name varchar, price decimal(10,2), qty integer)), cast(row('q', 1.25, 4) as row(name varchar, price decimal(10,2), qty integer))])) as t(id, items) cross join unnest(items) as u(name, price, qty) order by name
select t.id, u.n, u.i from (values (1, array['x', 'y']), (2, array['z'])) as t(id, a) cross join unnest(a) with ordinality as u(n, i) order by 1, 3
select map_keys(m), map_values(transform_values(m, (k, v) -> v * 2)), map_filter(m, (k, v) -> v > 1), cardinality(m) from (values map(array['a', 'b'], array[1, 2])) as t(m)
select histogram(x) as h, map_entries(histogram(x)) is not null as e from (values 'a', 'b', 'a') as t(x)
select to_hex(md5(to_utf8(cast(id as varchar)))) as h, lower(to_hex(sha256(to_utf8('user' || cast(id as varchar))))) as s, crc32(to_utf8(cast(id as varchar))) as c from (values 1, 2) as t(id) order by id
select mod(abs(from_big_endian_64(xxhash64(to_utf8(u)))), 10) as bucket, u from (values 'alice', 'bob') as t(u) order by u
select a || '-' || b as k, concat(a, b, 'z') as c, length(a || b) as l, upper(substr(a, 1, 1)) || lower(substr(a, 2)) as cap from (values ('foo', 'bar'), ('BAZ', 'q')) as t(a, b) order by 1
select lpad(cast(n as varchar), 5, '0') as p, format('%08.3f', cast(n as double)) as f, format('%,d', n) as t, cast(n as decimal(10, 2)) as d, n / 7 as q, n / 7.0 as r, n % 7 as m from (values 42, 1234567) as t(n) order by n
select try_cast(s as integer) as i, try_cast(s as double) as d, try_cast(s as date) as dt, try(cast(s as bigint)) as b from (values '12', '3.5', '2024-01-01', 'x', null) as t(s) order by s
select if(a > b, a, b) as m, greatest(a, b) as g, least(a, b) as l, nullif(a, b) as n, coalesce(a, b, 0) as c, a is distinct from b as d from (values (1, 2), (3, 3), (null, 4)) as t(a, b) order by b
select array_agg(distinct x order by x) as a, set_digest from (values (1, 'q'), (2, 'q'), (1, 'q')) as t(x, set_digest) group by set_digest
select count(*) as n, count(distinct u) as users, approx_distinct(u) as au, sum(v) as s, avg(v) as a, min(t) as first, max(t) as last from (values ('a', 1, date '2024-01-01'), ('b', 2, date '2024-01-03'), ('a', null, date '2024-01-02')) as x(u, v, t)
select u, v, lag(v, 1, 0) over (partition by u order by t) as prev, v - lag(v) over (partition by u order by t) as delta, first_value(v) over (partition by u order by t) as f, avg(v) over (partition by u order by t rows between 1 preceding and current row) as ma from (values ('a', 1, 1), ('a', 4, 2), ('a', 9, 3), ('b', 5, 1)) as x(u, v, t) order by u, t
select date_diff('day', s, e) as days, date_diff('month', s, e) as months, e - s as i, date_add('month', 1, s) as nm, s + interval '1' month as nm2, last_day_of_month(s) as eom from (values (date '2024-01-31', date '2024-03-15')) as t(s, e)
select at_timezone(t, 'America/New_York') as ny, t at time zone 'Asia/Tokyo' as tk, cast(t at time zone 'Europe/London' as date) as d, hour(t at time zone 'America/Los_Angeles') as h from (values timestamp '2024-07-01 00:30:00 UTC', timestamp '2024-01-01 00:30:00 UTC') as x(t) order by t
select parse_datetime(s, 'dd/MMM/yyyy:HH:mm:ss Z') as t, date_parse(substr(s, 1, 20), '%d/%b/%Y:%H:%i:%s') as u from (values '10/Oct/2000:13:55:36 -0700') as x(s)
select from_iso8601_timestamp(s) as t, to_unixtime(from_iso8601_timestamp(s)) as u, date_trunc('hour', from_iso8601_timestamp(s)) as h, cast(from_iso8601_timestamp(s) as timestamp) as l from (values '2024-02-29T12:34:56.789Z', '2024-02-29T12:34:56+05:30') as x(s) order by s
select x, ntile(4) over (order by x) as q, cume_dist() over (order by x) as c, sum(x) over (order by x desc) as s from (values 10, 20, 30, 40, 50) as t(x) order by x
select x from (values 1, 2, 3) as t(x) union all select x from (values 3, 4) as u(x) except select 4 order by 1
select * from (values (1, 2), (3, 4)) as t(a, b) where (a, b) in (values (1, 2), (5, 6))
select * from (values (1, 'a'), (2, null)) as t(x, y) where y is null or y like 'a%'
select sum(x) from (values 1, 2, 3) as t(x) where x between 2 and 3 and x not in (3)
select 'total' as k, sum(v) as v from (values 1, 2) as t(v) union all select 'avg', avg(v) from (values 1, 2) as t(v) order by 1
select distinct on_sale, price from (values (true, 1.5), (true, 1.5), (false, 2)) as t(on_sale, price) order by price
select x, y from (values (1, 'a'), (2, 'b'), (3, 'c')) as t(x, y) order by x desc offset 1 limit 1
select x, y from (values (1, 'a'), (2, 'b'), (3, 'c')) as t(x, y) order by length(y), x desc limit 2
select max(case when k = 'a' then v end) as a, max(case when k = 'b' then v end) as b, max(case when k = 'z' then v end) as z from (values ('a', 1), ('b', 2)) as t(k, v)
select u, array_join(array_agg(k order by t), ' > ') as path, element_at(array_agg(k order by t), 1) as first, element_at(array_agg(k order by t), -1) as last from (values ('a', 'x', 1), ('a', 'y', 2), ('b', 'z', 1)) as e(u, k, t) group by u order by u
select u, listagg(k, ',') within group (order by t desc) as path from (values ('a', 'x', 1), ('a', 'y', 2), ('b', 'z', 1)) as e(u, k, t) group by u order by u
select word, count(*) as n from (values 'the cat the dog', 'a cat') as t(s) cross join unnest(split(s, ' ')) as u(word) group by word having count(*) > 1 order by word
select s, regexp_replace(s, '(\d{3})-(\d{4})', '$1-XXXX') as m, regexp_like(s, '^\d') as d, regexp_count(s, '\d') as c, regexp_extract_all(s, '\d+') as a from (values 'call 555-1234', '12 monkeys') as t(s) order by s
select t.a, u.b from (values 1, 2) as t(a), (values 'x') as u(b) order by 1
select a, b, a * b as p, a / b as q, a % b as r, power(a, b) as w, a + b * 2 - 1 as e, -a as n, (a + b) / 2.0 as avg2 from (values (7, 2), (-7, 2)) as t(a, b) order by a
select cast(a as varchar) as s, cast(a as bigint) as i, cast(a as decimal(5, 1)) as d, round(a) as r, round(a, 1) as r1, floor(a) as f, ceil(a) as c, truncate(a) as t from (values 2.45e0, -2.45e0, 2.5e0, -2.5e0) as x(a) order by a
select cast(a as varchar) as s, cast(a as bigint) as i, cast(a as double) as d, round(a) as r, round(a, 1) as r1, floor(a) as f, ceil(a) as c, truncate(a, 1) as t from (values 2.45, -2.45, 2.50, -2.50) as x(a) order by a
select x, typeof(x) from (select 1 + 1.5 as x)
select row_number() over () as rn, x from (values 5) as t(x)
select t.x as "X y", "t"."x" + 1 as "select" from (values 1) as t(x)
select count(*) from (select distinct x, y from (values (1, null), (1, null), (2, 'a')) as t(x, y))
select x, count(*) over (partition by x) as c, count(*) over () as total, sum(1) over (order by x rows unbounded preceding) as s from (values 1, 1, 2) as t(x) order by 1, 4
select sum(d) as s, avg(d) as a, min(d) as mi, max(d) as ma, sum(d) / count(*) as q from (values 10.25, 20.50, 30.10) as t(d)
select bool_and(x > 0) as a, bool_or(x > 2) as o, every(x < 5) as e, arbitrary(1) as ar, bitwise_or_agg(x) as bo, geometric_mean(x) as g from (values 1, 2, 4) as t(x)
select json_format(cast(map_agg(k, v) as json)) as j, cast(array_agg(cast(row(k, v) as row(k varchar, v integer)) order by k) as json) as a from (values ('a', 1), ('b', 2)) as t(k, v)
select json_object('k': k, 'v': v) as o, json_array(k, v) as a from (values ('a', 1), ('b', null)) as t(k, v) order by k
select cast(json_parse('{"a": {"b": [1, 2, {"c": true}]}}') as map(varchar, json)) as m, json_extract_scalar('{"a": {"b": [1, 2, {"c": true}]}}', '$.a.b[2].c') as s, json_size('{"a": {"b": [1, 2]}}', '$.a.b') as z
select x.a, x.b from (select cast(json_parse('{"a": 1, "b": [true, false]}') as row(a integer, b array(boolean))) as x)
select id, e from (values (1, '[{"t": "x", "v": 1}, {"t": "y", "v": 2}]')) as s(id, j) cross join unnest(cast(json_parse(j) as array(row(t varchar, v integer)))) as u(e, v)
select a[1] as f, a[cardinality(a)] as l, slice(a, 1, 2) as s, a || 9 as p, contains(a, 2) as c, array_position(a, 3) as i, array_remove(a, 1) as r, array_distinct(a || a) as d from (values array[1, 2, 3]) as t(a)
select approx_most_frequent(3, x, 15) from (values 'a', 'a', 'b', 'c', 'c', 'c') as t(x)
with t(x) as (values 1, 2, 3), u as (select x, x * x as y from t) select u.x, u.y, (select sum(y) from u) as total, y > (select avg(y) from u) as above from u order by x
with a as (select 1 as x union all select 2), b as (select x + 10 as y from a) select a.x, b.y from a join b on b.y - 10 = a.x order by 1
select extract(hour from t) as h, extract(day from t) as d, extract(dow from t) as w, extract(doy from t) as y, extract(week from t) as k from (values timestamp '2024-12-30 23:59:59') as x(t)
select interval '2' day as a, interval '1' hour * 25 as b, timestamp '2024-01-01 00:00:00' - timestamp '2023-12-25 12:00:00' as c, to_milliseconds(timestamp '2024-01-01 00:00:00' - timestamp '2023-12-25 12:00:00') as m, date '2024-03-01' - date '2024-02-01' as d
select x, sum(y) as s from (values ('a', 1), ('b', 2), (null, 3)) as t(x, y) group by x order by x nulls first
select x from (values 'b', 'A', 'a', 'B', null, '', 'é', '10', '9') as t(x) order by x
select x from (values 2e0, nan(), null, -infinity(), infinity(), -0e0) as t(x) order by x desc
select x from (values array[2], array[1, 5], array[1], array[]) as t(x) order by x
select x from (values (1, 'b'), (1, 'a'), (0, 'z')) as t(x, y) order by x, y desc
select x from (values date '2024-01-01', null, date '1999-12-31') as t(x) order by x desc nulls last
select x from (values true, false, null) as t(x) order by x
select x from (values X'01', X'', X'00ff') as t(x) order by x
select x, y from (values (row(1, 2), 1), (row(0, 5), 2)) as t(x, y) order by x
select x from (values interval '1' day, interval '25' hour, interval '-1' day) as t(x) order by x
select x from (values 'a', 'b') as t(x) order by 1 desc, x
select upper(x) as u from (values 'b', 'a') as t(x) order by u
select x as y, y as x from (values (1, 4), (2, 3)) as t(x, y) order by x
select -x as x from (values 1, 2) as t(x) order by x
select x from (values 1, 2, 3) as t(x) order by x % 2, x
select count(*) as c, x from (values 1, 1, 2) as t(x) group by x order by count(*) desc
1 in (values 1, 2), 3 in (values 1, 2), 1 not in (values 2, null)
select x from (values 1, 2, 3) t(x) where x in (values 2, 3) order by 1
select x from (values 1, 2, 3) t(x) where x in (table t2)
select (select max(x) from (values 1, 2) t(x)) + 1
select exists (select 1 where false), exists (values 1), not exists (select null)
select x, (select sum(y) from (values (1, 10), (1, 20), (2, 5)) u(k, y) where u.k = t.x) from (values 1, 2, 3) t(x) order by x
select * from (values (1, 'a')) t(x, y) cross join lateral (select x + 1 as z, y || '!' as w)
select t.x, s.c from (values 1, 2) t(x) left join lateral (select count(*) c from (values 1, 1) u(y) where u.y = t.x) s on true order by 1
select x from (values 1, 2, 3, 4) t(x) where x % 2 = 0 union all (select 9 order by 1 limit 1) order by 1
with t as (values (1, 'a'), (2, 'b')) select * from t order by 1
with t(a) as (select 1), t2 as (select a from t union select 2) select count(*), sum(a) from t2
select power(2, 2), power(1.5e0, 2), power(-3, 2), power(nan(), 2), power(infinity(), 2), power(0, 2), power(1e200, 2), power(null, 2), power(x, 2) from (values 1.1e0, null) t(x)
select sum(power(x - 2, 2)), sqrt(avg(power(x, 2))), exp(avg(ln(x))) from (values 1, 2, 3) t(x)
select 2 * 6371 * asin(sqrt(power(sin(radians(b - a) / 2), 2) + cos(radians(a)) * cos(radians(b)) * power(sin(radians(d - c) / 2), 2))) from (values (48.8566e0, 51.5074e0, 2.3522e0, -0.1278e0), (40.7128e0, 34.0522e0, -74.006e0, -118.2437e0)) t(a, b, c, d)
select x, log10(x), ln(x), log2(x), log(2, x) from (values 1e0, 10e0, 1000e0, 0.001e0, 8e0) t(x) order by x
select try_cast(x as integer), try_cast(split_part(y, ':', 2) as integer) from (values ('1', 'a:5'), ('z', 'b:q'), (null, 'c')) t(x, y) order by y
select sum(try_cast(x as double)), count(try_cast(x as integer)), max(try_cast(x as date)) from (values '1', '2.5', 'x', '2020-01-01') t(x)
select try_cast(sum(x) as varchar), try_cast(concat('1', cast(count(*) as varchar)) as bigint) from (values 1, 2) t(x)
select x, sum(try_cast(y as integer)) over (partition by x order by y) from (values ('a', '1'), ('a', 'b'), ('c', '3')) t(x, y) order by x, y
select price * qty * (1 - discount), round(price * qty * (1 - discount), 2), price * 1.1, price / qty, price % 3 from (values (decimal '19.99', 3, decimal '0.15')) t(price, qty, discount)
select sum(price * qty), avg(price), sum(price) / sum(qty), sum(price * qty) / sum(qty) from (values (decimal '1234567890.12', 1000000), (decimal '0.01', 3)) t(price, qty)
select cast(sum(x) as decimal(10,2)) / 7, sum(x) * decimal '0.0825', sum(x) + 1e0 from (values decimal '10.50', decimal '20.25') t(x)
select date_format(t, '%Y-%m-%d %H:%i:%s.%f'), format_datetime(t, 'yyyy-MM-dd''T''HH:mm:ss.SSS'), to_iso8601(t) from (values timestamp '2024-02-29 23:59:59.999', timestamp '2024-01-01 00:00:00') x(t) order by 1
select url_extract_host(u), url_extract_parameter(u, 'id'), url_extract_port(u), url_extract_protocol(u) from (values 'https://api.example.com:8443/v1?id=42&x=a%2Bb', 'http://under_score.example.com/', 'nonsense', '') t(u) order by 1, 2
select k, reduce(v, 0, (s, x) -> s + x, s -> s), reduce(v, 1, (s, x) -> s * x, s -> cast(s as varchar)) from (values ('a', array[1, 2, 3]), ('b', array[])) t(k, v) order by k
select json_object('id': id, 'tags': json_query(j, 'lax $.tags'), 'n': json_value(j, 'lax $.n' returning integer)) from (values (1, '{"tags": [1, 2], "n": 5}')) t(id, j)
select max_by(name, score), min_by(name, score), max_by(name, score, 2) from (values ('a', 1.5e0), ('b', 2.5e0), ('c', null)) t(name, score)

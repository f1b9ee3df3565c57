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

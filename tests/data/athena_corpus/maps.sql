map(array['a', 'b'], array[1, 2])
map(array[2, 1], array['x', null])
map()
map(array[], array[])
map(array[1, 1], array[2, 3])
map(array[1, null], array[2, 3])
map(array[1], array[2, 3])
map(array['a', 'b'], array[1, 2])['a']
element_at(map(array['a'], array[1]), 'a')
element_at(map(array['a'], array[1]), 'z')
map(array['a'], array[1])['z']
cardinality(map(array['a', 'b'], array[1, 2]))
map_keys(map(array['a'], array[1]))
map_values(map(array['a'], array[1]))
cardinality(map())
map_entries(map(array['a'], array[1]))
map_from_entries(array[(1, 'x'), (2, 'y')])
map_from_entries(array[(1, 'x'), (1, 'y')])
multimap_from_entries(array[(1, 'x'), (2, 'y'), (1, 'z')])
map_concat(map(array['a'], array[1]), map(array['b', 'a'], array[2, 3]))
map_filter(map(array[10, 20, 30], array['a', null, 'c']), (k, v) -> v is not null)
map_filter(map(array['a', 'b'], array[1, 2]), (k, v) -> k = 'a' or v > 5)
transform_values(map(array['a', 'b'], array[1, 2]), (k, v) -> v * 10)
transform_values(map(array[1, 2], array['x', 'y']), (k, v) -> v || cast(k as varchar))
transform_keys(map(array['a', 'b'], array[1, 2]), (k, v) -> k || cast(v as varchar))
transform_keys(map(array['a', 'b'], array[1, 2]), (k, v) -> 'x')
map_zip_with(map(array[1, 2], array['a', 'b']), map(array[1, 2], array['c', 'd']), (k, a, b) -> a || b)
map_zip_with(map(array['a'], array[1]), map(array['b'], array[2]), (k, x, y) -> coalesce(x, 0) + coalesce(y, 0))
transform_values(map(array[1], array[map(array[2], array[3])]), (k, v) -> transform_values(v, (k2, v2) -> k + k2 + v2))
map_agg(k, v) from (values ('a', 1), ('b', 2)) t(k, v)
histogram(x) from (values 'a', 'b', 'a') t(x)
multimap_agg(k, v) from (values ('a', 1), ('b', 2)) t(k, v)
typeof(map(array['a'], array[1]))
typeof(map())
typeof(map_keys(map(array['a'], array[1])))
typeof(map_entries(map(array['a'], array[1])))
map(array['a'], array[1]) = map(array['a'], array[1])
map(array['a'], array[1]) <> map(array['a'], array[2])
map(array['a'], array[array[1, 2]])['a'][2]
map(array[1], array[row(1, 'x')])
map(array['a', 'b'], array[map(array[1], array[2]), map()])
map(array['x'], array[cast(null as integer)])['x']
map(array[true, false], array[1, 2])
map(array[1.5, 2.5], array[1, 2])
map_from_entries(array[]) is null
map_top_n(map(array['a', 'b'], array[1, 2]), 1)
row(1, 'a')
row(1, null)
(1, 2)
cast(row(1, 'x') as row(a integer, b varchar)).a
row(1, row(2, 3))
row(1, 2)[1]
row('a', 2)[2]
row(1, 2)[3]
row(1, 2) = row(1, 2)
row(1, 'a') <> row(1, 'b')
(1, 2) = (1, 3)
(1, 2) in ((1, 2), (3, 4)), (1, 2) < (1, 3)
typeof(row(1, 'a'))
typeof(cast(row(1) as row(x bigint)))
row(1) is null
cast(null as row(a integer)) is null
element_at(map(array[1, 2], array['a', 'b']), 2)
try(map(array['a'], array[1])['z'])
map(array['a'], array[null])
SELECT map(array['a'], array[1])['a']
SELECT map(array[1, 2], array['x', 'y'])[2]
SELECT map(array[1.5e0], array['x'])[1.5e0]
SELECT map(array[null], array[1])
SELECT map_agg(x, y) FROM (VALUES ('a', 1), ('b', 2), ('a', 3)) t(x, y)
SELECT map_entries(map(array[1, 2], array['x', 'y']))
SELECT map_filter(map(array[], array[]), (k, v) -> true)
SELECT map_filter(map(array['k1', 'k2', 'k3'], array[20, 3, 15]), (k, v) -> v > 10)
SELECT map_from_entries(array[row('a', null)])
SELECT multimap_from_entries(array[('a', null)])
SELECT transform_keys(map(array[1, 2], array[1.0, 1.4]), (k, v) -> map(array[1, 2], array['one', 'two'])[k])
SELECT transform_keys(map(array['a', 'b'], array[1, 1]), (k, v) -> v)
SELECT map(array['a'], array[1]) < map(array['a'], array[2])
SELECT map(array[true, false], array[1, 0])
SELECT id, k, v FROM (VALUES (1, map(array['a'], array[1])), (2, map())) t(id, m) LEFT JOIN UNNEST(m) AS u(k, v) ON true ORDER BY id
SELECT histogram(x) FROM (VALUES 'a', 'b', 'a') t(x)
SELECT g, map_agg(k, v) FROM (VALUES (1, 'x', 1), (1, 'y', 2), (2, 'z', 3)) t(g, k, v) GROUP BY g ORDER BY g

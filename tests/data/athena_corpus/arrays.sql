array[1, 2, 3]
array['a', null]
array[]
array[null]
array[array[1], array[2, 3]]
array[1, 2.5]
array[1.5, 2e0]
array[1, 'a']
array[1, 2, 3][1]
array[1, 2, 3][3]
array['a', 'b'][2]
array[1, 2][3]
array[1, 2][0]
array[1, 2][-1]
element_at(array[1, 2], 1)
element_at(array[1, 2], 5)
element_at(array[1, 2], -1)
element_at(array[1, 2], -3)
element_at(array[1], 0)
cardinality(array[1, 2])
cardinality(array[])
cardinality(null)
cardinality(map(array[1], array[2]))
contains(array[1, 2], 2)
contains(array[1, null], 3)
contains(array[1, null], 1)
contains(array['a'], 'b')
contains(array[1, 2], null)
array_position(array[1, 2, 1], 1)
array_position(array[1, 2], 5)
array_position(array['a', null], 'b')
array_remove(array[1, 2, 1, null], 1)
array_remove(array['a', 'b'], 'c')
array_distinct(array[1, 2, 1, null, null])
array_distinct(array['b', 'a', 'b'])
array_union(array[1, 2], array[2, 3, null])
array_intersect(array[1, 2, 2, null], array[2, null, 3])
array_except(array[1, 2, 2, null], array[2])
arrays_overlap(array[1, 2], array[2, 3])
arrays_overlap(array[1, 2], array[3])
arrays_overlap(array[1, null], array[3])
arrays_overlap(array[], array[null])
array_join(array[1, 2, null], ',')
array_join(array[1, null, 3], '-', 'x')
array_join(array['a', 'b'], '')
array_join(array[1e0, 2.5e0], ',')
array_join(array[], ',')
array_join(array[true, false], ',')
array_join(array[date '2020-01-01'], ',')
array_join(array[1.50], ',')
array_max(array[1, 3, 2])
array_min(array[1, 3, 2])
array_max(array[1, null])
array_min(array[])
array_max(array['a', 'b'])
array_sort(array[3, 1, null, 2])
array_sort(array['b', 'a'])
array_sort(array[])
array_sort(array[3, 1, 2], (x, y) -> if(x < y, 1, if(x = y, 0, -1)))
reverse(array[1, 2, 3])
reverse(array[])
slice(array[1, 2, 3, 4], 2, 2)
slice(array[1, 2, 3, 4], -2, 2)
slice(array[1, 2], 1, 10)
slice(array[1, 2], 5, 1)
slice(array[1, 2, 3], -5, 2)
slice(array[1, 2], 1, 0)
slice(array[1, 2], 0, 1)
slice(array[1, 2], 1, -1)
trim_array(array[1, 2, 3, 4], 2)
trim_array(array[1], 0)
trim_array(array[1], 5)
repeat('a', 3)
repeat(1, 0)
repeat(null, 2)
sequence(1, 5)
sequence(5, 1)
sequence(1, 10, 3)
sequence(10, 1, -4)
sequence(3, 3)
sequence(-1, 1)
sequence(1, 5, -1)
sequence(1, 5, 0)
sequence(date '2020-01-30', date '2020-02-02')
sequence(date '2020-01-03', date '2020-01-01')
sequence(date '2020-01-01', date '2020-01-10', interval '3' day)
sequence(date '2020-01-01', date '2020-05-01', interval '1' month)
sequence(date '2020-01-31', date '2020-04-30', interval '1' month)
sequence(timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 03:00:00', interval '1' hour)
flatten(array[array[1, 2], array[3]])
flatten(array[array[1], null, array[2]])
flatten(array[array[]])
array[1] || array[2, 3]
array[1, 2] || 3
0 || array[1]
array['a'] || array['b']
concat(array[1], array[2], array[3])
ngrams(array['a', 'b', 'c', 'd'], 2)
ngrams(array['a', 'b'], 3)
ngrams(array[1, 2, 3], 1)
combinations(array['a', 'b', 'c'], 2)
combinations(array[1, 2, 3, 4], 2)
combinations(array[1, 2], 1)
combinations(array[1, 2], 3)
zip(array[1, 2], array['a', 'b'])
zip(array[1, 2, 3], array['a'])
zip_with(array[1, 2], array[3, 4], (x, y) -> x + y)
zip_with(array[1, 2, 3], array['a', 'b'], (x, y) -> (y, x))
transform(array[1, 2, null], x -> x + 1)
transform(array['a', 'b'], x -> upper(x) || '!')
transform(array[], x -> 1)
transform(array[1, 2], x -> cast(x as varchar))
transform(array[array[1, 2], array[3]], a -> transform(a, x -> x * 10))
transform(array[1, 2], x -> transform(array[10, 20], y -> x + y))
filter(array[1, 2, 3, null], x -> x > 1)
filter(array['a', null, 'b'], x -> x is not null)
filter(array[], x -> true)
filter(array[1], x -> x)
reduce(array[1, 2, 3], 0, (s, x) -> s + x, s -> s)
reduce(array[1, 2, 3], 0, (s, x) -> s + x, s -> s * 10)
reduce(array[], 0, (s, x) -> s + x, s -> s)
reduce(array['a', 'b'], '', (s, x) -> s || x, s -> s)
reduce(array[5, 20, null, 50], 0, (s, x) -> s + coalesce(x, 0), s -> s)
reduce(array[2, 3, 4], cast(row(0.0e0, 0) as row(sum double, count integer)), (s, x) -> cast(row(x + s.sum, s.count + 1) as row(sum double, count integer)), s -> s.sum / s.count)
any_match(array[1, 2], x -> x > 1)
any_match(array[1], x -> x > 5)
any_match(array[null, 1], x -> x > 5)
all_match(array[1, 2], x -> x > 0)
all_match(array[1, null], x -> x > 0)
none_match(array[1, 2], x -> x > 5)
none_match(array[null], x -> x > 0)
all_match(array[], x -> false)
array[1, 2] = array[1, 2]
array[1, 2] <> array[1, 3]
array[1] = array[1, 2]
array['a'] = array['a']
array[1, null] = array[1, null]
array[1, 2] < array[1, 3]
array[1, 2] is null
array[1] is distinct from array[1]
cast(null as array(integer)) is null
typeof(array[1, 2])
typeof(array['a', 'bcd'])
typeof(array[])
typeof(array[1, 2.5])
typeof(transform(array[1], x -> x + 1.5))
typeof(zip(array[1], array['a']))
typeof(sequence(1, 2))
array_agg(x) from (values 1, 2, 3) t(x)
shuffle(array[1])
cardinality(shuffle(array[1, 2, 3]))
array_first(array[1, 2])
array_append(array[1], 2)
dot_product(array[1.0e0, 2.0e0], array[3.0e0, 4.0e0])
euclidean_distance(array[1.0e0], array[2.0e0])
array_histogram(array[1, 1, 2])
array_sum(array[1, 2])
contains_sequence(array[1, 2, 3], array[2, 3])
cardinality(array[1, 2, 3]) + 1
array[1 + 1, 2 * 3]
array[row(1, 'a'), row(2, 'b')]
array[map(array[1], array[2])]
array[true, null]
array[date '2020-01-01', date '2020-01-02']
array[timestamp '2020-01-01 00:00:00']
array[X'01']
array[1e0, nan()]
array[1.50, 2.25]
array[interval '1' day]
array_sort(array[1.5e0, nan(), 0e0])
array_max(array[1e0, 2e0])
try(array[1][2])
coalesce(try(element_at(array[1], 0)), 7)
1 = any (values 1, 2), 3 > all (values 1, 2), 2 in (select * from unnest(array[1, 2]))
SELECT any_match(array[1, 2, 3], x -> x > 2)
SELECT array_distinct(array[1, 2, 2, null, null])
SELECT array_distinct(array[1.5e0, 1.5e0])
SELECT array_intersect(array[1, 2, 3], array[2, 3, 4])
SELECT array_union(array[1, 2], array[2, 3])
SELECT array_intersect(array[1, null], array[null])
SELECT array_intersect(array[array[1, 2], array[2, 3], array[3]])
SELECT array_intersect(array[])
SELECT array_histogram(array[42, 7, 42, null])
SELECT array_join(array['a', null], ',', 'N')
SELECT array_min(array['b', 'a'])
SELECT array_min(array[1.5e0, 0.5e0])
SELECT array_max(array[array[1], array[2]])
SELECT array_remove(array[1, 2, 2, 3], 2)
SELECT array_remove(array[1, null], 1)
SELECT array_remove(array['a'], null)
SELECT array_sort(array[3.5e0, nan(), 1e0])
SELECT array_sort(array[row(2, 'a'), row(1, 'z')])
SELECT array_sort(array[3, 2, null, 5, null, 1, 2], (x, y) -> case when x is null then -1 when y is null then 1 when x < y then 1 when x = y then 0 else -1 end)
SELECT arrays_overlap(array[1e0], array[1e0])
SELECT concat(array[1], array[2, 3])
SELECT 1 || array[2]
SELECT concat(array[1], 2)
SELECT combinations(array['foo', 'bar', 'baz'], 2)
SELECT combinations(array[1, 2, 3], 2)
SELECT combinations(array[1, 2], 0)
SELECT contains(array[1, null], 2)
SELECT contains_sequence(array['a', 'b'], array['b'])
SELECT element_at(array[1, 2, 3], 1)
SELECT element_at(array[1, 2, 3], 5)
SELECT filter(array[5, -6, null, 7], x -> x > 0)
SELECT flatten(array[array[1], null])
SELECT ngrams(array['foo', 'bar', 'baz', 'foo'], 2)
SELECT ngrams(array['foo', 'bar', 'baz', 'foo'], 3)
SELECT ngrams(array[1, 2, 3, 4], 2)
SELECT ngrams(array[1e0, 2e0, 3e0], 2)
SELECT reduce(array[2147483647, 1], cast(0 as bigint), (s, x) -> s + x, s -> s)
SELECT slice(array[1], 0, 1)
SELECT transform(array['x', 'abc', 'z'], x -> x || '0')
SELECT zip(array[1], array[2], array[3])
SELECT zip(array[], array[1])
SELECT zip_with(array['a'], array['d', null, 'f'], (x, y) -> coalesce(x, y))
SELECT array['a', 'b'][1]
SELECT array[1] < array[1, 2]
SELECT array[null, 1]
SELECT array[1, 2] is distinct from array[1, 2]
SELECT array[] = array[]
SELECT coalesce(try(array[1][2]), -1)
SELECT transform(array[row(1, 'a'), row(2, 'b')], r -> r[1])
SELECT transform(array[cast(row(1, 'a') as row(x integer, y varchar))], r -> r.x + 1)

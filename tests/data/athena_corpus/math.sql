1 + 1
5 - 7
3 * 4
7 / 2
-7 / 2
7 / -2
-7 / -2
7 % 3
-7 % 3
7 % -3
1 / 0
1 % 0
1.0 / 0
1e0 / 0
-1e0 / 0
0e0 / 0
5 % 0.0
5e0 % 0
try(1 / 0)
try(cast('x' as integer))
try(1)
coalesce(try(1/0), 9)
2147483647 + 1
-2147483648 - 1
9223372036854775807 + 1
2147483647 * 2
cast(127 as tinyint) + cast(1 as tinyint)
cast(100 as smallint) * cast(400 as smallint)
2147483648
-2147483648
-2147483649
9223372036854775807
-9223372036854775808
9223372036854775808
1.5 + 2
1.5 * 2.25
1.5 / 2
10 / 4.0
1 / 3.0
2.0 / 3
-2.0 / 3
1.10 - 0.05
0.1 + 0.2
1.00 * 1.000
7.5 % 2
-7.5 % 2
7 % 2.5
1e0 + 1
1.5 + 1e0
real '1.5' + 1
real '1.5' * 2e0
real '1.1'
1.1e0
cast(1 as bigint) + 1
cast(1 as smallint) + cast(1 as tinyint)
cast(1 as bigint) * 1.5
decimal '12345678901234567890.12' + 1
decimal '99999999999999999999999999999999999999'
decimal '99999999999999999999999999999999999999' + 1
0.5
.5
00.50
0.0
1.
123.456
-1.5
+1.5
0.000001
1000000.1
12345678901234567890123456789012345678
1e10
1.5e-5
1e7
1e6
123456789.123e0
0.001e0
0.0001e0
1e300
-0e0
1e22
5e-324
1.7976931348623157e308
abs(-5)
abs(-5.5)
abs(-5e0)
abs(cast(-5 as bigint))
abs(real '-1.5')
abs(-9223372036854775808)
ceil(1.2)
ceil(-1.2)
ceiling(1.5e0)
floor(1.8)
floor(-1.2)
floor(1.5e0)
ceil(5)
floor(5)
ceil(1.00)
floor(9.99)
ceil(9.99)
floor(-0.5)
ceil(-0.5e0)
round(9.99)
round(2.5)
round(-2.5)
round(2.4)
round(2.5e0)
round(-2.5e0)
round(3.5e0)
round(1234.567, 2)
round(1234.567, -2)
round(1234, -2)
round(1250, -2)
round(1.005e0, 2)
round(2.675e0, 2)
round(5)
round(nan())
round(infinity())
truncate(1.9)
truncate(-1.9)
truncate(1.9e0)
truncate(-1.9e0)
truncate(123.456, 1)
truncate(123.456, -1)
sign(-5)
sign(0)
sign(5.5)
sign(-5.5e0)
sign(nan())
sign(cast(3 as bigint))
mod(7, 3)
mod(-7, 3)
mod(7.5, 2)
mod(7e0, 2.5e0)
mod(cast(7 as bigint), 3)
power(2, 10)
pow(2, 0.5)
power(0, 0)
power(-8, 1e0/3)
power(2, -1)
sqrt(2)
sqrt(-1)
cbrt(27)
exp(0)
ln(1)
ln(0)
ln(-1)
log2(8)
log10(1000)
log(2, 8)
sin(0)
cos(0)
tan(0)
asin(1)
acos(1)
atan(1)
atan2(1, 1)
sinh(0)
cosh(0)
tanh(0)
asin(2)
sin(1)
cos(1)
tan(1)
degrees(pi())
radians(180)
pi()
e()
cosh(1)
sinh(1)
exp(1)
exp(2)
nan()
infinity()
-infinity()
is_nan(nan())
is_finite(1e0)
is_infinite(infinity())
nan() = nan()
nan() <> nan()
nan() > 1
nan() < 1
nan() = 1e0
1e0 <> nan()
not (nan() < 1e0)
nan() is distinct from nan()
nan() in (nan(), 1e0)
nan() between 1e0 and 2e0
greatest(1, 2, 3)
least(1, 2, 3)
greatest(1, 2.5)
least(1e0, 2)
greatest(nan(), 1.0)
least(nan(), 1e0)
greatest(1, null)
from_base('ff', 16)
from_base('-101', 2)
to_base(255, 16)
to_base(-5, 2)
to_base(0, 10)
from_base('zz', 10)
to_base(1, 1)
bitwise_and(12, 10)
bitwise_or(12, 10)
bitwise_xor(12, 10)
bitwise_not(12)
bitwise_not(-1)
bit_count(9, 64)
bit_count(9, 8)
bit_count(-7, 64)
bit_count(-7, 8)
bit_count(1000, 8)
bitwise_left_shift(1, 2)
bitwise_right_shift(-8, 1)
bitwise_right_shift_arithmetic(-8, 1)
bitwise_right_shift(8, 2)
bitwise_left_shift(cast(1 as bigint), 40)
bitwise_left_shift(cast(7 as tinyint), 6)
width_bucket(5, 0, 10, 5)
width_bucket(-1, 0, 10, 5)
width_bucket(11, 0, 10, 5)
width_bucket(10, 0, 10, 5)
width_bucket(3.14, 0, 4, 3)
width_bucket(1, 0, 10, 0)
normal_cdf(0, 1, 1.96)
inverse_normal_cdf(0, 1, 0.5)
beta_cdf(2, 3, 0.5)
wilson_interval_lower(1250, 1310, 1.96e0)
cosine_similarity(map(array['a'], array[1.0]), map(array['a'], array[2.0]))
1 = 1.0
1 = 1e0
1.0 = 1e0
1 < 1.5
cast(1 as bigint) = 1
0.1 + 0.2 = 0.3
0.1e0 + 0.2e0 = 0.3e0
1 <> 2
1 != 1
2 >= 2
1 <= 0
null = 1
null <> null
not null
1 = '1'
1 is distinct from null
null is distinct from null
1 is not distinct from 1
1 between 0 and 2
5 not between 1 and 3
1.5 between 1 and 2
null between 1 and 2
1 in (1, 2)
3 in (1, 2)
3 in (1, null)
1.0 in (1, 2)
3 not in (1, null)
true and false
true or null
false and null
not true
null and true
null or false
1 and 2
typeof(1)
typeof(1.5)
typeof(1e0)
typeof(2147483648)
typeof(1 + 1.5)
typeof(1/2.0)
typeof(null)
typeof(1.5 * 1.5)
typeof(round(1.55, 1))
typeof(round(1.55))
typeof(ceil(1.5))
typeof(floor(12.34))
typeof(abs(-1.5))
typeof(mod(5.5, 2))
typeof(real '1' + 1)
typeof(cast(1 as tinyint) + 1)
typeof(power(2, 2))
typeof(sign(1.5))
typeof(truncate(12.34))
typeof(truncate(12.34, 1))
-(5)
- -5
-(1.5)
+(3)
-cast(5 as bigint)
cast(1 as tinyint) + 1
cast(3 as smallint) / cast(2 as smallint)
7 / 2 * 2.0
9007199254740993 / 1
9223372036854775807 / 3
-9223372036854775807 % 10
-9223372036854775808 / -1
1.23456789012345678 * 9.87654321098765432
decimal '1' / decimal '3'
decimal '1.000000' / decimal '3'
22.0 / 7.000
0.05 / 2
1 / decimal '0.3'
10.5 / 0.0
random() >= 0
random() < 1
random(10) < 10
abs(null)
null + 1
1 + null
null * null
sqrt(4)
round(sqrt(2), 4)
ln(e())
log10(0)
SELECT abs(cast(-128 as tinyint))
SELECT cbrt(null)
SELECT floor(real '-1.5')
SELECT log10(100)
SELECT mod(10, 0)
SELECT mod(5e0, 0)
SELECT pow(2, 10)
SELECT round(3.5)
SELECT round(125, -1)
SELECT round(cast(155 as bigint), -1)
SELECT round(real '2.345', 2)
SELECT round(real '2.5')
SELECT sign(5)
SELECT sign(2.5e0)
SELECT sqrt(16)
SELECT truncate(2.7e0)
SELECT truncate(12.345, 2)
SELECT width_bucket(3, array[1, 2, 4, 8])
SELECT cosh(2)
SELECT tanh(0.5)
SELECT acos(0)
SELECT atan(0)
SELECT sinh(10)
SELECT tanh(20)
SELECT is_nan(1)
SELECT bitwise_left_shift(bigint '5', 62)
SELECT bitwise_right_shift(20, 2)
SELECT bitwise_right_shift_arithmetic(-64, 3)
SELECT greatest(1.5, 2)
SELECT least(null, 'a')
SELECT greatest(nan(), 1e0)
SELECT normal_cdf(10, 2, 12)
SELECT inverse_normal_cdf(0, 1, 0.975)
SELECT inverse_normal_cdf(0, 1, 1.5)
SELECT t_cdf(0.5, 10)
SELECT wilson_interval_upper(48, 50, 1.96)
SELECT wilson_interval_lower(-1, 50, 1.96)
SELECT cosine_similarity(array[1.0, 2.0], array[3.0, 4.0])
SELECT dot_product(array[1, 2], array[1])
SELECT random(5) between 0 and 4
SELECT random(3, 5) between 3 and 4
SELECT rand(10) < 10
SELECT typeof(random(10))
SELECT 1 + 2147483647
SELECT -(-9223372036854775807 - 1)
SELECT 5 / 2.0
SELECT 5 % 0
SELECT typeof(1.1 * 2.22)
SELECT typeof(1.1 / 2.22)
SELECT 2 <= 2
SELECT 0o17
SELECT 1_0.5_0
SELECT 1e3
SELECT 5.
SELECT 123456789012345678901234567890
SELECT round(9.999e0, 2)
SELECT round(0.5e0)
SELECT round(1.5e0)
SELECT round(-0.5e0)
SELECT round(1e20)
SELECT round(decimal '0.05', 1)
SELECT typeof(round(decimal '9.99'))
SELECT ceil(decimal '9.99')
SELECT floor(decimal '-9.99')
SELECT pow(1.1e0, 10)
SELECT atan2(0, -1)
SELECT atan2(0, 0)
SELECT real '1.5' * 2.5
SELECT typeof(real '1.5' + 1)
SELECT real '3.4028235e38' * 2
SELECT from_base('8000000000000000', 16)
SELECT floor(-0.0e0)
SELECT cast(-infinity() as varchar)
SELECT infinity() > 1e308
1/2, -7/2, 7/-2, 7%3, -7%3, 7%-3, 1.0/3, 10/4.0, 1e0/3, 5.5%2, -5.5%2
1/0
1%0
1.0/0
1.0%0
1e0/0, -1e0/0, 0e0/0, 5e0%0
mod(5, 0)
-9223372036854775807 - 2
3037000500 * 3037000500
tinyint '127' + tinyint '1'
smallint '32767' * smallint '2'
-(-2147483648), abs(-5), abs(-1.5), abs(-1e0), abs(0)
abs(-2147483648)
abs(tinyint '-128')
-(cast(-2147483648 as integer))
1.1 + 2.22, 1.1 * 2.22, 1.1 - 2.22, 1.10 / 3, typeof(1.1 + 2.22), typeof(1.1 * 2.22), typeof(1.10 / 3), typeof(5.5 % 2.25)
1 + 1.5, 1 + 1e0, 1.5 + 1e0, real '1.5' + 1, real '1.5' + 1e0, typeof(real '1.5' + 1.5), typeof(1 + 1.5)
99999999999999999999999999999999999999 + 1
0.1 + 0.2 = 0.3, 0.1e0 + 0.2e0 = 0.3e0, 1 = 1.0, 1 = 1e0, real '0.1' = 0.1e0, real '0.1' = 0.1
round(2.5), round(-2.5), round(2.5e0), round(3.14159, 2), round(-3.14159e0, 3), round(1234.5, -2), round(1234, -2), round(15, -1), round(real '2.5'), round(5)
round(1e300, 5), round(nan()), round(infinity(), 2), round(0.5e0), round(-0.5e0), round(0.49999999999999994e0), round(9.995, 2), round(1e17, 2)
round(2147483647, -9), round(2147483647, -10), round(bigint '5', 3), round(null), round(5.5, null)
truncate(2.7), truncate(-2.7), truncate(2.789, 2), truncate(-2.789e0), truncate(1234.56, -2), truncate(real '2.7')
truncate(1234, -2)
ceil(2.1), ceiling(-2.1), ceil(2.1e0), ceil(-0.5e0), ceil(5), floor(2.9), floor(-2.1), floor(-2.1e0), floor(5), floor(real '-1.5'), typeof(ceil(2.1)), typeof(floor(9.99))
sign(-5), sign(0), sign(2.5), sign(-2.5e0), sign(nan()), sign(real '-1'), typeof(sign(2.5)), typeof(sign(5)), sign(-0e0)
power(2, 10), pow(2e0, 0.5e0), power(-8, 1e0/3), power(0, 0), power(0, -1), power(2, 1024), power(nan(), 0)
sqrt(2), sqrt(-1), sqrt(0), cbrt(27), cbrt(-8), exp(1), exp(710), exp(-1000), ln(0), ln(-1), ln(e()), log2(8), log10(1000), log(2, 8), log(10, 0.1e0), log(0, 5), log(1, 5)
sin(1), cos(1), tan(1), asin(1), acos(1), atan(1), atan2(1, -1), sinh(1), cosh(1), tanh(1), asin(2), degrees(pi()), radians(180), sin(infinity()), atan2(0, 0)
e(), pi(), nan(), infinity(), -infinity(), nan() = nan(), nan() <> nan(), nan() > 1, infinity() = infinity(), is_nan(nan()), is_finite(1), is_infinite(infinity()), is_nan(real 'nan')
greatest(1, 2.5), greatest(1, null), least('b', 'a'), greatest(nan(), 1e0), least(nan(), 1e0), greatest(1), least(1.5, 1e0), greatest(true, false), typeof(greatest(1, 2.5))
greatest()
greatest(1, 'a')
width_bucket(5, 0, 10, 5), width_bucket(-1, 0, 10, 5), width_bucket(10, 0, 10, 5), width_bucket(5, 10, 0, 5), width_bucket(5, array[1, 5, 10]), width_bucket(0, array[1e0, 5e0]), width_bucket(11, array[1, 5, 10])
width_bucket(5, 0, 0, 5)
width_bucket(5, 0, 10, 0)
width_bucket(5, array[])
width_bucket(5, array[5, 1])
from_base('ff', 16), from_base('-101', 2), from_base('zz', 36), to_base(255, 16), to_base(-5, 2), to_base(0, 10)
from_base('g', 16)
from_base('1', 37)
to_base(5, 1)
bit_count(9, 64), bit_count(-7, 64), bit_count(-7, 8), bit_count(127, 8)
bit_count(128, 8)
bit_count(1, 1)
bitwise_and(12, 10), bitwise_or(12, 10), bitwise_xor(12, 10), bitwise_not(12), bitwise_not(-1), bitwise_left_shift(1, 3), bitwise_right_shift(-8, 1), bitwise_right_shift_arithmetic(-8, 1), bitwise_left_shift(1, 64), bitwise_left_shift(tinyint '127', 1), bitwise_right_shift(smallint '-8', 2), bitwise_right_shift_arithmetic(-8, 100)
bitwise_left_shift(1, -1)
normal_cdf(0, 1, 1.96), inverse_normal_cdf(0, 1, 0.975), normal_cdf(10, 2, 8)
inverse_normal_cdf(0, 1, 1)
beta_cdf(2, 5, 0.5), inverse_beta_cdf(2, 5, 0.5), t_pdf(0, 5), t_cdf(1, 5)
cosine_similarity(map(array['a'], array[1e0]), map(array['a'], array[2e0])), cosine_similarity(map(array['a', 'b'], array[1e0, 2e0]), map(array['b'], array[2e0]))
format_number(123456), format_number(1000000), format_number(-1234.5), format_number(0), format_number(999), format_number(1e15), format_number(1000), format_number(123456789012)
parse_data_size('1B'), parse_data_size('1kB'), parse_data_size('2.3MB'), parse_presto_data_size('1kB')
1 between 0 and 2, 1 not between 2 and 3, null between 1 and 2, 2 between 3 and 1, 1.5 between 1 and 2, 'b' between 'a' and 'c'
1 in (1, 2), 3 not in (1, null), null in (1), 1 in (1, null), 1.0 in (1, 2), 'a' in ('a', 'b')
true and null, false and null, true or null, not null, null is null, 1 is not null, true = (1 = 1)
1 is distinct from null, null is distinct from null, 1 is not distinct from 1, 1 <> null, null = null
case 1 when 1 then 'a' else 'b' end, case when null then 1 else 2 end, case 5 when null then 1 end, case when 1 = 1 then 1 else 2.5 end, case null when null then 'x' else 'y' end
case when true then 1 else 'a' end
if(1 > 2, 'a', 'b'), if(false, 1), if(null, 1, 2), nullif(1, 1), nullif(1, 2), nullif(1, null), nullif(null, 1), coalesce(null, null, 3), coalesce(null, 1.5, 2), typeof(coalesce(1, 2.5)), typeof(nullif(1, 2.5)), typeof(if(true, 1, 2e0))
nullif(1, 'a')
try(1/0), try(cast('a' as integer)), try(array[1][5]), try(1/1), coalesce(try(1/0), -1), try(from_base('z', 10)), try(date_parse('x', '%Y')), try(map(array[1,1], array[1,2]))
1 + null, null || 'a', -null, null * 1.5, typeof(1 + null), typeof(null)
5 / null, null % 2, abs(null), round(null, 2), sqrt(null), power(null, 2)
'1' + 1
'a' + 'b'
1 || 'a'
true + 1
1 = 'a'
+5, - 5, - -5, +1.5, -(1.5), +(-2)
.5, 5., 1e5, 1.5e-3, 1E2, 0.10, 00.5, 1_000, 0x1F, 0b101, 0o17, typeof(5.), typeof(.50), typeof(0x1F), typeof(1_000.5)
typeof(2147483648), typeof(-2147483648), typeof(2147483647), typeof(-2147483649), typeof(9223372036854775807)
typeof(1.23), typeof(0.001), typeof(100.00), typeof(0.0), typeof(12345678901234567890.1)
typeof(sum(x)), typeof(avg(x)), typeof(count(x)), typeof(min(x)) from (values tinyint '1') t(x)
typeof(round(1.55, 1)), typeof(round(1.5)), typeof(round(1)), typeof(abs(-1.5)), typeof(power(2, 2)), typeof(mod(5, 2)), typeof(mod(5.5, 2)), typeof(truncate(1.55)), typeof(truncate(1.55, 1)), typeof(-1.5), typeof(sqrt(4))
1 <> 2, 1 != 2, 1 < 2, 1 <= 1, 2 >= 3, 'a' < 'b', 'A' < 'a', 'a' = 'a ', true > false, null < 1
1 = 1 = true
1 < 2 < 3
1 > all (values 0, -1), 1 = any (values 1, 2), 1 < some (values 0), 1 > all (select 1 where false), 5 <> all (values 5, null), null = any (values 1)
exists (select 1), not exists (select 1 where false), (select 1), (select 1 where false), 1 in (select 1), 1 not in (select null)
(select x from (values 1, 2) t(x))
(select 1, 2)
(select x from (values 1) t(x) where x = 2) + 1, (select max(x) from (values 1, 5) t(x))

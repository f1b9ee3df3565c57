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
abs(-5), abs(tinyint '-127'), abs(-2.5), abs(-0e0), abs(real '-1.5'), abs(null)
abs(-9223372036854775807 - 1)
ceil(1.2), ceiling(-1.2), ceil(1.2e0), ceil(-0.5e0), floor(-1.5), floor(1.999), typeof(ceil(1.25)), typeof(floor(12345.678)), ceil(decimal '99.9'), ceil(5), ceil(real '1.2')
round(2.5), round(-2.5), round(2.5e0), round(-2.5e0), round(0.5e0), round(1.005e0, 2), round(1.005, 2), round(12345, -2), round(150, -2), round(-150, -2), round(2.567, 1), typeof(round(2.567, 1)), typeof(round(2.5))
round(tinyint '127', -1), round(smallint '155', -1), round(bigint '15', -1), round(9.99, 1), round(9.99), round(99.5), round(decimal '9.9')
round(nan(), 2), round(infinity(), 1), round(1e308, 2), round(1.23456789e-5, 7), round(real '2.675', 2), round(5e0, -1), round(4.9e0, -1), round(123.456e0, -400), round(0.1e0, 400)
truncate(1.999), truncate(-1.999), truncate(12345.678, -2), truncate(12345.678, 1), truncate(1.9e0), truncate(-1.9e0), truncate(real '1.9'), typeof(truncate(1.99, 1)), typeof(truncate(1.99))
mod(5, 3), mod(-5, 3), mod(5, -3), mod(5.5, 2), mod(-5.5e0, 2), 5 % 3, -7 % 3, 5.25 % 0.5, typeof(5.25 % 2), mod(tinyint '5', tinyint '3'), typeof(mod(tinyint '5', 3))
mod(5e0, 0e0), 5e0 / 0, -5e0 / 0, 0e0 / 0, real '1' / real '0'
5 / 0
5.0 / 0
5.0 % 0.0
7 / 2, -7 / 2, 7 / -2, 7.0 / 2, 1.0 / 3, 10.00 / 3, typeof(1.0 / 3), typeof(10.00 / 3.000), 1 / 3.0, 2e0 / 3, 1.000000 / 7, 22.0 / 7.00
1.1 + 2.22, 1.1 * 2.22, 1.1 - 2.22, typeof(1.1 + 2.22), typeof(1.1 * 2.22), typeof(1 + 2.5), typeof(bigint '1' * 1.5), typeof(1.5 + 1e0), typeof(real '1' + 1.5), typeof(tinyint '1' + tinyint '1')
decimal '99999999999999999999999999999999999999' * 10
decimal '12345678901234567890.123456789' * decimal '1.123456789', typeof(decimal '12345678901234567890.123456789' * decimal '1.123456789')
decimal '12345678901234567890.12' / decimal '3.1415926535', typeof(decimal '12345678901234567890.12' / decimal '3.1415926535')
typeof(cast(1 as decimal(38,10)) + cast(1 as decimal(38,2))), typeof(cast(1 as decimal(38,10)) * cast(1 as decimal(5,2))), typeof(cast(1 as decimal(20,18)) / cast(1 as decimal(20,0))), typeof(cast(1 as decimal(10,5)) % cast(1 as decimal(12,2)))
cast(1 as decimal(38,10)) + cast(1 as decimal(38,2)), cast(1 as decimal(20,18)) / cast(3 as decimal(20,0)), cast(-1 as decimal(5,2)) / cast(8 as decimal(3,1)), cast(7 as decimal(10,5)) % cast(3 as decimal(12,2))
-(-2147483647 - 1)
tinyint '100' + 100, typeof(tinyint '100' + 100), 2147483647 + bigint '1', typeof(2147483648), typeof(2147483647), typeof(9223372036854775807)
typeof(1e0), typeof(1.0), typeof(0.00), typeof(.5), typeof(5.), typeof(123.4500), typeof(00123.4), typeof(-1.5), typeof(1E-5)
.5, 5., 00123.40, 1E5, 1.5e3, 0.000001e0, 123456789e0, 12345678.9e0, 1e7, 9999999e0, 0.001e0, 0.0001e0, -0e0, 1.0E-10
power(2, 10), power(2, -1), power(-8, 1e0/3), power(0, 0), pow(2.5, 2), power(10, 308), power(10, 309), power(null, 2), power(-2, 3), power(0, -1)
sqrt(2), sqrt(-1), sqrt(0), sqrt(2.25), cbrt(27), cbrt(-8), exp(1), exp(-1000), exp(710), ln(0), ln(-1), ln(10), log2(8), log10(1000), log10(0), log(2, 8), log(10, 0.001), log(1, 5), log(0, 5)
sin(0), cos(0), tan(0.5), asin(2), acos(1), atan(1), atan2(1, -1), atan2(0, 0), sinh(1), cosh(1), tanh(1), degrees(pi()), radians(180), e(), pi()
sin(1e22), cos(1e10), tan(1e5), asin(0.3), acos(-0.7), atan(1e300), sinh(-2.5), cosh(20), tanh(0.01), degrees(1), radians(1)
sign(-5), sign(0), sign(2.5), sign(-2.5e0), sign(nan()), sign(-0e0), typeof(sign(2.5)), typeof(sign(5)), typeof(sign(bigint '5')), typeof(sign(2e0)), sign(infinity())
is_nan(nan()), is_nan(1), is_finite(infinity()), is_infinite(-infinity()), is_nan(null), is_finite(1.5), is_nan(real 'NaN')
nan() = nan(), nan() > 1, nan() < 1, nan() is distinct from nan(), greatest(nan(), 1e0), least(nan(), 1e0), nan() in (nan()), infinity() > 1e308, nan() <> nan(), nan() between 1 and 2
width_bucket(5, 0, 10, 5), width_bucket(-1, 0, 10, 5), width_bucket(10, 0, 10, 5), width_bucket(5, 10, 0, 5), width_bucket(3.5, array[1, 3, 5]), width_bucket(0, array[1e0]), width_bucket(9, array[1, 3])
width_bucket(5, array[3, 1])
from_base('ff', 16), from_base('-zz', 36), to_base(255, 16), to_base(-255, 2), to_base(0, 2), from_base('101', 2), to_base(9223372036854775807, 36)
from_base('9223372036854775808', 10)
bitwise_and(12, 10), bitwise_or(12, 10), bitwise_xor(12, 10), bitwise_not(12), bitwise_not(-1), bit_count(7, 8), bit_count(-1, 8), bit_count(-128, 8), bit_count(0, 64), bit_count(-1, 64), bitwise_and(-1, 255)
bit_count(255, 8)
bit_count(1, 65)
bitwise_left_shift(1, 31), bitwise_left_shift(1, 32), bitwise_left_shift(bigint '1', 63), bitwise_left_shift(bigint '1', 64), bitwise_right_shift(-8, 1), bitwise_right_shift_arithmetic(-8, 1), bitwise_right_shift(bigint '-1', 60), bitwise_right_shift_arithmetic(bigint '-8', 100), bitwise_left_shift(tinyint '7', 6), bitwise_right_shift(tinyint '-8', 2), bitwise_right_shift(smallint '-1', 15)
typeof(bitwise_and(tinyint '1', tinyint '2')), typeof(bitwise_left_shift(tinyint '7', 2)), typeof(bit_count(1, 8)), typeof(bitwise_not(smallint '1')), typeof(bitwise_xor(1, 2)), typeof(bitwise_right_shift(5, 1))
cosine_similarity(map(array['a'], array[1.0]), map(array['a'], array[2.0])), cosine_similarity(map(array['a','b'], array[1e0, 2e0]), map(array['b','c'], array[3e0, 4e0]))
cosine_similarity(array[1e0, 2e0], array[2e0, 1e0]), cosine_distance(array[1e0, 2e0], array[2e0, 1e0])
beta_cdf(3, 4, 0.5), inverse_beta_cdf(2, 5, 0.3), normal_cdf(0, 1, 1.96), inverse_normal_cdf(0, 1, 0.975), t_cdf(1.5, 4), t_pdf(1.5, 4)
inverse_normal_cdf(0, 0, 0.5)
normal_cdf(0, -1, 0.5)
beta_cdf(0, 1, 0.5)
wilson_interval_lower(5, 10, 1.96), wilson_interval_upper(5, 10, 1.96), wilson_interval_lower(0, 10, 1.96), wilson_interval_upper(10, 10, 1.96)
wilson_interval_lower(11, 10, 1.96)
format_number(1234567), format_number(999), format_number(1000), format_number(-1500.7e0), format_number(1e15), format_number(0.5e0)
parse_data_size('1kB'), parse_data_size('2.5MB'), parse_data_size('1024B'), parse_data_size('3YB'), parse_data_size('0.1GB')
parse_data_size('1k')
parse_data_size('abc')
parse_data_size('-1kB')
human_readable_seconds(0), human_readable_seconds(96), human_readable_seconds(3762), human_readable_seconds(56363463), human_readable_seconds(-1), human_readable_seconds(604800), human_readable_seconds(31536000)
1 = 1.0, 1 = 1e0, 0.1 + 0.2 = 0.3, 0.1e0 + 0.2e0 = 0.3e0, 0.1e0 + 0.2e0, real '0.1' + real '0.2', real '0.1' = 0.1e0, cast(0.1 as real) + 0e0, 1.10 = 1.1
real '16777217', real '0.1', real '1e-45', real '3.4028235e38', real '1e39', real '123456789', real '1e10', real '0.00001', cast(1e-50 as real), cast(1e40 as real), -real '0'
real '0.1' * 3, real '1' / 3, typeof(real '1' / 3), real '1' / 3e0, real '0.1' + 1, real '1e20' * real '1e20', real '5' % real '3', typeof(real '1' * bigint '2')
-5 between -10 and 0, 5 not between 1 and 3, null between 1 and 2, 1 between null and 0, 5 between 10 and 1
1234567890123.45 * 99.99, 999999999999999999 * decimal '9', decimal '999999999999999999' + decimal '999999999999999999', decimal '-999999999999999999' - decimal '999999999999999999', decimal '999999999.999999999' + decimal '999999999999999999', decimal '0.999999999999999999' * decimal '0.999999999999999999'
decimal '123456789012345678' * decimal '1234567890', decimal '123456789012345678901' * decimal '12345678901234567', decimal '12345678901234567890' * decimal '123456789012345678'
decimal '99999999999999999999' * decimal '9999999999999999999'
decimal '99999999999999999999' * decimal '99999999999999999999'
decimal '123456789012345678' / decimal '7', decimal '1' / decimal '123456789012345678', decimal '123456789012345678' % decimal '1234.5', decimal '0.123456789012345678' / decimal '0.000001'
select sum(x), avg(x), max(x) from (values decimal '999999999999999999', decimal '999999999999999999', decimal '999999999999999999') t(x)
select x * y, x + y, x - y, x / y, x % y from (values (decimal '999999999999999.99', decimal '99.9999'), (decimal '-0.01', decimal '0.0001')) t(x, y)
select sum(x * y), avg(x * y) from (values (decimal '999999999999.99', decimal '99.99'), (decimal '1.00', decimal '2.00')) t(x, y)
bigint '9223372036854775807' * 1.5, bigint '9223372036854775807' + 0.5, 1 - bigint '-9223372036854775808' * 1.0, bigint '9223372036854775807' / 2.0, bigint '9223372036854775807' % 2.5, integer '2147483647' * 99.99
tinyint '100' * 1.5, smallint '30000' * 1.25, typeof(tinyint '100' * 1.5), typeof(smallint '30000' + 1.25), typeof(bigint '1' / 1.5), typeof(1 % 1.5)
abs(decimal '-99999999999999999999999999999999999999'), sign(decimal '-5.5'), round(decimal '99999999999999999999.5'), round(decimal '12345678901234567890.12345', 3), truncate(decimal '12345678901234567890.12345', 3), truncate(decimal '12345678901234567890.12345'), floor(decimal '-12345678901234567890.12345'), mod(decimal '12345678901234567890', 7)
cast(decimal '12345678901234567890.12345' as double), cast(decimal '12345678901234567890.12345' as real), cast(decimal '123.5' as integer), cast(decimal '-123.5' as bigint), cast(decimal '123.456' as varchar), cast(decimal '0.001' as varchar), cast(decimal '-0.5' as varchar), cast(decimal '123.45' as decimal(5,1)), cast(decimal '123.45' as boolean)
cast(0.1e0 as decimal(38,37)), cast(1e20 as decimal(38,2)), cast(123456789.123456789e0 as decimal(30,10)), cast(real '0.1' as decimal(20,15)), cast(-1.5e0 as decimal(2,0)), cast(0.5e0 as decimal(1,0)), cast(1e-10 as decimal(10,5)), cast(2.5e0 as decimal(1,0))
cast('1e3' as decimal(10,2)), cast('-.5' as decimal(3,1)), cast('5.' as decimal(3,1)), cast(' 5 ' as decimal(3,1))
cast('5' as decimal(3,1)), cast('0005.50' as decimal(3,1)), cast('1E-2' as decimal(5,3)), cast('+7' as decimal(2,0))
decimal '1' = 1e0, decimal '0.1' = 0.1e0, decimal '1.0' = decimal '1.00', decimal '99999999999999999999999999999999999999' > bigint '1', decimal '1.5' in (1, 1.5, 2e0), decimal '2.5' between 2 and 3, 1.0 is distinct from 1.00
greatest(1.5, 2, bigint '3'), least(1.55, 1.5), coalesce(1.5, 2.555), if(true, 1.5, 100), nullif(1.50, 1.5), case when false then 1.5 else 2 end, typeof(greatest(1.5, 2, bigint '3')), typeof(coalesce(1.5, 2.555)), typeof(if(true, 1.5, 100)), typeof(nullif(1.50, 1.5)), typeof(array[1.5, 22.25])
1.5e0 * 2.5, real '1.5' * 2.5, typeof(real '1.5' * 2.5), typeof(1.5e0 * 2.5), 0.1 + 0.2e0, real '0.1' + 0.2

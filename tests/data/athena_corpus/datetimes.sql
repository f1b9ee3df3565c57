date '2020-01-31' + interval '1' month
date '2020-01-31' - interval '1' day
date '2020-02-29' + interval '1' year
date '2020-01-01' + interval '2' week
date '2020-01-01' + interval '1' hour
timestamp '2020-01-01 00:00:00' + interval '1' hour
timestamp '2020-01-01 00:00:00' - interval '1' day
timestamp '2020-01-31 10:00:00.5' + interval '1' month
interval '1' day + timestamp '2020-01-01 00:00:00'
timestamp '2020-01-01 00:00:00.123456' + interval '1' second
timestamp '2020-03-08 01:30:00 America/New_York' + interval '1' hour
timestamp '2020-03-07 02:30:00 America/New_York' + interval '1' day
date '2020-01-02' - date '2020-01-01'
timestamp '2020-01-02 00:00:00' - timestamp '2020-01-01 10:00:00'
date '2020-01-02' - timestamp '2020-01-01 12:00:00'
interval '1' day
interval '2' hour
interval '90' minute
interval '1.5' second
interval '3' month
interval '2' year
interval '1-2' year to month
interval '2 03:04:05.678' day to second
interval -'1' day
interval '-1' day
interval '1' day + interval '2' hour
interval '1' day * 3
2 * interval '1' month
interval '3' day / 2
interval '1' year - interval '1' month
-interval '1' day
interval '1' day * 1.5
interval '1' day < interval '25' hour
interval '12' month = interval '1' year
interval '1' month < interval '1' year
date_add('day', 1, date '2020-02-28')
date_add('month', 1, date '2020-01-31')
date_add('year', -1, date '2020-02-29')
date_add('week', 2, date '2020-01-01')
date_add('quarter', 1, date '2020-01-15')
date_add('hour', 5, timestamp '2020-01-01 22:00:00')
date_add('minute', -90, timestamp '2020-01-01 00:00:00')
date_add('second', 1, timestamp '2020-01-01 00:00:00.5')
date_add('millisecond', 5, timestamp '2020-01-01 00:00:00.123')
date_add('day', 1, timestamp '2020-01-01 00:00:00 UTC')
date_add('hour', 1, date '2020-01-01')
date_add('decade', 1, date '2020-01-01')
date_diff('day', date '2020-01-01', date '2020-03-01')
date_diff('month', date '2020-01-31', date '2020-02-29')
date_diff('year', date '2020-02-29', date '2021-02-28')
date_diff('week', date '2020-01-01', date '2020-01-14')
date_diff('quarter', date '2020-01-01', date '2020-12-31')
date_diff('day', date '2020-03-01', date '2020-01-01')
date_diff('hour', timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 00:59:00')
date_diff('hour', timestamp '2020-01-01 00:59:00', timestamp '2020-01-01 02:00:00')
date_diff('minute', timestamp '2020-01-01 00:00:30', timestamp '2020-01-01 00:01:29')
date_diff('second', timestamp '2020-01-01 00:00:00', timestamp '2020-01-02 00:00:00')
date_diff('millisecond', timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 00:00:01.5')
date_diff('day', timestamp '2020-01-01 23:00:00', timestamp '2020-01-02 22:00:00')
date_diff('month', timestamp '2020-01-31 10:00:00', timestamp '2020-03-01 09:00:00')
date_diff('month', timestamp '2020-03-31 10:00:00', timestamp '2020-02-29 10:00:00')
date_diff('hour', timestamp '2020-01-01 02:00:00', timestamp '2020-01-01 00:30:00')
date_diff('day', date '2020-01-01', timestamp '2020-01-02 12:00:00')
date_diff('hour', date '2020-01-01', date '2020-01-02')
date_trunc('month', date '2020-05-17')
date_trunc('year', date '2020-05-17')
date_trunc('week', date '2020-05-17')
date_trunc('quarter', date '2020-05-17')
date_trunc('day', date '2020-05-17')
date_trunc('hour', timestamp '2020-05-17 10:11:12.345')
date_trunc('day', timestamp '2020-05-17 10:11:12')
date_trunc('minute', timestamp '2020-05-17 10:11:12')
date_trunc('second', timestamp '2020-05-17 10:11:12.345')
date_trunc('week', timestamp '2020-05-17 10:11:12')
date_trunc('month', timestamp '2020-05-17 10:11:12 America/New_York')
date_trunc('hour', date '2020-05-17')
date_trunc('century', date '2020-05-17')
year(date '2020-05-17')
quarter(date '2020-05-17')
month(date '2020-05-17')
week(date '2020-05-17')
day(date '2020-05-17')
day_of_week(date '2020-05-17')
dow(date '2020-05-18')
day_of_year(date '2020-05-17')
doy(date '2020-12-31')
year_of_week(date '2021-01-01')
yow(date '2020-12-31')
week_of_year(date '2021-01-01')
day_of_month(date '2020-05-17')
hour(timestamp '2020-05-17 10:11:12.345')
minute(timestamp '2020-05-17 10:11:12.345')
second(timestamp '2020-05-17 10:11:12.345')
millisecond(timestamp '2020-05-17 10:11:12.345')
year(timestamp '2020-05-17 10:11:12')
hour(time '10:11:12')
hour(date '2020-01-01')
extract(year from date '2020-05-17')
extract(dow from date '2020-05-17')
extract(hour from timestamp '2020-05-17 10:11:12')
extract(week from date '2020-05-17')
extract(day from timestamp '2020-05-17 10:11:12')
extract(doy from date '2020-02-01')
hour(timestamp '2020-05-17 10:11:12 America/New_York')
day(timestamp '2020-01-01 01:00:00 Asia/Tokyo')
timezone_hour(timestamp '2020-01-01 00:00:00 -05:30')
timezone_minute(timestamp '2020-01-01 00:00:00 -05:30')
timezone_hour(timestamp '2020-07-01 00:00:00 America/New_York')
hour(interval '25' hour)
day(interval '25' hour)
minute(interval '90' minute)
year(interval '14' month)
month(interval '14' month)
last_day_of_month(date '2020-02-10')
last_day_of_month(timestamp '2021-02-10 10:00:00')
from_unixtime(0)
from_unixtime(1590000000)
from_unixtime(1.5)
from_unixtime(-1)
from_unixtime(1590000000.123456)
from_unixtime(0, 'Asia/Tokyo')
from_unixtime(0, 'America/New_York')
from_unixtime(null)
from_unixtime(0, 5, 30)
to_unixtime(timestamp '2020-01-01 00:00:00')
to_unixtime(timestamp '2020-01-01 00:00:00.5 UTC')
to_unixtime(from_unixtime(1590000000))
to_unixtime(timestamp '2020-01-01 00:00:00 America/New_York')
timestamp '2020-01-01 00:00:00' at time zone 'America/New_York'
timestamp '2020-01-01 00:00:00 UTC' at time zone 'Asia/Tokyo'
timestamp '2020-07-01 12:00:00 America/New_York' at time zone 'UTC'
timestamp '2020-01-01 00:00:00 UTC' at time zone '+05:30'
at_timezone(timestamp '2020-01-01 00:00:00 UTC', 'Europe/Berlin')
with_timezone(timestamp '2020-01-01 00:00:00', 'Europe/Berlin')
timezone(timestamp '2020-01-01 00:00:00 Europe/Berlin')
timestamp '2020-01-01 00:00:00 UTC' at time zone 'Nowhere/City'
timestamp '2020-01-01 00:00:00'
timestamp '2020-01-01 00:00:00.123'
timestamp '2020-01-01 00:00'
timestamp '2020-01-01'
timestamp '2020-01-01 00:00:00 UTC'
timestamp '2020-01-01 00:00:00.1 +05:30'
timestamp '2020-01-01 00:00:00 Z'
timestamp '2020-01-01 00:00:00.123456 America/New_York'
timestamp '2020-01-01 00:00:00.123456789'
timestamp '2020-01-01 00:00:00 UTC' = timestamp '2019-12-31 19:00:00 America/New_York'
timestamp '2020-01-01 00:00:00' = timestamp '2020-01-01 00:00:00 UTC'
date '2020-01-01' < timestamp '2020-01-01 00:00:01'
date '2020-01-01' = timestamp '2020-01-01 00:00:00'
date '2020-01-01' = '2020-01-01'
date '2020-01-01' between date '2019-01-01' and date '2021-01-01'
date '2020-01-01' in (date '2020-01-01')
greatest(date '2020-01-01', date '2020-01-02')
timestamp '2020-01-01 00:00:00' > date '2019-12-31'
date('2020-01-01')
date(timestamp '2020-01-01 10:00:00')
date(timestamp '2020-01-01 23:00:00 America/New_York')
from_iso8601_date('2020-05-17')
from_iso8601_timestamp('2020-05-17T10:11:12.345+02:00')
from_iso8601_timestamp('2020-05-17T10:11:12Z')
from_iso8601_timestamp('2020-05-17')
from_iso8601_timestamp('2020-05-17T10')
from_iso8601_timestamp('2020-05-17T10:11:12')
from_iso8601_date('2020-W10')
from_iso8601_date('2020-123')
from_iso8601_timestamp('hello')
to_iso8601(date '2020-05-17')
to_iso8601(timestamp '2020-05-17 10:11:12.345')
to_iso8601(timestamp '2020-05-17 10:11:12 UTC')
to_iso8601(timestamp '2020-05-17 10:11:12.345 America/New_York')
to_iso8601(timestamp '2020-05-17 10:11:12')
date_format(timestamp '2020-05-07 03:04:05.678', '%Y-%m-%d %H:%i:%s')
date_format(timestamp '2020-05-07 15:04:05', '%a %b %c %d %e %f %h %I %j %k %l %M %p %r %S %T %v %W %x %y %%')
date_format(date '2020-05-07', '%Y/%m')
date_format(timestamp '2020-01-01 00:00:00', '%D')
date_format(timestamp '2020-01-01 00:00:00', '%w')
date_format(timestamp '2020-01-01 00:00:00', '%q')
date_format(timestamp '2020-01-01 00:00:00 America/New_York', '%H')
date_parse('2020-05-07', '%Y-%m-%d')
date_parse('2020-05-07 03:04:05', '%Y-%m-%d %H:%i:%s')
date_parse('07/May/2020', '%d/%b/%Y')
date_parse('2020-05-07 03:04:05.123', '%Y-%m-%d %H:%i:%s.%f')
date_parse('03:04 PM', '%h:%i %p')
date_parse('20200507', '%Y%m%d')
date_parse('7 May 20', '%e %M %y')
date_parse('hello', '%Y')
date_parse('2020-13-01', '%Y-%m-%d')
format_datetime(timestamp '2020-05-07 03:04:05.678', 'yyyy-MM-dd HH:mm:ss.SSS')
format_datetime(timestamp '2020-05-07 15:04:05', 'EEE, d MMM yyyy h:mm a')
format_datetime(timestamp '2020-05-07 15:04:05 UTC', 'yyyy-MM-dd''T''HH:mm:ssZZ')
format_datetime(timestamp '2020-05-07 15:04:05', 'EEEE MMMM yy D w e')
parse_datetime('2020-05-07 03:04', 'yyyy-MM-dd HH:mm')
parse_datetime('2020-05-07T03:04:05+02:00', 'yyyy-MM-dd''T''HH:mm:ssZ')
parse_datetime('07/05/2020', 'dd/MM/yyyy')
parse_datetime('abc', 'yyyy')
parse_duration('42.8ms')
parse_duration('3.81 d')
parse_duration('5m')
parse_duration('1h')
to_milliseconds(interval '1' day)
typeof(now())
typeof(current_date)
typeof(current_timestamp)
typeof(localtimestamp)
typeof(date_add('day', 1, date '2020-01-01'))
typeof(date_trunc('day', timestamp '2020-01-01 00:00:00'))
typeof(from_unixtime(0))
typeof(date_diff('day', date '2020-01-01', date '2020-01-02'))
typeof(timestamp '2020-01-01 00:00:00')
typeof(timestamp '2020-01-01 00:00:00.123')
typeof(timestamp '2020-01-01 00:00:00' + interval '1' day)
typeof(date '2020-01-01' + interval '1' day)
typeof(date_parse('2020', '%Y'))
typeof(to_iso8601(date '2020-01-01'))
typeof(to_iso8601(timestamp '2020-05-17 10:11:12.345'))
typeof(to_iso8601(timestamp '2020-05-17 10:11:12'))
typeof(interval '1' day)
typeof(interval '1' month)
typeof(timestamp '2020-01-01 00:00:00 UTC')
typeof(to_iso8601(timestamp '2020-05-17 10:11:12.345 UTC'))
typeof(to_iso8601(now()))
typeof(at_timezone(now(), 'UTC'))
typeof(date_format(now(), '%Y'))
typeof(to_unixtime(now()))
now() - now() = interval '0' second
current_date <= date '2100-01-01'
now() > timestamp '2020-01-01 00:00:00 UTC'
current_timezone()
date_add('day', null, date '2020-01-01')
date_diff('day', null, date '2020-01-01')
cast(null as date) + interval '1' day
year(cast(null as date))
timestamp '1969-12-31 23:59:59.999'
timestamp '1900-01-01 00:00:00'
date '1582-10-15'
year(timestamp '1969-12-31 23:59:59')
date_trunc('hour', timestamp '1969-12-31 23:59:59.999')
to_unixtime(timestamp '1969-12-31 23:59:59.5')
day_of_week(date '1969-12-31')
date '10000-01-01'
date_add('month', 13, timestamp '2020-01-31 10:00:00')
date_add('month', -1, date '2020-03-31')
date '2020-03-31' - interval '1' month
time '10:00:00' < time '11:00:00'
time '10:11:12'
current_time is not null
SELECT timestamp '2012-08-08 01:00' - interval '29' hour
SELECT interval '1' month * 2.5
SELECT interval '5' month / 2
SELECT time '10:00:00.123'
SELECT time '10:00'
SELECT time '10:00:00 -08:00'
SELECT typeof(timestamp '2020-01-01 10:00:00.123 UTC')
SELECT timestamp '2020-01-01 10:00:00.123456789'
SELECT timestamp '2020-01-01 10:00:00.123456789012'
SELECT timestamp '2020-06-01 12:00:00 UTC' at time zone 'Europe/Paris'
SELECT timestamp '2020-06-01 12:00:00 UTC' at time zone '+02:00'
SELECT with_timezone(timestamp '2020-06-01 12:00:00.123', 'UTC')
SELECT at_timezone(timestamp '2020-06-01 12:00:00 UTC', z), with_timezone(timestamp '2020-06-01 12:00:00', z) FROM (VALUES 'Asia/Tokyo', 'America/New_York') t(z) ORDER BY z
SELECT date_add('hour', 9, timestamp '2020-03-01 00:00:00')
SELECT date_add('millisecond', 5, timestamp '2020-01-01 00:00:00')
SELECT date_diff('second', timestamp '2020-03-01 00:00:00', timestamp '2020-03-02 00:00:00')
SELECT date_diff('day', date '2020-03-01', date '2020-03-02')
SELECT date_diff('week', date '2020-01-01', date '2020-01-15')
SELECT date_diff('hour', timestamp '2020-03-08 00:00:00 America/New_York', timestamp '2020-03-09 00:00:00 America/New_York')
SELECT date_add('minute', 30, time '23:45:00')
SELECT date_trunc('hour', time '10:45:30')
SELECT date_diff('foo', date '2020-01-01', date '2020-01-02')
SELECT date_trunc('minute', timestamp '2001-08-22 03:04:05.321')
SELECT date_trunc('hour', timestamp '2001-08-22 03:04:05.321')
SELECT date_trunc('week', timestamp '2001-08-22 03:04:05.321')
SELECT date_trunc('month', timestamp '2001-08-22 03:04:05.321')
SELECT date_trunc('day', timestamp '2020-06-01 02:00:00 America/New_York')
SELECT date_trunc('hour', date '2020-01-01')
SELECT date_format(timestamp '2022-10-20 05:10:00', '%m-%d-%Y %H')
SELECT date_format(timestamp '2020-01-05 13:00:00', '%h:%i:%s %p')
SELECT date_format(timestamp '2020-01-05 13:00:00', '%a %b %c %j %k %l %v %x')
SELECT date_format(timestamp '2020-01-05 13:00:00', '%%x')
SELECT date_parse('Jan 5 2020', '%b %e %Y')
SELECT date_parse('01:02:03 PM', '%h:%i:%s %p')
SELECT format_datetime(timestamp '2020-01-05 13:04:05', 'EEEE MMMM')
SELECT format_datetime(date '2020-01-05', 'DDD ww e')
SELECT format_datetime(timestamp '2020-01-05 13:04:05 America/New_York', 'HH:mm z')
SELECT format_datetime(timestamp '2020-01-05 03:04:05', 'yy y yyyy YYYY xxxx G C')
SELECT parse_datetime('2020-01-05 13:04:05', 'yyyy-MM-dd HH:mm:ss')
SELECT parse_datetime('2020-01-05 America/New_York', 'yyyy-MM-dd ZZZ')
SELECT from_iso8601_timestamp('2020-123')
SELECT from_iso8601_date('2020-05-11')
SELECT from_iso8601_date('2020-05')
SELECT from_iso8601_date('2020')
SELECT from_iso8601_date('abc')
SELECT to_iso8601(timestamp '2020-05-11 11:15:05.055 +01:00')
SELECT from_unixtime(1600000000.5)
SELECT from_unixtime(1600000000, -8, 0)
SELECT from_unixtime_nanos(100)
SELECT from_unixtime_nanos(1600000000123456789)
SELECT from_unixtime_nanos(decimal '1234')
SELECT to_unixtime(timestamp '2020-01-01 00:00:00.5')
SELECT parse_duration('10s')
SELECT human_readable_seconds(0.4)
SELECT year(date '2020-05-06')
SELECT quarter(date '2020-05-06')
SELECT yow(date '2021-01-01')
SELECT minute(timestamp '2020-05-06 07:08:09.123')
SELECT minute(time '07:08:09')
SELECT millisecond(time '07:08:09.5')
SELECT extract(year from date '2020-05-06')
SELECT extract(day from date '2020-05-06')
SELECT extract(hour from interval '90' minute)
SELECT year(interval '27' month)
SELECT timezone_hour(timestamp '2020-01-01 00:00:00 -03:30')
SELECT timezone_minute(timestamp '2020-01-01 00:00:00 -03:30')
SELECT now() is not null
SELECT typeof(current_time)
SELECT typeof(localtime)
SELECT typeof(current_timestamp(6))
SELECT typeof(localtimestamp(0))
SELECT cast(date '2020-01-01' as timestamp)
SELECT cast(timestamp '2020-01-01 10:00:00' as varchar)
SELECT cast(date '2020-01-01' as varchar)
SELECT cast(time '10:00:00' as varchar)
SELECT cast('2020-01-01 10:00:00.123456' as timestamp(6))
SELECT cast(timestamp '2020-01-01 10:00:00.5 UTC' as timestamp(0) with time zone)
SELECT cast(timestamp '2020-01-01 23:00:00 America/New_York' as date)
SELECT cast(time '10:00:00.999' as time(0))
SELECT cast('2020-1-1' as date)
SELECT cast('0001-01-01' as date)
SELECT cast('9999-12-31' as date)
SELECT date '-0001-01-01'
SELECT cast('2020-01-01T10:00:00' as timestamp)
SELECT date '2020-01-10' - date '2020-01-01'
SELECT interval '1 12:30:45.123' day to second
SELECT interval '1-6' year to month
SELECT year(date '0001-01-01')
SELECT min(x), max(x), count(distinct x) FROM (VALUES timestamp '2020-01-01 10:00:00', timestamp '2020-01-01 20:00:00') t(x)
SELECT from_unixtime(1.6e9)
SELECT date_format(from_unixtime(1600000000), '%Y-%m-%d')
SELECT date '2020-02-30'
SELECT date_trunc('day', null)
SELECT current_timestamp = current_timestamp
date '2020-01-31' + interval '1' month, date '2020-03-31' - interval '1' month, date '2020-02-29' + interval '4' year, date '2019-12-31' + interval '1' day
date '2020-01-01' + interval '25' hour
timestamp '2020-01-31 10:00:00' + interval '1' month, timestamp '2020-01-01 00:00:00' - interval '1' second, timestamp '2020-01-01 00:00:00' + interval '1.123' second, timestamp '2020-01-01 00:00:00.123456' + interval '1' day
time '23:00:00' + interval '2' hour, time '01:00:00' - interval '2' hour, time '10:00:00.5' + interval '500' millisecond
time '23:00:00' + interval '2' hour, time '01:00:00' - interval '2' hour
time '10:00:00' + interval '1' month
interval '1' day + interval '2' hour, interval '1' year + interval '2' month, interval '3' day - interval '5' day, -interval '1' day, interval '1' day * 2.5e0, interval '1' month * 3, 2 * interval '1' hour
interval '1' day + interval '1' month
interval '1' day / 2, interval '5' month / 2, interval '1' day * 1.5e0, interval '1' day / 0.5e0
interval '1' day > interval '23' hour, interval '12' month = interval '1' year, interval '-1' day < interval '0' second
interval '1' day = interval '1' month
interval '2 03' day to hour, interval '2 03:04' day to minute, interval '1:30' hour to minute, interval '1:30.5' minute to second, interval '1-6' year to month, interval -'5' day, interval '-5' day, interval '+5' day
interval '1 2:3:4.567' day to second, interval '36' hour, interval '90' second, interval '1000' day, interval '25' month
interval 'x' day
interval '1.5' day
timestamp '2020-01-02 00:00:00' - timestamp '2020-01-01 12:00:00', date '2020-01-10' - date '2020-01-01', time '10:00:00' - time '09:30:00', timestamp '2020-01-01 00:00:00' - date '2019-12-31'
date '2020-01-01' - timestamp '2020-01-01 00:00:00.5'
date '2020-01-01' + date '2020-01-01'
date '2020-01-01' - 1
date '2020-01-01' < timestamp '2020-01-01 00:00:01', date '2020-01-01' = timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 00:00:00' = timestamp '2020-01-01 00:00:00 UTC', date '2020-01-01' between date '2019-01-01' and timestamp '2021-01-01 00:00:00'
date_add('day', 5, date '2020-01-01'), date_add('month', -1, date '2020-03-31'), date_add('year', 1, date '2020-02-29'), date_add('week', 2, date '2020-01-01'), date_add('quarter', 1, date '2020-01-31')
date_add('hour', 5, date '2020-01-01')
date_add('hour', 25, timestamp '2020-01-01 00:00:00'), date_add('millisecond', 1500, timestamp '2020-01-01 00:00:00'), date_add('millisecond', 1500, timestamp '2020-01-01 00:00:00.000'), date_add('second', -1, timestamp '2020-01-01 00:00:00 UTC')
date_add('foo', 1, date '2020-01-01')
date_add('hour', 3, time '23:00:00'), date_add('minute', -61, time '01:00:00'), date_add('millisecond', 1, time '01:00:00.000')
date_add('day', 1, time '10:00:00')
date_add('MONTH', 1, date '2020-01-31'), date_add('day', null, date '2020-01-01'), date_add(null, 1, date '2020-01-01')
date_add('day', 9999999999, date '2020-01-01')
date_diff('day', date '2020-01-01', date '2020-03-01'), date_diff('month', date '2020-01-31', date '2020-02-29'), date_diff('year', date '2020-02-29', date '2021-02-28'), date_diff('week', date '2020-01-01', date '2020-01-14'), date_diff('quarter', date '2020-01-01', date '2020-12-31')
date_diff('hour', timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 23:59:59'), date_diff('minute', timestamp '2020-01-01 00:00:00', timestamp '2019-12-31 23:58:30'), date_diff('second', timestamp '2020-01-01 00:00:00.9', timestamp '2020-01-01 00:00:02.1'), date_diff('millisecond', timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 00:00:01.5')
date_diff('day', timestamp '2020-01-01 12:00:00', timestamp '2020-01-03 11:59:59'), date_diff('month', timestamp '2020-01-31 12:00:00', timestamp '2020-02-29 11:00:00'), date_diff('day', date '2020-01-05', date '2020-01-01')
date_diff('hour', time '10:00:00', time '12:30:00'), date_diff('minute', time '12:00:00', time '10:30:30')
date_diff('day', timestamp '2020-03-08 00:00:00 America/New_York', timestamp '2020-03-09 00:00:00 America/New_York'), date_diff('hour', timestamp '2020-03-08 00:00:00 America/New_York', timestamp '2020-03-09 00:00:00 America/New_York')
date_trunc('month', date '2020-02-29'), date_trunc('week', date '2020-01-01'), date_trunc('quarter', date '2020-05-05'), date_trunc('year', date '2020-05-05'), date_trunc('day', date '2020-05-05')
date_trunc('hour', timestamp '2020-01-01 10:59:59.999'), date_trunc('minute', timestamp '2020-01-01 10:59:59.999'), date_trunc('second', timestamp '2020-01-01 10:59:59.999'), date_trunc('millisecond', timestamp '2020-01-01 10:59:59.999999'), date_trunc('week', timestamp '2020-01-05 23:00:00')
date_trunc('day', timestamp '2020-03-08 12:00:00 America/New_York'), date_trunc('hour', timestamp '2020-03-08 12:34:56 +05:45'), date_trunc('month', timestamp '2020-03-08 12:00:00 Asia/Tokyo')
date_trunc('hour', time '10:59:59'), date_trunc('minute', time '10:59:59.5'), date_trunc('second', time '10:59:59.5')
date_trunc('day', time '10:00:00')
date_trunc('year', timestamp '1969-07-20 20:17:40'), date_trunc('week', date '1969-12-31'), date_trunc('month', timestamp '0001-02-03 04:05:06')
year(date '2020-12-31'), quarter(date '2020-12-31'), month(date '2020-12-31'), week(date '2020-12-31'), day(date '2020-12-31'), day_of_week(date '2020-12-27'), day_of_year(date '2020-12-31'), year_of_week(date '2021-01-01'), yow(date '2018-12-31'), dow(date '2020-12-28'), doy(date '2020-01-01')
hour(timestamp '2020-01-01 13:14:15.678'), minute(timestamp '2020-01-01 13:14:15.678'), second(timestamp '2020-01-01 13:14:15.678'), millisecond(timestamp '2020-01-01 13:14:15.678'), hour(time '13:14:15'), minute(time '13:14:15'), second(time '13:14:15'), millisecond(time '13:14:15.123')
hour(timestamp '2020-01-01 13:14:15 Asia/Kolkata'), timezone_hour(timestamp '2020-01-01 13:14:15 Asia/Kolkata'), timezone_minute(timestamp '2020-01-01 13:14:15 Asia/Kolkata'), timezone_hour(timestamp '2020-01-01 13:14:15 -03:30'), timezone_minute(timestamp '2020-01-01 13:14:15 -03:30')
extract(year from date '2020-05-06'), extract(month from timestamp '2020-05-06 01:02:03'), extract(dow from date '2020-05-06'), extract(doy from date '2020-05-06'), extract(week from date '2020-05-06'), extract(yow from date '2020-05-06'), extract(quarter from date '2020-05-06'), extract(hour from time '10:00:00'), extract(second from interval '1:30' minute to second), extract(day from interval '50' hour)
extract(timezone_hour from timestamp '2020-01-01 00:00:00 +05:30'), extract(timezone_minute from timestamp '2020-01-01 00:00:00 +05:30'), extract(day_of_week from date '2020-05-06'), extract(year from interval '14' month), extract(month from interval '14' month)
extract(hour from date '2020-01-01')
extract(year from time '10:00:00')
extract(foo from date '2020-01-01')
last_day_of_month(date '2020-02-01'), last_day_of_month(timestamp '2019-02-01 10:00:00'), last_day_of_month(timestamp '2020-12-31 23:00:00 America/New_York')
from_unixtime(0), from_unixtime(1.5e0), from_unixtime(-1), from_unixtime(1577836800.123456), from_unixtime(0, 'Asia/Tokyo'), from_unixtime(0, 5, 30), from_unixtime(0, -5, -30)
to_unixtime(timestamp '2020-01-01 00:00:00'), to_unixtime(timestamp '2020-01-01 00:00:00.123'), to_unixtime(timestamp '2020-01-01 00:00:00 +02:00'), to_unixtime(from_unixtime(1.25e0))
to_unixtime(date '2020-01-01')
from_unixtime_nanos(1577836800123456789)
from_iso8601_date('2020-01-01'), from_iso8601_date('2020-W01-3'), from_iso8601_date('2020-001'), from_iso8601_date('2020-W53')
from_iso8601_date('2020-13-01')
from_iso8601_date('20200101')
from_iso8601_timestamp('2020-01-01T10:00:00Z'), from_iso8601_timestamp('2020-01-01T10:00:00+05:30'), from_iso8601_timestamp('2020-01-01T10:00:00.123'), from_iso8601_timestamp('2020-01-01'), from_iso8601_timestamp('2020-01-01T10'), from_iso8601_timestamp('2020-W01-3T10:00'), from_iso8601_timestamp('2020-001T10:00')
from_iso8601_timestamp('2020-01-01 10:00:00')
from_iso8601_timestamp_nanos('2020-01-01T10:00:00.123456789Z')
to_iso8601(date '2020-01-01'), to_iso8601(timestamp '2020-01-01 10:00:00'), to_iso8601(timestamp '2020-01-01 10:00:00.123'), to_iso8601(timestamp '2020-01-01 10:00:00 UTC'), to_iso8601(timestamp '2020-01-01 10:00:00.5 Asia/Tokyo')
date_format(timestamp '2020-01-05 03:04:05.678', '%a %b %c %d %e %f %H %h %I %i %j %k %l %M %m %p %r %S %s %T %v %W %x %Y %y %%')
date_format(timestamp '2020-01-05 13:04:05', '%D')
date_format(timestamp '2020-01-05 13:04:05', '%U')
date_format(timestamp '2020-01-05 13:04:05', '%w')
date_format(timestamp '2020-01-05 13:04:05', '%X')
date_format(date '2020-01-05', '%Y-%m-%d %H'), date_format(timestamp '2020-01-05 00:30:00', '%h %l %I %p'), date_format(timestamp '2020-01-05 00:30:00 Asia/Tokyo', '%H:%i'), date_format(timestamp '2020-01-05 12:00:00', '%q%z')
date_format(timestamp '2020-01-05 12:00:00', ''), date_format(timestamp '2020-01-05 12:00:00', 'abc')
date_format(timestamp '2020-01-05 12:00:00.123456', '%f'), date_format(timestamp '2020-12-31 12:00:00', '%x-%v'), date_format(timestamp '2020-01-05 12:00:00', null)
date_format(timestamp '2020-01-05 12:00:00', 'T%Y''Z')
date_parse('2020-01-05 03:04:05', '%Y-%m-%d %H:%i:%s'), date_parse('05/Jan/2020', '%d/%b/%Y'), date_parse('January 5, 2020', '%M %e, %Y'), date_parse('200105', '%y%m%d'), date_parse('12:30 PM', '%h:%i %p'), date_parse('2020-060', '%Y-%j')
date_parse('20200105', '%Y%m%d'), date_parse('2020-01-05T03:04:05.123', '%Y-%m-%dT%H:%i:%s.%f'), date_parse('690101', '%y%m%d'), date_parse('700101', '%y%m%d'), date_parse('1:2:3', '%H:%i:%s')
date_parse('2020-01-05 extra', '%Y-%m-%d')
date_parse('2020-02-30', '%Y-%m-%d')
date_parse('2020-01', '%Y-%m'), date_parse('2020', '%Y'), date_parse('03:04', '%H:%i')
date_parse('2020-01-05', '')
date_parse('Sun Jan 05 2020', '%a %b %d %Y'), date_parse('Sunday 5 January 2020', '%W %d %M %Y'), date_parse('03:04:05 AM', '%r'), date_parse('13:04:05', '%T')
date_parse('Mon Jan 05 2020', '%a %b %d %Y')
date_parse('01 2020', '%v %x')
date_parse('x', '%D')
format_datetime(timestamp '2020-01-05 13:04:05.678', 'yyyy-MM-dd HH:mm:ss.SSS'), format_datetime(timestamp '2020-01-05 13:04:05', 'EEE, d MMM yyyy h:mm a'), format_datetime(timestamp '2020-01-05 13:04:05', 'EEEE MMMM dd yy'), format_datetime(timestamp '2020-01-05 13:04:05 Asia/Tokyo', 'Z ZZ ZZZ z')
format_datetime(timestamp '2020-01-05 13:04:05', 'D w e x K k G C Y'), format_datetime(timestamp '2020-01-05 13:04:05', '''at'' HH ''''')
format_datetime(timestamp '2020-01-05 13:04:05 America/New_York', 'zzzz'), format_datetime(date '2020-01-05', 'yyyy'), format_datetime(timestamp '2020-07-05 13:04:05 America/New_York', 'z ZZ'), format_datetime(timestamp '2020-07-05 13:04:05 +05:30', 'z Z ZZ ZZZ')
format_datetime(timestamp '2020-01-05 13:04:05', 'b')
format_datetime(timestamp '2020-01-05 13:04:05', '')
parse_datetime('2020-01-05 13:04', 'yyyy-MM-dd HH:mm'), parse_datetime('2020-01-05 13:04 +0530', 'yyyy-MM-dd HH:mm Z'), parse_datetime('5 Jan 2020 1:04 PM', 'd MMM yyyy h:mm a'), parse_datetime('2020-01-05 Asia/Tokyo', 'yyyy-MM-dd ZZZ')
parse_datetime('2020-005', 'yyyy-DDD'), parse_datetime('Sunday, January 05, 2020', 'EEEE, MMMM dd, yyyy')
parse_datetime('20', 'yy'), parse_datetime('2020', 'yy'), parse_datetime('99', 'yy')
timestamp '2020-01-01 00:00:00' at time zone 'America/New_York', timestamp '2020-01-01 00:00:00 UTC' at time zone '+05:30', timestamp '2020-07-01 00:00:00 America/New_York' at time zone 'UTC'
timestamp '2020-01-01 00:00:00 UTC' at time zone interval '2' hour, at_timezone(timestamp '2020-01-01 00:00:00 UTC', 'Europe/Paris'), with_timezone(timestamp '2020-01-01 00:00:00', 'Europe/Paris')
timestamp '2020-01-01 00:00:00 UTC' at time zone 'Foo/Bar'
timestamp '2020-03-08 02:30:00 America/New_York'
timestamp '2020-11-01 01:30:00 America/New_York', with_timezone(timestamp '2020-11-01 01:30:00', 'America/New_York') + interval '1' hour
timestamp '2020-01-01 00:00:00 UTC' = timestamp '2020-01-01 01:00:00 +01:00', timestamp '2020-01-01 00:00:00 UTC' < timestamp '2020-01-01 00:30:00 +01:00'
typeof(timestamp '2020-01-01 00:00:00.12'), typeof(timestamp '2020-01-01'), typeof(timestamp '2020-01-01 00:00:00.123456789'), typeof(from_unixtime(0)), typeof(date_parse('2020', '%Y')), typeof(date_trunc('day', timestamp '2020-01-01 00:00:00.123456')), typeof(date_add('day', 1, timestamp '2020-01-01 00:00:00'))
timestamp '2020-01-01 00:00:00.123456789', cast(timestamp '2020-01-01 00:00:00.123456789' as timestamp(3))
timestamp '2020-01-01 24:00:00'
time '24:00:00'
date 'abc'
timestamp '2020-01-01T00:00:00'
human_readable_seconds(96), human_readable_seconds(3762), human_readable_seconds(56363463), human_readable_seconds(0), human_readable_seconds(-5), human_readable_seconds(1.9e0), human_readable_seconds(604800)
human_readable_seconds(nan())
parse_duration('42.8ms'), parse_duration('3.81 d'), parse_duration('5m'), parse_duration('1h'), parse_duration('100ns')
parse_duration('5 weeks')
to_milliseconds(interval '1' day), to_milliseconds(parse_duration('44.8ms')), to_milliseconds(interval '-1.5' second)
date('2020-01-05'), date(timestamp '2020-01-05 10:00:00'), date(timestamp '2020-01-05 23:00:00 America/New_York')
date('2020-1-5x')
sequence(date '2020-01-01', date '2020-01-05'), sequence(date '2020-01-01', date '2020-03-01', interval '1' month), sequence(date '2020-01-05', date '2020-01-01'), sequence(timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 12:00:00', interval '6' hour), sequence(date '2020-01-31', date '2020-05-31', interval '1' month)
sequence(date '2020-01-01', date '2020-01-05', interval '-1' day)
sequence(date '2020-01-01', date '2020-01-05', interval '0' day)
greatest(date '2020-01-01', date '2021-01-01'), least(timestamp '2020-01-01 00:00:00', date '2019-01-01'), max(x) from (values date '2020-01-01', null) t(x)
min(x), max(x), count(distinct x) from (values timestamp '2020-01-01 00:00:00 UTC', timestamp '2020-01-01 01:00:00 +01:00') t(x)
x, count(*) from (values date '2020-01-01', date '2020-01-01', null) t(x) group by x order by x
date_format(x, '%Y') y, count(*) from (values timestamp '2020-01-01 00:00:00', timestamp '2021-01-01 00:00:00') t(x) group by date_format(x, '%Y') order by 1
avg(x), sum(x), min(x) from (values interval '1' day, interval '2' day, null) t(x)
avg(x), sum(x) from (values interval '1' month, interval '4' month) t(x)
avg(x) from (values date '2020-01-01') t(x)
sum(x) from (values timestamp '2020-01-01 00:00:00') t(x)
(date '2020-01-01', date '2020-02-01') overlaps (date '2020-01-15', date '2020-03-01')
date '2020-1-5', date '2020-12-31', date '-0044-03-15', typeof(date '2020-01-01')
timestamp '2020-01-01', timestamp '2020-01-01 10:00', timestamp '2020-01-01 10:00:00', timestamp '2020-01-01 10:00:00.1', timestamp '2020-01-01 10:00:00.123456', typeof(timestamp '2020-01-01 10:00'), typeof(timestamp '2020-01-01 10:00:00.1'), typeof(timestamp '2020-01-01')
timestamp '2020-01-01 25:00:00'
timestamp '2020-01-01 10:00:00 Europe/Berlin', timestamp '2020-07-01 10:00:00 Europe/Berlin', timestamp '2020-01-01 10:00:00 +05:30', timestamp '2020-01-01 10:00:00 Z', timestamp '2020-01-01 10:00 UTC', typeof(timestamp '2020-01-01 10:00:00.12 UTC')
timestamp '2020-01-01 10:00:00 Mars/Phobos'
timestamp '2020-01-01 10:00:00 +15:00'
time '10:00', time '23:59:59.999', typeof(time '10:00'), typeof(time '10:00:00.12'), time '00:00:00' + interval '25' hour, time '10:00' - interval '11' hour, time '10:00' < time '10:01'
interval '1' day, interval '-1' day, interval '1 2:03:04.567' day to second, interval '5' minute, interval '90' minute, interval '1.5' second, interval '2-3' year to month, interval '15' month, interval - '3' hour, interval '10:20' hour to minute
typeof(interval '1' day), typeof(interval '1' month), interval '1' day + interval '2' hour, interval '1' year - interval '1' month, interval '1' day * 2, 2 * interval '3' hour, interval '1' day * 1.5, interval '1' day / 2, interval '7' month / 2, interval '1' month * -2
interval '1' day * 1.5e0, interval '1' year * 0.5e0, interval '1' day / 3e0, -interval '1' day, interval '1' day > interval '23' hour, interval '1' day = interval '24' hour, interval '0' second
date '2020-01-31' + interval '1' month, date '2020-02-29' + interval '1' year, date '2020-03-31' - interval '1' month, date '2020-01-01' + interval '1' day, date '2020-01-01' - interval '400' day, interval '1' day + date '2020-01-01'
date '2020-01-01' + interval '24' hour, date '2020-01-01' + interval '48' hour
timestamp '2020-01-31 10:00:00' + interval '1' month, timestamp '2020-01-31 10:00:00' + interval '1' second, timestamp '2020-01-31 10:00:00.123' - interval '0.123' second, typeof(timestamp '2020-01-31 10:00:00' + interval '1' second), typeof(timestamp '2020-01-31 10:00:00.123456' + interval '1' day)
date '2020-01-02' - date '2020-01-01', typeof(date '2020-01-02' - date '2020-01-01'), timestamp '2020-01-02 00:00:00' - timestamp '2020-01-01 12:00:00', timestamp '2020-01-02 00:00:00' - date '2020-01-01', timestamp '2020-01-02 00:00:00 UTC' - timestamp '2020-01-01 12:00:00 +02:00', time '10:00:00' - time '09:30:00'
timestamp '2020-03-29 02:30:00 Europe/Berlin', timestamp '2020-10-25 02:30:00 Europe/Berlin', timestamp '2020-10-25 02:30:00 Europe/Berlin' + interval '1' hour
timestamp '2020-03-28 12:00:00 Europe/Berlin' + interval '1' day, date_add('day', 1, timestamp '2020-03-28 12:00:00 Europe/Berlin'), date_add('hour', 24, timestamp '2020-03-28 12:00:00 Europe/Berlin'), date_diff('hour', timestamp '2020-03-28 12:00:00 Europe/Berlin', timestamp '2020-03-29 12:00:00 Europe/Berlin'), date_diff('day', timestamp '2020-03-28 12:00:00 Europe/Berlin', timestamp '2020-03-29 11:00:00 Europe/Berlin')
timestamp '2020-01-01 00:00:00 UTC' at time zone 'Asia/Tokyo', timestamp '2020-01-01 00:00:00' at time zone 'Asia/Tokyo', timestamp '2020-01-01 00:00:00 UTC' at time zone '+05:45', at_timezone(timestamp '2020-07-01 00:00:00 UTC', 'America/St_Johns'), with_timezone(timestamp '2020-01-01 10:00:00', 'Asia/Kolkata'), timestamp '2020-01-01 00:00:00 UTC' at time zone interval '2' hour
cast(timestamp '2020-01-01 00:00:00 UTC' at time zone 'Asia/Tokyo' as timestamp), cast(timestamp '2020-01-01 00:00:00 UTC' at time zone 'Asia/Tokyo' as date), cast(timestamp '2020-01-01 20:00:00 America/New_York' as varchar), cast(timestamp '2020-01-01 20:00:00 America/New_York' as time), cast(date '2020-01-01' as timestamp), cast(date '2020-01-01' as timestamp with time zone), cast(timestamp '2020-01-01 10:11:12.987' as timestamp(0)), cast(timestamp '2020-01-01 10:11:12.4' as timestamp(0)), cast(timestamp '2020-01-01 10:11:12.987' as date), cast(timestamp '2020-01-01 10:11:12.987' as time)
cast('2020-01-01 10:11:12.12345' as timestamp(3)), cast('2020-01-01' as timestamp), cast('2020-01-01 1:2:3' as timestamp), cast('2020-01-01T10:00:00' as timestamp)
cast('2020-01-01 10:00' as timestamp with time zone), cast('2020-01-01 10:00 +01:00' as timestamp with time zone), cast(' 2020-01-01 ' as date), cast('2020-001' as date)
cast('20200101' as date)
cast('2020-01-01 10:00:00' as date)
try_cast('2020-13-01' as date), try_cast('x' as timestamp), try(cast('x' as date)), try_cast('10:61' as time), try_cast('2020-01-01 00:00:00 Foo/Bar' as timestamp with time zone)
date_trunc('second', timestamp '2020-05-17 13:14:15.678'), date_trunc('minute', timestamp '2020-05-17 13:14:15.678'), date_trunc('week', date '2020-05-17'), date_trunc('quarter', date '2020-05-17'), date_trunc('year', timestamp '2020-05-17 13:14:15.678'), date_trunc('millisecond', timestamp '2020-05-17 13:14:15.678912'), date_trunc('hour', time '13:14:15.678'), date_trunc('month', timestamp '2020-05-17 13:14:15 Asia/Kolkata'), date_trunc('hour', timestamp '2020-05-17 13:14:15 Asia/Kolkata'), date_trunc('DAY', date '2020-05-17')
date_trunc('fortnight', date '2020-05-17')
date_trunc('day', timestamp '2020-03-29 12:00:00 Europe/Berlin'), date_trunc('week', timestamp '2020-01-01 00:00:00'), date_trunc('month', timestamp '1969-12-31 23:59:59.999'), date_trunc('second', timestamp '1969-12-31 23:59:59.999')
date_add('month', 1, date '2020-01-31'), date_add('quarter', -1, date '2020-05-31'), date_add('week', 2, timestamp '2020-01-01 10:00:00'), date_add('millisecond', 1, timestamp '2020-01-01 10:00:00'), typeof(date_add('millisecond', 1, timestamp '2020-01-01 10:00:00')), date_add('hour', 30, time '10:00:00'), date_add('year', -1, date '2020-02-29'), date_add('second', -1, timestamp '2020-01-01 00:00:00 UTC')
date_add('hour', 1, date '2020-01-31')
date_add('day', 3000000000, date '2020-01-31')
date_diff('month', date '2020-01-31', date '2020-02-29'), date_diff('month', date '2020-02-29', date '2020-01-31'), date_diff('year', date '2020-02-29', date '2021-02-28'), date_diff('week', date '2020-01-01', date '2020-01-15'), date_diff('quarter', date '2020-01-01', date '2020-12-31'), date_diff('second', timestamp '2020-01-01 00:00:00.999', timestamp '2020-01-01 00:00:01'), date_diff('hour', time '10:00:00', time '08:30:00'), date_diff('day', timestamp '2020-01-01 23:00:00', timestamp '2020-01-02 01:00:00'), date_diff('millisecond', timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 00:00:01.5')
date_diff('day', date '2020-01-01', timestamp '2020-01-03 12:00:00'), date_diff('minute', timestamp '2020-01-01 00:00:00 UTC', timestamp '2020-01-01 00:00:00 America/New_York')
year(date '2020-05-17'), month(timestamp '2020-05-17 00:00:00'), day(date '2020-05-17'), day_of_week(date '2020-05-17'), dow(date '2020-05-18'), day_of_year(date '2020-12-31'), doy(date '2020-01-01'), week(date '2021-01-01'), week_of_year(date '2020-12-31'), year_of_week(date '2021-01-01'), yow(date '2020-12-31'), quarter(date '2020-05-17'), hour(timestamp '2020-01-01 13:14:15'), minute(time '13:14:15'), second(timestamp '2020-01-01 13:14:15.9'), millisecond(timestamp '2020-01-01 13:14:15.987'), day_of_month(date '2020-01-31')
year(interval '14' month), month(interval '14' month), day(interval '49' hour), hour(interval '49' hour), minute(interval '90' second), second(interval '90' second), millisecond(interval '1.234' second), month(interval '-14' month), hour(interval '-25' hour)
extract(year from date '2020-05-17'), extract(dow from date '2020-05-17'), extract(week from date '2020-05-17'), extract(timezone_hour from timestamp '2020-01-01 00:00:00 -03:30'), extract(timezone_minute from timestamp '2020-01-01 00:00:00 -03:30'), extract(day_of_year from date '2020-05-17'), extract(yow from date '2020-01-01'), extract(quarter from date '2020-05-17'), extract(second from time '10:11:12'), extract(day from interval '3' day)
timezone_hour(timestamp '2020-07-01 00:00:00 America/New_York'), timezone_minute(timestamp '2020-07-01 00:00:00 Asia/Kolkata'), timezone(timestamp '2020-07-01 00:00:00 Asia/Kolkata'), hour(timestamp '2020-07-01 03:00:00 Asia/Kolkata'), typeof(hour(timestamp '2020-07-01 03:00:00'))
last_day_of_month(date '2020-02-01'), last_day_of_month(timestamp '2019-02-28 23:00:00'), last_day_of_month(timestamp '2020-01-31 23:00:00 America/New_York'), last_day_of_month(null)
to_unixtime(timestamp '2020-01-01 00:00:00'), to_unixtime(timestamp '2020-01-01 00:00:00.123 +01:00'), to_unixtime(timestamp '1969-12-31 23:59:59'), to_unixtime(timestamp '2020-01-01 00:00:00.123456')
from_unixtime(0), from_unixtime(1577836800.123e0), from_unixtime(-1), from_unixtime(1577836800, 'Asia/Tokyo'), from_unixtime(1577836800, 5, 30), typeof(from_unixtime(0)), from_unixtime(null), from_unixtime(1577836800.9999)
from_unixtime_nanos(1577836800123456789), from_unixtime_nanos(0), typeof(from_unixtime_nanos(0))
to_milliseconds(interval '1' day), to_milliseconds(interval '1.5' second), to_milliseconds(interval '-1' minute)
to_iso8601(date '2020-01-01'), to_iso8601(timestamp '2020-01-01 10:00:00'), to_iso8601(timestamp '2020-01-01 10:00:00.120'), to_iso8601(timestamp '2020-01-01 10:00:00 Asia/Tokyo'), to_iso8601(timestamp '2020-01-01 10:00:00 UTC'), typeof(to_iso8601(date '2020-01-01')), typeof(to_iso8601(timestamp '2020-01-01 10:00:00'))
from_iso8601_date('2020-01-01'), from_iso8601_date('2020-W01-1'), from_iso8601_date('2020-123'), from_iso8601_date('2020-W53')
from_iso8601_timestamp('2020-01-01T10:00:00Z'), from_iso8601_timestamp('2020-01-01T10:00:00+02:00'), from_iso8601_timestamp('2020-01-01'), from_iso8601_timestamp('2020-01-01T10:00:00.123456Z'), from_iso8601_timestamp('2020-01'), typeof(from_iso8601_timestamp('2020-01-01T10:00:00Z'))
date_format(timestamp '2020-05-07 03:04:05.678', '%a %b %c %d %e %f %H %h %I %i %j %k %l %M %m %p %r %S %s %T %v %W %Y %y %%')
date_format(timestamp '2020-05-07 13:04:05', '%x-%v'), date_format(date '2020-01-01', '%Y/%m/%d'), date_format(timestamp '2020-05-07 00:04:05', '%h %I %l %p'), date_format(timestamp '2020-05-07 13:04:05', '%q'), date_format(timestamp '2020-05-07 13:04:05 Asia/Tokyo', '%H'), date_format(timestamp '2020-05-07 13:04:05', '')
date_format(timestamp '2020-05-07 13:04:05', '%D')
date_format(timestamp '2020-05-07 13:04:05', '%U')
date_format(timestamp '2020-05-07 13:04:05', '%w')
date_format(timestamp '2020-05-07 13:04:05', '%u')
date_format(timestamp '2020-05-07 13:04:05', '%X')
date_format(timestamp '2020-05-07 13:04:05', '%V')
date_parse('2020-05-07', '%Y-%m-%d'), date_parse('07/May/2020 3:04 PM', '%d/%b/%Y %l:%i %p'), date_parse('2020', '%Y'), date_parse('10:11:12', '%T'), date_parse('May 7 2020', '%M %e %Y'), date_parse('200507', '%y%m%d'), date_parse('2020-128', '%Y-%j'), date_parse('12.123456', '%s.%f'), date_parse('11:04:05 PM', '%r'), typeof(date_parse('2020', '%Y'))
date_parse('abc', '%Y')
date_parse('2020-05-07x', '%Y-%m-%d')
date_parse('70', '%y'), date_parse('69', '%y'), date_parse('99', '%y')
format_datetime(timestamp '2020-05-07 13:04:05.678', 'yyyy-MM-dd HH:mm:ss.SSS'), format_datetime(timestamp '2020-05-07 13:04:05.678', 'EEEE EEE E e'), format_datetime(timestamp '2020-05-07 13:04:05', 'MMMM MMM M'), format_datetime(timestamp '2020-05-07 13:04:05', 'hh KK kk a'), format_datetime(timestamp '2020-05-07 13:04:05', 'D w x'), format_datetime(timestamp '2020-05-07 13:04:05', 'yy Y C G')
format_datetime(timestamp '2020-05-07 13:04:05 America/New_York', 'z'), format_datetime(timestamp '2020-05-07 13:04:05 America/New_York', 'Z'), format_datetime(timestamp '2020-05-07 13:04:05 America/New_York', 'ZZ'), format_datetime(timestamp '2020-05-07 13:04:05 America/New_York', 'ZZZ'), format_datetime(timestamp '2020-01-07 13:04:05 UTC', 'zzzz'), format_datetime(timestamp '2020-05-07 13:04:05', '''o''''clock'' HH')
format_datetime(timestamp '2020-05-07 13:04:05', 'bad q')
parse_datetime('2020-05-07 13:04', 'yyyy-MM-dd HH:mm'), parse_datetime('2020-05-07 13:04 +0200', 'yyyy-MM-dd HH:mm Z'), parse_datetime('7 May 2020', 'd MMM yyyy'), parse_datetime('2020-05-07 01:04 PM', 'yyyy-MM-dd hh:mm a'), parse_datetime('13:04', 'HH:mm')
parse_datetime('2020-05-07 Europe/Berlin', 'yyyy-MM-dd ZZZ')
parse_datetime('x', 'yyyy')
parse_duration('42.8ms'), parse_duration('3.81 d'), parse_duration('5m'), parse_duration('1h'), parse_duration('100us')
parse_duration('5')
parse_duration('5 foo')
to_char(date '2020-05-07', 'yyyy/mm/dd'), to_char(timestamp '2020-05-07 13:04:05', 'dd-mm-yyyy hh24:mi:ss'), to_date('2020/05/07', 'yyyy/mm/dd'), to_timestamp('2020-05-07 13:04', 'yyyy-mm-dd hh24:mi'), typeof(to_date('2020/05/07', 'yyyy/mm/dd'))
to_char(timestamp '2020-05-07 13:04:05', 'hh:mi'), to_char(date '2020-05-07', 'mon')
sequence(date '2020-01-01', date '2020-01-03'), sequence(date '2020-01-31', date '2020-04-01', interval '1' month), sequence(timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 02:00:00', interval '1' hour), sequence(date '2020-01-03', date '2020-01-01'), sequence(date '2020-03-01', date '2020-01-01', interval '-1' month)
sequence(date '2020-01-01', date '2020-01-03', interval '-1' day)
sequence(1, 10000)[10000], cardinality(sequence(1, 10000))
sequence(1, 10001)
timestamp '2020-01-01 00:00:00' - interval '1' day < timestamp '2020-01-01 00:00:00', greatest(date '2020-01-01', date '2021-01-01'), greatest(date '2020-01-01', timestamp '2019-01-01 00:00:00.5'), typeof(coalesce(date '2020-01-01', timestamp '2019-01-01 00:00:00.5')), typeof(if(true, timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 00:00:00.123456'))
date_format(timestamp '2020-05-07 13:04:05.678901', ' %a-%y-%f-%i')
date_format(timestamp '2020-05-07 13:04:05.678901', '-%f:%k:%S:%k')
date_parse('-5', '%Y')
date_parse('13:05 AM', '%h:%i %p')
date_parse('Feb 29', '%b %e')
format_datetime(date '2021-01-03', 'Z')
format_datetime(date '2021-01-03', 'ZZ k')
format_datetime(date '2021-01-03', 'ZZ:e')
format_datetime(timestamp '1999-11-09 00:00:00', 'SS Z')
format_datetime(timestamp '1999-11-09 00:00:00', 'Z h a')
format_datetime(timestamp '1999-11-09 00:00:00', 'Z/m/SS/EEEE')
format_datetime(timestamp '1999-11-09 00:00:00', 'a Z C')
format_datetime(timestamp '1999-11-09 00:00:00', 'ww.ZZ.s.YYYY')
format_datetime(timestamp '2020-05-07 03:04:05.678', 'K-ZZ')
format_datetime(timestamp '2020-05-07 03:04:05.678', 'Z.x.SSS.dd')
format_datetime(timestamp '2020-05-07 13:04:05.678901', '''T''.SSSS.ww.Z')
format_datetime(timestamp '2020-05-07 13:04:05.678901', 'MMM G SSSS')
format_datetime(timestamp '2020-05-07 13:04:05.678901', 'MMM/d/e/ZZ')
format_datetime(timestamp '2020-05-07 13:04:05.678901', 'SSSS.m')
format_datetime(timestamp '2020-05-07 13:04:05.678901', 'ZZ-D')
format_datetime(timestamp '2020-05-07 13:04:05.678901', 'a:HH:ZZ')
format_datetime(timestamp '2024-12-30 23:59:59', 'HH/ZZ')
format_datetime(timestamp '2024-12-30 23:59:59', 'd.ZZ')
format_datetime(timestamp '2024-12-30 23:59:59', 'kk ZZ')
format_datetime(timestamp '2024-12-30 23:59:59', 's.M.ZZ.d')
format_datetime(timestamp '2024-12-30 23:59:59', 'ww ZZ')
format_datetime(timestamp '2024-12-30 23:59:59', 'x.M.Z')
date_format(date '2021-01-03', ' %T/%I/%I')
date_format(date '2021-01-03', '%r')
date_format(date '2021-01-03', '/%S-%m-%k')
date_format(date '2021-01-03', '/%v:%j:%f')
date_format(timestamp '1999-11-09 00:00:00', '%b%Y%c')
date_format(timestamp '1999-11-09 00:00:00', '/%S:%a')
date_format(timestamp '1999-11-09 00:00:00', '/%x-%W')
date_format(timestamp '2020-05-07 03:04:05.678', '%f/%%')
date_format(timestamp '2020-05-07 03:04:05.678', '-%h%S%p')
date_format(timestamp '2020-05-07 03:04:05.678', '/%d%c%p%H')
date_format(timestamp '2020-05-07 13:04:05.678901', '%W-%k-%s')
date_format(timestamp '2020-05-07 13:04:05.678901', '-%x')
date_format(timestamp '2020-05-07 13:04:05.678901', '/%r %e %T')
date_format(timestamp '2020-07-07 13:04:05 America/New_York', '%S')
date_format(timestamp '2020-07-07 13:04:05 America/New_York', '-%Y %H %H %%')
date_format(timestamp '2020-07-07 13:04:05 America/New_York', '/%d')
date_format(timestamp '2024-12-30 23:59:59', ' %p')
date_format(timestamp '2024-12-30 23:59:59', '%k:%e')
date_format(timestamp '2024-12-30 23:59:59', '/%W %I %W %m')
date_parse('123456789', '%f')
date_parse('2020-05-07 01:02:03', '%Y-%m-%d %T')
date_parse('32', '%d')
date_parse('may 7 2020', '%M %d %Y')
format_datetime(date '2021-01-03', 'MM:hh:H:''T''')
format_datetime(date '2021-01-03', 'e-k-DDD-w')
format_datetime(date '2021-01-03', 'mm')
format_datetime(timestamp '1999-11-09 00:00:00', '''T''')
format_datetime(timestamp '1999-11-09 00:00:00', 'k-m')
format_datetime(timestamp '1999-11-09 00:00:00', 'yyyy')
format_datetime(timestamp '2020-05-07 03:04:05.678', 'S h')
format_datetime(timestamp '2020-05-07 03:04:05.678', 'ss/SSSS/C/ww')
format_datetime(timestamp '2020-05-07 13:04:05.678901', 'DDD xxxx')
format_datetime(timestamp '2020-05-07 13:04:05.678901', 'a:x:MMMM:mm')
format_datetime(timestamp '2020-07-07 13:04:05 America/New_York', 'C.e')
format_datetime(timestamp '2020-07-07 13:04:05 America/New_York', 'SSSS')
format_datetime(timestamp '2020-07-07 13:04:05 America/New_York', 'hh/s/MMMM/DDD')
format_datetime(timestamp '2020-07-07 13:04:05 America/New_York', 'xxxx.w')
format_datetime(timestamp '2024-12-30 23:59:59', 'DDD.y.kk.EEEE')
format_datetime(timestamp '2024-12-30 23:59:59', 'MM')
format_datetime(timestamp '2024-12-30 23:59:59', 'd:kk:H:C')
format_datetime(timestamp '2024-12-30 23:59:59', 'x kk M')

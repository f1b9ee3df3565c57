"""SQL macros that translated queries call: parsing, rounding and printing as Trino does it."""

from __future__ import annotations

from services.query.dialect.typed import fail

_CAST = "INVALID_CAST_ARGUMENT"
_BAD_NUMBER = fail(_CAST, "'Cannot cast ''' || x || ''' to ' || kind")
_BAD_DATE = fail(_CAST, "'Value cannot be cast to date: ' || x")
_BAD_TIME = fail(_CAST, "'Value cannot be cast to timestamp: ' || x")
_BAD_ROUND = fail("NOT_SUPPORTED", "'round of so large a double is not served by tarn''s duckdb engine'")
_CLOCK = r"([01]?[0-9]|2[0-3]):[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]+)?)?"
_DAY = r"[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}"
_OFFSET = r"[+-][0-9]{2}:[0-9]{2}"
# Character.isWhitespace of Java
_BLANK = r"[\x{09}-\x{0D}\x{1C}-\x{20}\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200A}\x{2028}\x{2029}\x{205F}\x{3000}]"
_STAMP = rf"{_DAY}( {_CLOCK})?"

MACROS = (
    "trino_real(x) AS CASE WHEN abs(x) >= 3.4028235677973366e38 AND isfinite(x) THEN CAST(CASE WHEN x < 0 THEN '-inf' "
    "ELSE 'inf' END AS FLOAT) ELSE CAST(x AS FLOAT) END",
    f"trino_number(x, pattern, kind) AS CASE WHEN x IS NULL OR regexp_full_match(trim(x), pattern) "
    f"THEN trim(x) ELSE {_BAD_NUMBER} END",
    f"trino_parse_date(x) AS CAST(CASE WHEN x IS NULL OR regexp_full_match(trim(x), '{_DAY}') THEN trim(x) "
    f"ELSE {_BAD_DATE} END AS DATE)",
    f"trino_parse_timestamp(x) AS CAST(CASE WHEN x IS NULL THEN NULL "
    f"WHEN regexp_full_match(trim(x), '{_STAMP}( ?[A-Za-z_/]+| ?{_OFFSET})?|{_DAY} {_CLOCK} ?[+-]00?') "
    rf"THEN regexp_replace(regexp_extract(trim(x), '{_STAMP}'), ' ([0-9]{{1,2}}:[0-9]{{1,2}})$', ' \1:00') "
    f"ELSE {_BAD_TIME} END AS TIMESTAMP)",
    f"trino_parse_time(x) AS CAST(CASE WHEN x IS NULL OR regexp_full_match(x, '{_CLOCK}') "
    f"THEN regexp_replace(x, '^([0-9]{{1,2}}:[0-9]{{1,2}})$', '\\1:00') ELSE {_BAD_TIME} END AS TIME)",
    f"trino_zone_of(x) AS CASE WHEN regexp_matches(trim(x), '{_OFFSET}$') THEN right(trim(x), 6) "
    f"ELSE nullif(regexp_extract(trim(x), '[A-Za-z][A-Za-z_/]*$'), '') END",
    "trino_zone_name(z) AS CASE WHEN z IN ('+00:00', '-00:00', 'Z', 'UTC', 'GMT', 'UT') THEN 'UTC' ELSE z END",
    "trino_offset(z) AS to_minutes(CAST((CASE WHEN left(z, 1) = '-' THEN -1 ELSE 1 END) "
    "* (CAST(substr(z, 2, 2) AS INTEGER) * 60 + CAST(substr(z, 5, 2) AS INTEGER)) AS BIGINT))",
    f"trino_local(t, z) AS CASE WHEN z = 'UTC' THEN t WHEN regexp_full_match(z, '{_OFFSET}') THEN t + trino_offset(z) "
    f"ELSE timezone(z, timezone('UTC', t)) END",
    "trino_zoned(t, z) AS list_transform([timezone('UTC', timezone(z, t))], lambda u: CASE WHEN timezone(z, "
    "timezone('UTC', u - INTERVAL 60 MINUTE)) = t THEN u - INTERVAL 60 MINUTE ELSE u END)[1]",
    f"trino_to_utc(t, z) AS CASE WHEN z = 'UTC' THEN t WHEN regexp_full_match(z, '{_OFFSET}') THEN t - trino_offset(z) "
    f"ELSE trino_zoned(t, z) END",
    "trino_instant(t, z) AS CASE WHEN t IS NULL OR z IS NULL THEN NULL "
    "ELSE {'instant': trino_to_utc(t, trino_zone_name(z)), 'zone': trino_zone_name(z)} END",
    "trino_wrapped(v, size) AS ((v % size) + size) % size",
    "trino_unit(p) AS CAST(pow(10, 6 - p) AS BIGINT)",
    "trino_floor_to(v, unit) AS v - (((v % unit) + unit) % unit)",
    "trino_round_timestamp(t, p) AS make_timestamp(trino_floor_to(epoch_us(t) + trino_unit(p) // 2, trino_unit(p)))",
    "trino_parse_instant(x, p) AS trino_instant(trino_round_timestamp(trino_parse_timestamp(x), p), "
    "coalesce(trino_zone_checked(trino_zone_of(x), x), 'UTC'))",
    "trino_timestamp_text(t, p) AS left(strftime(t, '%Y-%m-%d %H:%M:%S.%f'), CASE WHEN p = 0 THEN 19 ELSE 20 + p END)",
    "trino_date_text(d) AS CASE WHEN d < DATE '0001-01-01' THEN printf('%s%04d-%02d-%02d', CASE WHEN year(d) < 0 "
    "THEN '-' ELSE '' END, abs(year(d)), month(d), day(d)) ELSE CAST(d AS VARCHAR) END",
    "trino_interval_text(ms) AS (CASE WHEN ms < 0 THEN '-' ELSE '' END) || printf('%d %02d:%02d:%02d.%03d', "
    "abs(ms) // 86400000, (abs(ms) // 3600000) % 24, (abs(ms) // 60000) % 60, (abs(ms) // 1000) % 60, abs(ms) % 1000)",
    "trino_months_text(m) AS (CASE WHEN m < 0 THEN '-' ELSE '' END) || printf('%d-%d', abs(m) // 12, abs(m) % 12)",
    "trino_digits(h, s) AS lpad(CAST(abs(h) AS VARCHAR), CAST(greatest(length(CAST(abs(h) AS VARCHAR)), s + 1) AS INTEGER), '0')",  # noqa: E501
    "trino_point(h, s) AS CASE WHEN s = 0 THEN CAST(h AS VARCHAR) ELSE (CASE WHEN h < 0 THEN '-' ELSE '' END) "
    "|| left(trino_digits(h, s), length(trino_digits(h, s)) - s) || '.' || right(trino_digits(h, s), s) END",
    f"trino_decimal_number(x, pattern, kind) AS CASE WHEN x IS NULL OR regexp_full_match(x, pattern) THEN x ELSE {_BAD_NUMBER} END",  # noqa: E501
    r"trino_decimal_text(x) AS regexp_replace(CAST(x AS VARCHAR), '^(-?)\.', '\10.')",
    "trino_unscaled(x) AS CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT)",
    f"trino_divide(a, b) AS CASE WHEN b = 0 THEN CAST({fail('DIVISION_BY_ZERO', chr(39) + 'Division by zero' + chr(39))} "  # noqa: E501
    "AS HUGEINT) ELSE (abs(a) // abs(b) + CASE WHEN abs(a) % abs(b) >= abs(b) - abs(a) % abs(b) THEN 1 ELSE 0 END) "
    "* sign(a) * sign(b) END",
    "trino_substr(x, s, n) AS CASE WHEN n IS NULL THEN NULL WHEN s = 0 OR abs(s) > length(x) OR n <= 0 THEN CASE WHEN x IS NULL OR s IS NULL OR n IS NULL "  # noqa: E501
    "THEN NULL ELSE '' END ELSE substring(x, s, least(n, 4294967295)) END",
    "trino_reverse(x) AS CASE WHEN x = '' THEN '' ELSE list_aggregate(list_reverse(string_split(x, '')), 'string_agg', '') END",  # noqa: E501
    f"trino_trim(x) AS regexp_replace(x, '^{_BLANK}+|{_BLANK}+$', '', 'g')",
    f"trino_ltrim(x) AS regexp_replace(x, '^{_BLANK}+', '')",
    f"trino_rtrim(x) AS regexp_replace(x, '{_BLANK}+$', '')",
    "trino_replace(x, old, new) AS CASE WHEN old = '' THEN regexp_replace(x, '', replace(new, '\\', '\\\\'), 'g') "
    "ELSE replace(x, old, new) END",
    "trino_translate(x, a, b) AS translate(x, a, b)",
    "trino_iso_date(x) AS CAST(trino_iso_day(x) AS DATE)",
    "trino_iso_instant(x) AS trino_instant(CAST(left(trino_iso_text(x), 23) AS TIMESTAMP), substr(trino_iso_text(x), 25))",  # noqa: E501
    "trino_round_whole(x, d) AS CASE WHEN d >= 0 THEN x ELSE round(x, d) END",
    "trino_round(x, d) AS CASE WHEN d IS NULL THEN NULL WHEN NOT isfinite(x) THEN x "
    "WHEN d = 0 AND abs(x) >= 4503599627370496 "
    f"THEN x WHEN abs(x) * pow(10, d) >= 9223372036854775807 THEN CAST({_BAD_ROUND} AS DOUBLE) "
    "WHEN abs(x) * pow(10, d) >= 4503599627370496 THEN x * pow(10, d) / pow(10, d) "
    "ELSE sign(x) * (floor(abs(x) * pow(10, d)) + CASE WHEN abs(x) * pow(10, d) - floor(abs(x) * pow(10, d)) "
    ">= 0.5::DOUBLE THEN 1 ELSE 0 END) / pow(10, d) END",
    "trino_round_decimal(x, d) AS trino_round_half_up(CAST(x AS VARCHAR), d)",
    "trino_truncate_decimal(x, d) AS trino_round_down(x, d)",
    "trino_ok(bad, message) AS CASE WHEN bad IS NULL THEN NULL WHEN bad THEN CAST(CAST('!' || message AS INTEGER) AS BOOLEAN) ELSE TRUE END",  # noqa: E501
)

"""Binary functions: trino.io/docs/476/functions/binary.html."""

from __future__ import annotations

from services.query.dialect.functions.table import simple

for _name in ("md5", "sha1", "sha256", "sha512"):
    simple(_name, "varbinary", "varbinary", f"trino_hash({{0}}, '{_name}')")
for _name in ("hmac_md5", "hmac_sha1", "hmac_sha256", "hmac_sha512"):
    simple(_name, "varbinary, varbinary", "varbinary", f"trino_hmac({{0}}, {{1}}, '{_name[5:]}')")
simple("crc32", "varbinary", "bigint", "trino_crc32({0})")
simple("to_hex", "varbinary", "varchar", "hex({0})")
simple("from_hex", "varchar", "varbinary", "trino_from_hex({0})")
simple("from_hex", "varbinary", "varbinary", "trino_from_hex(decode({0}))")
simple("to_base64", "varbinary", "varchar", "base64({0})")
simple("from_base64", "varchar", "varbinary", "trino_from_base64({0})")
simple("to_base64url", "varbinary", "varchar", "replace(replace(base64({0}), '+', '-'), '/', '_')")
simple("from_base64url", "varchar", "varbinary", "trino_from_base64url({0})")
simple("to_base32", "varbinary", "varchar", "trino_to_base32({0})")
simple("from_base32", "varchar", "varbinary", "trino_from_base32({0})")
for _name in ("from_base64", "from_base64url", "from_base32"):
    simple(_name, "varbinary", "varbinary", f"trino_{_name}(trino_ascii({{0}}))")
simple("to_big_endian_64", "bigint", "varbinary", "trino_to_big_endian({0}, 8)")
simple("to_big_endian_32", "integer", "varbinary", "trino_to_big_endian({0}, 4)")
simple("from_big_endian_64", "varbinary", "bigint", "trino_from_big_endian({0}, 8)")
simple("from_big_endian_32", "varbinary", "integer", "CAST(trino_from_big_endian({0}, 4) AS INTEGER)")
simple("to_ieee754_64", "double", "varbinary", "trino_to_ieee754({0}, 8)")
simple("to_ieee754_32", "real", "varbinary", "trino_to_ieee754({0}, 4)")
simple("from_ieee754_64", "varbinary", "double", "CAST(trino_from_ieee754({0}, 8) AS DOUBLE)")
simple("from_ieee754_32", "varbinary", "real", "CAST(trino_from_ieee754({0}, 4) AS FLOAT)")
simple("xxhash64", "varbinary", "varbinary", "trino_xxhash64({0})")
simple("murmur3", "varbinary", "varbinary", "trino_murmur3({0})")
simple("from_utf8", "varbinary, varchar", "varchar", "trino_from_utf8_or({0}, {1})")
simple("from_utf8", "varbinary, bigint", "varchar", "trino_from_utf8_or({0}, trino_chr({1}))")
for _name, _side in (("lpad", "TRUE"), ("rpad", "FALSE")):
    simple(_name, "varbinary, bigint, varbinary", "varbinary", f"trino_pad_bytes({{0}}, {{1}}, {{2}}, {_side})")

"""String functions that DuckDB lacks, in Python. A ValueError that begins with `!` is Trino's own error."""

from __future__ import annotations

import unicodedata

BAD = "!INVALID_FUNCTION_ARGUMENT: "


def split(text: str, separator: str, limit: int) -> list[str]:
    """`split`: at most `limit` pieces."""
    if not separator:
        raise ValueError(f"{BAD}The delimiter may not be the empty string")
    if limit <= 0:
        raise ValueError(f"{BAD}Limit must be positive")
    if limit > 2**31 - 1:
        raise ValueError(f"{BAD}Limit is too large")
    return text.split(separator, limit - 1)


def split_part(text: str, separator: str, index: int) -> str | None:
    """`split_part`: null beyond the last piece."""
    if index <= 0:
        raise ValueError(f"{BAD}Index must be greater than zero")
    pieces = list(text) if not separator else text.split(separator)
    return pieces[index - 1] if index <= len(pieces) else None


def _pairs(text: str, entry: str, key: str) -> list[tuple[str, str]]:
    if not entry or not key or entry == key:
        raise ValueError(f"{BAD}entryDelimiter and keyValueDelimiter must be different and not empty")
    found = []
    for one in text.split(entry) if text else []:
        if not one:
            continue
        name, sign, value = one.partition(key)
        if not sign:
            raise ValueError(f"{BAD}Key-value delimiter must appear exactly once in each entry. Bad input: '{one}'")
        if key in value:
            raise ValueError(f"{BAD}Key-value delimiter must appear exactly once in each entry. Bad input: '{one}'")
        found.append((name, value))
    return found


def split_to_map(text: str, entry: str, key: str) -> dict[str, str]:
    """`split_to_map`."""
    pairs = _pairs(text, entry, key)
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError(f"{BAD}Duplicate keys are not allowed")
    return dict(pairs)


def split_to_multimap(text: str, entry: str, key: str) -> dict[str, list[str]]:
    """`split_to_multimap`."""
    made: dict[str, list[str]] = {}
    for name, value in _pairs(text, entry, key):
        made.setdefault(name, []).append(value)
    return made


def strpos(text: str, part: str, instance: int) -> int:
    """`strpos` of the n-th instance, from the end if negative."""
    if instance == 0:
        raise ValueError(f"{BAD}'instance' must not be a zero value.")
    if not part:
        return 1
    place = -1 if instance > 0 else len(text)
    for _ in range(abs(instance)):
        place = text.find(part, place + 1) if instance > 0 else text.rfind(part, 0, place + len(part) - 1)
        if place < 0:
            return 0
    return place + 1


def pad(text: str, size: int, fill: str, *, left: bool) -> str:
    """`lpad` and `rpad`."""
    if not fill:
        raise ValueError(f"{BAD}Padding string must not be empty")
    if size < 0:
        raise ValueError(f"{BAD}Target length must be in the range [0..2147483647]")
    if size <= len(text):
        return text[:size]
    more = (fill * (size // len(fill) + 1))[: size - len(text)]
    return more + text if left else text + more


def substr(text: str, start: int, size: int) -> str:
    """`substr`: by characters, from the end if negative."""
    if start == 0 or size <= 0 or abs(start) > len(text):
        return ""
    first = start - 1 if start > 0 else len(text) + start
    return text[first : first + size]


def codepoint(text: str) -> int:
    """`codepoint` of one character."""
    if len(text) != 1:
        raise ValueError(f"{BAD}Input string must be a single character string")
    return ord(text)


def chr_(code: int) -> str:
    """`chr`."""
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"{BAD}Not a valid Unicode code point: {code}")
    return chr(code)


def hamming(a: str, b: str) -> int:
    """`hamming_distance`."""
    if len(a) != len(b):
        raise ValueError(f"{BAD}The input strings to hamming_distance function must have the same length")
    return sum(x != y for x, y in zip(a, b, strict=True))


def levenshtein(a: str, b: str) -> int:
    """`levenshtein_distance`."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def soundex(text: str) -> str:
    """`soundex`."""
    if not all(one.isascii() for one in text):
        raise ValueError(f"{BAD}The character is not mapped: {text}")
    codes = dict(zip("BFPVCGJKQSXZDTLMNR", "111122222222334556", strict=True))
    letters = [one for one in text.upper() if one.isalpha()]
    if not letters:
        return ""
    made, last = letters[0], codes.get(letters[0], "")
    for one in letters[1:]:
        code = codes.get(one, "")
        if code and code != last:
            made += code
        if one not in "HW":
            last = code
    return made[:4].ljust(4, "0")


def luhn(text: str) -> bool:
    """`luhn_check`."""
    if not text:
        return False
    if not text.isdigit():
        raise ValueError(f"{BAD}Input contains non-digit characters")
    digits = [int(one) for one in reversed(text)]
    return sum(digits[::2] + [sum(divmod(2 * one, 10)) for one in digits[1::2]]) % 10 == 0


def normalize(text: str, form: str) -> str:
    """`normalize`."""
    return unicodedata.normalize(form, text)  # type: ignore[arg-type]

"""Column types of Hive's statements: docs.aws.amazon.com/athena/latest/ug/data-types.html."""

from __future__ import annotations

from services.query.failure import SYNTAX_ERROR, USER, QueryFailed
from services.query.statements.reader import Reader
from services.query.statements.tokens import Kind

SIMPLE = frozenset(
    ["boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "string", "binary", "date", "timestamp"]
)
DEEPEST = 100
_WITHIN = "column type"


def column_type(reader: Reader, depth: int = 0) -> str:
    """The type that comes next, in Glue's spelling: lower case, no spaces, every length told."""
    token = reader.peek()
    word = token.text.lower() if token.kind is Kind.WORD else ""
    if depth > DEEPEST:
        raise QueryFailed(
            f"FAILED: SemanticException a type is nested more than {DEEPEST} deep", USER, SYNTAX_ERROR, "TYPE_TOO_DEEP"
        )
    if word == "integer":  # AWS tells to write int, and writes integer in examples of its own
        reader.next()
        return "int"
    if word in SIMPLE:
        reader.next()
        return word
    if word == "decimal":
        reader.next()
        return _decimal(reader)
    if word in ("char", "varchar"):
        reader.next()
        return _text(reader, word)
    if word in ("array", "map", "struct"):
        reader.next()
        return _nested(reader, word, depth)
    raise reader.wrong("<type>", within=_WITHIN)


def _decimal(reader: Reader) -> str:
    precision, scale = 10, 0
    if reader.accept("("):
        precision = reader.number()
        if reader.accept(","):
            scale = reader.number()
        reader.expect(")")
    if not 1 <= precision <= 38 or scale > precision:
        raise _bad(f"Decimal({precision},{scale}): precision is 1 to 38, scale is 0 to precision")
    return f"decimal({precision},{scale})"


def _text(reader: Reader, word: str) -> str:
    reader.expect("(")
    length = reader.number()
    reader.expect(")")
    longest = 255 if word == "char" else 65_535
    if not 1 <= length <= longest:
        raise _bad(f"{word.capitalize()} length {length} out of allowed range [1, {longest}]")
    return f"{word}({length})"


def _nested(reader: Reader, word: str, depth: int) -> str:
    reader.expect("<")
    if word == "struct":
        fields = [_field(reader, depth)]
        while reader.accept(","):
            fields.append(_field(reader, depth))
        inner = ",".join(fields)
    else:
        inner = column_type(reader, depth + 1)
        if word == "map":
            reader.expect(",")
            inner += "," + column_type(reader, depth + 1)
    reader.expect(">")
    return f"{word}<{inner}>"


def _field(reader: Reader, depth: int) -> str:
    """`name:type`; any word may name a field."""
    token = reader.peek()
    name = reader.next().text.lower() if token.kind is Kind.WORD else reader.name(_WITHIN)
    reader.expect(":")
    kind = column_type(reader, depth + 1)
    if reader.accept("COMMENT"):
        reader.string()  # Glue's type has no place for it
    return f"{name}:{kind}"


def _bad(why: str) -> QueryFailed:
    return QueryFailed(f"FAILED: RuntimeException {why}", USER, SYNTAX_ERROR, "INVALID_TYPE")

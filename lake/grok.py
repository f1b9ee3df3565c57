"""Grok: named patterns, `%{IP:client}`, made into one regular expression for RE2, which cannot run away. Pure.

The patterns are written here for RE2, under the names that Logstash's have. What RE2 has not (look-ahead, references
back) is refused where the expression is compiled. `%{NUMBER:bytes:long}` gives a column a type.
docs.aws.amazon.com/glue/latest/dg/custom-classifier.html#custom-classifier-grok
"""

from __future__ import annotations

import re
from typing import NamedTuple

_REFERENCE = re.compile(r"%\{(\w+)(?::([\w.@-]+))?(?::(\w+))?\}")
_DEEPEST = 20
PATTERNS = {
    "USERNAME": r"[a-zA-Z0-9._-]+",
    "USER": r"%{USERNAME}",
    "EMAILADDRESS": r"[a-zA-Z0-9_.+=:-]+@[0-9A-Za-z.-]+",
    "INT": r"[+-]?[0-9]+",
    "BASE10NUM": r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)",
    "NUMBER": r"%{BASE10NUM}",
    "BASE16NUM": r"(?:0x)?[0-9A-Fa-f]+",
    "POSINT": r"[1-9][0-9]*",
    "NONNEGINT": r"[0-9]+",
    "WORD": r"\b\w+\b",
    "NOTSPACE": r"\S+",
    "SPACE": r"\s*",
    "DATA": r".*?",
    "GREEDYDATA": r".*",
    "MESSAGESLOG": r".*",
    "QUOTEDSTRING": r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'",
    "QS": r"%{QUOTEDSTRING}",
    "UUID": r"[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}",
    "MAC": r"(?:[A-Fa-f0-9]{2}[:-]){5}[A-Fa-f0-9]{2}",
    "IPV4": r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}",
    "IPV6": r"[0-9A-Fa-f]*:[0-9A-Fa-f:.]+(?:%\w+)?",
    "IP": r"(?:%{IPV6}|%{IPV4})",
    "HOSTNAME": r"[0-9A-Za-z][0-9A-Za-z_.-]*",
    "HOST": r"%{HOSTNAME}",
    "IPORHOST": r"(?:%{IP}|%{HOSTNAME})",
    "HOSTPORT": r"%{IPORHOST}:%{POSINT}",
    "PATH": r"(?:%{UNIXPATH}|%{WINPATH})",
    "UNIXPATH": r"(?:/[\w%!$@:.,+~-]*)+",
    "WINPATH": r"[A-Za-z]+:(?:\\[^\\?*]*)+",
    "URIPROTO": r"[A-Za-z]+(?:\+[A-Za-z+]+)?",
    "URIHOST": r"%{IPORHOST}(?::%{POSINT})?",
    "URIPATH": r"(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_-]*)+",
    "URIPARAM": r"\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\[\]<>-]*",
    "URIPATHPARAM": r"%{URIPATH}(?:%{URIPARAM})?",
    "URI": r"%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?",
    "MONTH": r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b",
    "MONTHNUM": r"(?:0?[1-9]|1[0-2])",
    "MONTHDAY": r"(?:0[1-9]|[12][0-9]|3[01]|[1-9])",
    "DAY": r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*",
    "YEAR": r"[0-9]{2}(?:[0-9]{2})?",
    "HOUR": r"(?:2[0123]|[01]?[0-9])",
    "MINUTE": r"[0-5][0-9]",
    "SECOND": r"(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?",
    "TIME": r"%{HOUR}:%{MINUTE}(?::%{SECOND})?",
    "ISO8601_TIMEZONE": r"(?:Z|[+-]%{HOUR}(?::?%{MINUTE}))",
    "TIMESTAMP_ISO8601": (
        r"%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?(?:%{ISO8601_TIMEZONE})?"
    ),
    "DATE_US": r"%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}",
    "DATE_EU": r"%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}",
    "DATE": r"(?:%{DATE_US}|%{DATE_EU})",
    "HTTPDATE": r"%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}",
    "SYSLOGTIMESTAMP": r"%{MONTH} +%{MONTHDAY} %{TIME}",
    "PROG": r"[\w._/%-]+",
    "SYSLOGPROG": r"%{PROG:program}(?:\[%{POSINT:pid}\])?",
    "SYSLOGHOST": r"%{IPORHOST}",
    "SYSLOGFACILITY": r"<%{NONNEGINT:facility}\.%{NONNEGINT:priority}>",
    "SYSLOGBASE": r"%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:logsource} %{SYSLOGPROG}:",
    "LOGLEVEL": r"(?i:trace|debug|notice|info|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|emerg(?:ency)?|alert)",
    "HTTPREQUEST": r"(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})",
    "COMMONAPACHELOG": (
        r'%{IPORHOST:clientip} %{NOTSPACE:ident} %{NOTSPACE:auth} \[%{HTTPDATE:timestamp}\] "%{HTTPREQUEST}" '
        r"%{NUMBER:response} (?:%{NUMBER:bytes}|-)"
    ),
    "COMBINEDAPACHELOG": r"%{COMMONAPACHELOG} %{QS:referrer} %{QS:agent}",
    "LINUXKERNELLOG": (
        r"%{SYSLOGTIMESTAMP:timestamp} %{SYSLOGHOST:host} kernel: (?:\[ *%{NUMBER:uptime}\] )?%{GREEDYDATA:message}"
    ),
    "RUBYLOGGER": (
        r"[DFEWIA], \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:pid}\] *%{LOGLEVEL:loglevel} -- +%{DATA:progname}: "
        r"%{GREEDYDATA:message}"
    ),
    "SQUIDLOG": (
        r"%{NUMBER:timestamp} +%{INT:duration} %{IP:clientip} %{WORD:result}/%{INT:status} %{INT:bytes} %{WORD:verb} "
        r"%{NOTSPACE:url} %{NOTSPACE:user} %{WORD:hierarchy}/%{NOTSPACE:server} %{NOTSPACE:contenttype}"
    ),
    "REDISMONLOG": r'%{NUMBER:timestamp} \[%{INT:database} %{NOTSPACE:client}\] "%{WORD:command}"%{GREEDYDATA:params}',
    "REDISLOG": r"\[?%{POSINT:pid}(?::[A-Z])?\]? %{MONTHDAY} %{MONTH}(?: %{YEAR})? %{TIME} [*#.-] %{DATA:message}",
}


class NoGrok(ValueError):
    """The pattern cannot be used; the message says why."""


class Named(NamedTuple):
    """What a pattern names: `name` is None for one that has its pattern's name alone; `kind` as it is written."""

    pattern: str
    name: str | None
    kind: str
    deep: bool  # within another pattern


def expanded(pattern: str, custom: str = "", capturing: bool = False) -> tuple[str, list[Named]]:
    """A pattern as a regular expression, and all it names, in order: with `capturing` each is a group.

    `custom` holds lines of a name and its pattern. Raises NoGrok.
    """
    known = dict(PATTERNS)
    for line in custom.splitlines():
        name, _, body = line.strip().partition(" ")
        if name and body and not name.startswith("#"):
            known[name] = body.strip()
    found: list[Named] = []
    return _expanded(pattern, known, found, capturing, 0), found


def _expanded(pattern: str, known: dict[str, str], found: list[Named], capturing: bool, depth: int) -> str:
    if depth > _DEEPEST:
        raise NoGrok("a grok pattern names itself")

    def one(match: re.Match[str]) -> str:
        name, column, kind = match.groups()
        if name not in known:
            raise NoGrok(f"grok pattern %{{{name}}} is not known")
        if column or depth == 0:
            found.append(Named(name, column, kind or "", depth > 0))
        inner = _expanded(known[name], known, found, capturing, depth + 1)
        return f"({inner})" if capturing and (column or depth == 0) else f"(?:{inner})"

    return _REFERENCE.sub(one, pattern)

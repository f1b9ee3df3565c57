"""Text as it may be shown: every URL in it without its user and password."""

from __future__ import annotations

import re

_IN_URL = re.compile(
    r"""(?<=://)(?:
        [^\s/?\#'"]*@                                 # what RFC 3986 calls userinfo
      | [^\s/?\#:@'"]*:(?!\d+(?:[/?\#]|$))[^\s'"]*@    # and a password with a slash in it: no URL, but in a message
    )""",
    re.VERBOSE,
)
_IN_QUERY = re.compile(r"(?i)([?&](?:password|passwd|pwd|secret|token|sslpassword)=)[^\s&'\"]+")


def masked(text: str) -> str:
    """`text`, with the user and the password of every URL in it as `***`."""
    if "://" not in text:
        return text
    return _IN_QUERY.sub(r"\1***", _IN_URL.sub("***@", text))

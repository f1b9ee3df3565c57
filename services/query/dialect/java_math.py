"""Mathematical functions to the last bit of Java's.

Java's `sin`, `cos`, `tan`, `log`, `log10`, `pow` and `tanh` are all but correctly rounded (measured on Trino 476): they
are reckoned in the wide floating point of C's library here and rounded once. `asin`, `acos`, `atan` and `atan2` follow
fdlibm's e_asin.c, e_acos.c, s_atan.c and e_atan2.c (netlib.org/fdlibm), step by step, as Java's StrictMath does. Their
notice: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is
preserved.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections.abc import Callable

_PI_2, _PI_2_LOW = 1.57079632679489655800e00, 6.12323399573676603587e-17
_PI_4, _PI_LOW = 7.85398163397448278999e-01, 1.2246467991473531772e-16
_P = (1.66666666666666657415e-01, -3.25565818622400915405e-01, 2.01212532134862925881e-01, -4.00555345006794114027e-02,
      7.91534994289814532176e-04, 3.47933107596021167570e-05)  # fmt: skip
_Q = (
    1.0,
    -2.40339491173441421878e00,
    2.02094576023350569471e00,
    -6.88283971605453293030e-01,
    7.70381505559019352791e-02,
)
_AT_HIGH = (4.63647609000806093515e-01, _PI_4, 9.82793723247329054082e-01, _PI_2)
_AT_LOW = (2.26987774529616870924e-17, 3.06161699786838301793e-17, 1.39033110312309984516e-17, _PI_2_LOW)
_AT = (3.33333333333329318027e-01, -1.99999999998764832476e-01, 1.42857142725034663711e-01, -1.11111104054623557880e-01,
       9.09088713343650656196e-02, -7.69187620504482999495e-02, 6.66107313738753120669e-02, -5.83357013379057348645e-02,
       4.97687799461593236017e-02, -3.65315727442169155270e-02, 1.62858201153657823623e-02)  # fmt: skip


def _wide(name: str, arguments: int, plain: Callable[..., float]) -> Callable[..., float]:
    """The function of C's library over long doubles; `plain` where they are no wider than doubles."""
    if ctypes.sizeof(ctypes.c_longdouble) == ctypes.sizeof(ctypes.c_double):
        return plain
    for library in ("libm.so.6", None):
        try:
            found = getattr(ctypes.CDLL(library), f"{name}l")
        except (OSError, AttributeError):
            continue
        found.restype, found.argtypes = ctypes.c_longdouble, [ctypes.c_longdouble] * arguments
        return found  # type: ignore[no-any-return]
    return plain


def _polynomial(figures: tuple[float, ...], t: float) -> float:
    total = figures[-1]
    for figure in figures[-2::-1]:
        total = figure + t * total
    return total


def _ratio(t: float) -> float:
    return t * _polynomial(_P, t) / _polynomial(_Q, t)


def _high(x: float) -> float:
    """A double with the lower 32 bits cleared."""
    bits: int = struct.unpack("<q", struct.pack("<d", x))[0]
    return float(struct.unpack("<d", struct.pack("<q", bits & ~0xFFFFFFFF))[0])


def asin(x: float) -> float:
    """`asin` of -1 to 1."""
    size = abs(x)
    if size == 1:
        return x * _PI_2 + x * _PI_2_LOW
    if size < 0.5:
        return x if size < 2**-27 else x + x * _ratio(x * x)
    t = (1.0 - size) * 0.5
    ratio, s = _ratio(t), math.sqrt(t)
    if size >= 0.9749994277954102:  # the upper word of fdlibm, 0x3FEF3333
        t = _PI_2 - (2.0 * (s + s * ratio) - _PI_2_LOW)
    else:
        w = _high(s)
        c = (t - w * w) / (s + w)
        t = _PI_4 - ((2.0 * s * ratio - (_PI_2_LOW - 2.0 * c)) - (_PI_4 - 2.0 * w))
    return t if x > 0 else -t


def acos(x: float) -> float:
    """`acos` of -1 to 1."""
    size = abs(x)
    if size == 1:
        return 0.0 if x > 0 else math.pi + 2.0 * _PI_2_LOW
    if size < 0.5:
        return _PI_2 + _PI_2_LOW if size <= 2**-57 else _PI_2 - (x - (_PI_2_LOW - x * _ratio(x * x)))
    z = (1.0 - size) * 0.5
    s, ratio = math.sqrt(z), _ratio(z)
    if x < 0:
        return math.pi - 2.0 * (s + (ratio * s - _PI_2_LOW))
    high = _high(s)
    c = (z - high * high) / (s + high)
    return 2.0 * (high + (ratio * s + c))


def atan(x: float) -> float:
    """`atan` of any number that is not NaN."""
    size, near = abs(x), -1
    if size >= 2.0**66:
        return math.copysign(_AT_HIGH[3] + _AT_LOW[3], x)
    if size < 2**-29:
        return x
    if size < 0.4375:
        size = x
    elif size < 0.6875:
        near, size = 0, (2.0 * size - 1.0) / (2.0 + size)
    elif size < 1.1875:
        near, size = 1, (size - 1.0) / (size + 1.0)
    elif size < 2.4375:
        near, size = 2, (size - 1.5) / (1.0 + 1.5 * size)
    else:
        near, size = 3, -1.0 / size
    z = size * size
    w = z * z
    total = z * _polynomial(_AT[::2], w) + w * _polynomial(_AT[1::2], w)
    if near < 0:
        return size - size * total
    return math.copysign(_AT_HIGH[near] - ((size * total - _AT_LOW[near]) - size), x)


def atan2(y: float, x: float) -> float:
    """`atan2` of numbers that are not NaN."""
    if x == 1.0:
        return atan(y)
    if 0.0 in (x, y) or math.isinf(x) or math.isinf(y):
        return math.atan2(y, x)
    apart = math.frexp(y)[1] - math.frexp(x)[1]
    if apart > 60:
        z = _PI_2 + 0.5 * _PI_LOW
    elif x < 0 and apart < -60:
        z = 0.0
    else:
        z = atan(abs(y / x))
    if x > 0:
        return z if y > 0 else -z
    return math.pi - (z - _PI_LOW) if y > 0 else (z - _PI_LOW) - math.pi


_NAMES = ("sin", "cos", "tan", "log", "log10", "tanh")
FUNCTIONS: dict[str, tuple[Callable[..., float], int]] = {
    **{name: (_wide(name, 1, getattr(math, name)), 1) for name in _NAMES},
    "pow": (_wide("pow", 2, math.pow), 2),
    "asin": (asin, 1),
    "acos": (acos, 1),
    "atan": (atan, 1),
    "atan2": (atan2, 2),
}  # each with how many arguments it takes; all of them finite and within its domain

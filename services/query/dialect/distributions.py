"""Distributions and moments, added up in the order in which Trino adds them up."""

# ruff: noqa: ARG001 - functions of one signature

from __future__ import annotations

import math

BAD = "!INVALID_FUNCTION_ARGUMENT: "
_LOG_GAMMA_HALF = 0.5723649429247001
_TINY = 1e-15


def _gamma_half(x: float) -> float:
    """The regularized incomplete gamma function P(1/2, x): a series below 3/2, a continued fraction above."""
    a = 0.5
    if x <= 0:
        return 0.0
    scale = -x + a * math.log(x) - _LOG_GAMMA_HALF
    if x >= a + 1:
        return 1.0 - math.exp(scale) * (1.0 / _fraction(a, x))
    n, term = 0.0, 1.0 / a
    total = term
    while abs(term / total) > _TINY and n < 10000:
        n += 1.0
        term *= x / (a + n)
        total += term
    return math.exp(scale) * total


def _fraction(a: float, x: float) -> float:
    """Lentz's evaluation of b0 + a1/(b1 + a2/(b2 + …)), with bn = 2n + 1 - a + x and an = n (a - n)."""
    small = 1e-50
    h = 1.0 - a + x
    h = h if abs(h) > small else small
    d, c, n = 0.0, h, 1
    while n < 10000:
        b, up = 2.0 * n + 1.0 - a + x, n * (a - n)
        d = b + up * d
        d = 1.0 / (d if abs(d) > small else small)
        c = b + up / c
        c = c if abs(c) > small else small
        delta = c * d
        h *= delta
        if abs(delta - 1.0) < _TINY:
            break
        n += 1
    return h


def _erf(x: float) -> float:
    if abs(x) > 40:
        return math.copysign(1.0, x)
    made = _gamma_half(x * x)
    return -made if x < 0 else made


def normal_cdf(mean: float, deviation: float, value: float) -> float:
    """`normal_cdf`."""
    if not deviation > 0:
        raise ValueError(f"{BAD}standardDeviation must be > 0")
    return 0.5 * (1 + _erf((value - mean) / (deviation * math.sqrt(2))))


def wilson(successes: float, trials: float, z: float, side: float) -> float:
    """`wilson_interval_lower` (side -1) and `_upper` (1)."""
    if successes < 0:
        raise ValueError(f"{BAD}number of successes must not be negative")
    if trials <= 0:
        raise ValueError(f"{BAD}number of trials must be positive")
    if successes > trials:
        raise ValueError(f"{BAD}number of successes must not be larger than number of trials")
    if not z >= 0:
        raise ValueError(f"{BAD}z-score must not be negative")
    p = successes / trials
    first = p + z * z / (2 * trials)
    second = z * math.sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials))
    third = 1 + z * z / trials
    return (first + side * second) / third


def _exp(x: float) -> float:
    """e to the power of x for 0 <= x < 22, with the steps of fdlibm's e_exp.c, whose last bit Java has."""
    high, low, k = x, 0.0, 0
    if x > 0.34657359027997264:
        k = 1 if x < 1.0397207708399179 else int(1.4426950408889634 * x + 0.5)
        high, low = x - k * 6.93147180369123816490e-01, k * 1.90821492927058770002e-10
    x = high - low
    t = x * x
    figures = (4.13813679705723846039e-08, -1.65339022054652515390e-06, 6.61375632143793436117e-05,
               -2.77777777770155933842e-03, 1.66666666666666019037e-01)  # fmt: skip
    total = 0.0
    for figure in figures:
        total = figure + t * total
    c = x - t * total
    if k == 0:
        return 1.0 - ((x * c) / (c - 2.0) - x)
    return math.ldexp(1.0 - ((low - (x * c) / (2.0 - c)) - high), k)


def hyperbolic(x: float, name: str) -> float:
    """`sinh` and `cosh` by way of expm1, as Java's library has them."""
    size, half = abs(x), math.copysign(0.5, x)
    if math.isnan(x) or math.isinf(x) or size >= 22:
        return float(getattr(math, name)(x)) if size < 700 else _huge(x, name)
    if name == "cosh":
        t = math.expm1(size)
        if size < 0.34657359027997264:
            return 1.0 + t * t / ((1.0 + t) + (1.0 + t))
        t = _exp(size)
        return 0.5 * t + 0.5 / t
    t = math.expm1(size)
    return half * (2.0 * t - t * t / (t + 1.0)) if size < 1 else half * (t + t / (t + 1.0))


def _huge(x: float, name: str) -> float:
    try:
        return float(getattr(math, name)(x))
    except OverflowError:
        return math.inf if name == "cosh" else math.copysign(math.inf, x)


def moments(values: list[float | None], which: str) -> str | None:
    """`skewness` and `kurtosis`, as a text: DuckDB would take NaN from here for null."""
    made = _moments(values, which)
    return None if made is None else repr(made)


def _moments(values: list[float | None], which: str) -> float | None:
    """The one-pass update of the first four central moments."""
    count, m1, m2, m3, m4 = 0, 0.0, 0.0, 0.0, 0.0
    for value in values:
        if value is None:
            continue
        before = count
        count += 1
        delta = value - m1
        step = delta / count
        square = step * step
        part = delta * step * before
        m1 += step
        m4 = m4 + part * square * (count * float(count) - 3 * count + 3) + 6 * square * m2 - 4 * step * m3
        m3 = m3 + part * step * (count - 2) - 3 * step * m2
        m2 += part
    n = float(count)
    if count >= 3 and m2 == 0:
        return math.nan if which == "skewness" or count >= 4 else None
    if which == "skewness":
        return math.sqrt(n) * m3 / math.pow(m2, 1.5) if count >= 3 else None
    if count < 4:
        return None
    bias = (n - 2) * (n - 3)
    return (n - 1) * n * (n + 1) / bias * m4 / (m2 * m2) - 3 * ((n - 1) * (n - 1)) / bias


def paired(ys: list[float | None], xs: list[float | None], which: str) -> str | None:
    """`corr`, `covar_pop`, `covar_samp`, `regr_slope`, `regr_intercept` by Welford's update, as a text."""
    count, mean_x, mean_y, both, square_x, square_y = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for y, x in zip(ys, xs, strict=True):
        if x is None or y is None:
            continue
        count += 1
        step_x, step_y = x - mean_x, y - mean_y
        mean_x += step_x / count
        mean_y += step_y / count
        both += step_x * (y - mean_y)
        square_x += step_x * (x - mean_x)
        square_y += step_y * (y - mean_y)
    if count < (2 if which == "covar_samp" else 1):
        return None
    if which.startswith("covar"):
        return repr(both / (count if which == "covar_pop" else count - 1))
    if square_x == 0 or (which == "corr" and square_y == 0):
        return None
    if which == "corr":
        made = both / math.sqrt(square_x) / math.sqrt(square_y)
    else:
        slope = both / square_x
        made = slope if which == "regr_slope" else mean_y - slope * mean_x
    return repr(made) if math.isfinite(made) else None


def vectors(x: list[float | None], y: list[float | None], which: str) -> str | None:
    """`dot_product`, `euclidean_distance`, `cosine_similarity` and `cosine_distance` of two arrays, as a text."""
    made = _dot(x, y, which)
    return None if made is None else repr(made)


def _dot(x: list[float | None], y: list[float | None], which: str) -> float | None:
    if len(x) != len(y):
        raise ValueError(f"{BAD}The arguments must have the same length")
    pairs = [(a, b) for a, b in zip(x, y, strict=True) if a is not None and b is not None]
    if len(pairs) < len(x):
        return None
    if which == "euclidean_distance":
        return math.sqrt(sum((a - b) * (a - b) for a, b in pairs))
    product = sum((a * b for a, b in pairs), 0.0)
    if which == "dot_product":
        return product
    sizes = [sum((one * one for one in side), 0.0) for side in zip(*pairs, strict=True)] or [0.0, 0.0]
    if 0 in sizes:
        raise ValueError(f"{BAD}Vector magnitude cannot be zero")
    made = product / math.sqrt(sizes[0] * sizes[1])
    return made if which == "cosine_similarity" else 1.0 - made


def inverse_normal(mean: float, deviation: float, p: float) -> float:
    """`inverse_normal_cdf`."""
    if not 0 < p < 1:
        raise ValueError(f"{BAD}p must be 0 > p > 1")
    if deviation <= 0:
        raise ValueError(f"{BAD}sd must be > 0")
    return mean + deviation * 1.4142135623730951 * _inverse_erf(2 * p - 1)


# M. Giles, "Approximating the erfinv function", GPU Computing Gems 2: the double precision polynomials
_NEAR = (
    -3.6444120640178196996e-21, -1.685059138182016589e-19, 1.2858480715256400167e-18, 1.115787767802518096e-17,
    -1.333171662854620906e-16, 2.0972767875968561637e-17, 6.6376381343583238325e-15, -4.0545662729752068639e-14,
    -8.1519341976054721522e-14, 2.6335093153082322977e-12, -1.2975133253453532498e-11, -5.4154120542946279317e-11,
    1.051212273321532285e-09, -4.1126339803469836976e-09, -2.9070369957882005086e-08, 4.2347877827932403518e-07,
    -1.3654692000834678645e-06, -1.3882523362786468719e-05, 0.0001867342080340571352, -0.00074070253416626697512,
    -0.0060336708714301490533, 0.24015818242558961693, 1.6536545626831027356,
)  # fmt: skip
_FAR = (
    2.2137376921775787049e-09, 9.0756561938885390979e-08, -2.7517406297064545428e-07, 1.8239629214389227755e-08,
    1.5027403968909827627e-06, -4.013867526981545969e-06, 2.9234449089955446044e-06, 1.2475304481671778723e-05,
    -4.7318229009055733981e-05, 6.8284851459573175448e-05, 2.4031110387097893999e-05, -0.0003550375203628474796,
    0.00095328937973738049703, -0.0016882755560235047313, 0.0024914420961078508066, -0.0037512085075692412107,
    0.005370914553590063617, 1.0052589676941592334, 3.0838856104922207635,
)  # fmt: skip
_FARTHEST = (
    -2.7109920616438573243e-11, -2.5556418169965252055e-10, 1.5076572693500548083e-09, -3.7894654401267369937e-09,
    7.6157012080783393804e-09, -1.4960026627149240478e-08, 2.9147953450901080826e-08, -6.7711997758452339498e-08,
    2.2900482228026654717e-07, -9.9298272942317002539e-07, 4.5260625972231537039e-06, -1.9681778105531670567e-05,
    7.5995277030017761139e-05, -0.00021503011930044477347, -0.00013871931833623122026, 1.0103004648645343977,
    4.8499064014085844221,
)  # fmt: skip


def _inverse_erf(x: float) -> float:
    w = -math.log((1.0 - x) * (1.0 + x))
    figures: tuple[float, ...]
    if w < 6.25:
        w, figures = w - 3.125, _NEAR
    elif w < 16:
        w, figures = math.sqrt(w) - 3.25, _FAR
    else:
        w, figures = math.sqrt(w) - 5.0, _FARTHEST
    made = figures[0]
    for figure in figures[1:]:
        made = figure + made * w
    return made * x

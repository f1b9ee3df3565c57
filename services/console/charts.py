"""A metric as a picture: which range and period, where its points stand, in which words. Pure.

What grew is drawn as bars: a period without a datapoint has none, and is not taken for 0. Everything else is a line
that is broken where a datapoint is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.console.show import number, size

RANGES = {  # by the word of an address: what it is called, its seconds, the period of a point
    "1h": ("an hour", 3_600, 60),
    "3h": ("three hours", 10_800, 60),
    "12h": ("twelve hours", 43_200, 300),
    "1d": ("a day", 86_400, 600),
    "3d": ("three days", 259_200, 1_800),
    "1w": ("a week", 604_800, 3_600),
    "15d": ("fifteen days", 1_296_000, 7_200),
}
WIDTH, HEIGHT = 300.0, 70.0


@dataclass(frozen=True)
class Figure:
    """What one chart is of. `bars`: it grew; else it is a value of each period."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]
    unit: str = ""
    meaning: str = ""
    bars: bool = False

    @property
    def stat(self) -> str:
        """The statistic that is asked for."""
        return "Sum" if self.bars else "Average"


@dataclass(frozen=True)
class Chart:
    """One chart: SVG points of its lines or bars, and its figures in words. `points` are (unix seconds, value)."""

    figure: Figure
    points: list[tuple[float, float]]
    lines: list[str]
    bars: list[tuple[float, float, float, float]]  # x, y, width, height
    last: str
    most: str
    total: str

    @property
    def summary(self) -> str:
        """What the picture shows, for who does not see it."""
        if not self.points:
            return "no datapoint"
        whole = f", {self.total} in all" if self.total else ""
        return f"last {self.last}, at most {self.most}{whole}, {len(self.points)} datapoints"


def chart(figure: Figure, points: Sequence[tuple[float, float]], span: tuple[float, float], period: int) -> Chart:
    """The chart of a metric over `span`."""
    kept = sorted((at, value) for at, value in points if span[0] - period <= at <= span[1])
    values = [value for _, value in kept]
    top = max([value for value in values if value > 0], default=1.0)
    length = max(span[1] - span[0], 1.0)

    def x(at: float) -> float:
        return round(max(0.0, at - span[0]) / length * WIDTH, 1)

    def y(value: float) -> float:
        return round(HEIGHT - max(0.0, value) / top * HEIGHT, 1)

    wide = max(0.8, round(period / length * WIDTH * 0.8, 1))
    bars = [(x(at), y(value), wide, round(HEIGHT - y(value), 1)) for at, value in kept] if figure.bars else []
    lines = [] if figure.bars else [_path([(x(at), y(value)) for at, value in run]) for run in _runs(kept, period)]
    return Chart(
        figure, kept, lines, bars,
        last=in_unit(values[-1], figure.unit) if values else "–",
        most=in_unit(max(values), figure.unit) if values else "–",
        total=in_unit(sum(values), figure.unit) if values and figure.bars else "",
    )  # fmt: skip


def _runs(points: Sequence[tuple[float, float]], period: int) -> list[list[tuple[float, float]]]:
    """The points, apart where a period is missing."""
    found: list[list[tuple[float, float]]] = []
    for point in points:
        if found and point[0] - found[-1][-1][0] <= period * 1.5:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def _path(points: Sequence[tuple[float, float]]) -> str:
    """The points of a line; one alone is drawn as a dot."""
    drawn = points if len(points) > 1 else [points[0], (points[0][0] + 0.1, points[0][1])]
    return " ".join(f"{x:g},{y:g}" for x, y in drawn)


def in_unit(value: float, unit: str) -> str:
    """A value with its unit.

    >>> in_unit(1234.0, "Count"), in_unit(2_000_000, "Bytes"), in_unit(12.34, "Milliseconds"), in_unit(0.125, "None")
    ('1,234', '2.0 MB', '12.3 ms', '0.125')
    """
    if unit == "Bytes":
        return size(value)
    if unit == "Milliseconds":
        return f"{number(float(value))} ms"
    if unit == "Seconds":
        return f"{number(float(value))} s"
    if abs(value) < 10 and value % 1:
        return f"{value:.3g}"
    return number(float(value))


def key(figure: Figure) -> str:
    """A metric's word in an address.

    >>> key(Figure("AWS/Kinesis", "Records", (("StreamName", "events"),)))
    'AWS/Kinesis Records StreamName=events'
    """
    return " ".join([figure.namespace, figure.name, *(f"{name}={value}" for name, value in figure.dimensions)])


def by_namespace(charts: Sequence[Chart]) -> Mapping[str, list[Chart]]:
    """Charts by namespace, in the order given."""
    found: dict[str, list[Chart]] = {}
    for one in charts:
        found.setdefault(one.figure.namespace, []).append(one)
    return found

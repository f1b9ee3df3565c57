"""Partition projection: partitions told by a table's properties, without asking the catalog. Pure.

    docs.aws.amazon.com/athena/latest/ug/partition-projection.html

`projection_of(table, now)` reads the properties. `partitions(wanted)` makes the partitions that can match what a query
asks of the partition columns, and no other: of an ordered column (dates, numbers) the range is found by bisection, so a
day of a hundred years by the second costs what a day costs.
"""

from services.query.projection.project import Partition, Projection, projection_of
from services.query.projection.select import Bound, Wanted

__all__ = ["Bound", "Partition", "Projection", "Wanted", "projection_of"]

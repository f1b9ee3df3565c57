"""awswrangler: datasets in S3 with their tables, Athena in its three ways, the catalog."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.clients.conftest import Place

wr = pytest.importorskip("awswrangler", reason="awswrangler wants pyarrow < 26, tarn has 26: install it beside, or not")

pytestmark = pytest.mark.filterwarnings("ignore")  # of the client's own code, which warnings here would fail

_WAYS = {
    "ctas": {"ctas_approach": True},
    "unload": {"ctas_approach": False, "unload_approach": True},
    "plain": {"ctas_approach": False},
}


def _written(place: Place, frame: pd.DataFrame, **more: Any) -> Any:
    given = {"dataset": True, "database": place.database, "table": "t", "partition_cols": ["day"]} | more
    return wr.s3.to_parquet(frame, path=place.path("t"), **given)


def _read(place: Place, sql: str, **more: Any) -> pd.DataFrame:
    given = {"s3_output": place.results, "ctas_approach": False} | more
    return wr.athena.read_sql_query(sql, database=place.database, **given)


@pytest.fixture
def days(place: Place) -> Place:
    _written(place, pd.DataFrame({"n": [1, 2, 3], "s": ["x", None, "é, '"], "day": ["a", "a", "b"]}))
    return place


@pytest.mark.parametrize("way", _WAYS)
def test_a_query_in_each_way(days: Place, way: str) -> None:
    where = {"s3_output": days.path("unloaded")} if way == "unload" else {}
    read = _read(
        days, "SELECT n, s, day FROM t WHERE n >= :least ORDER BY n", params={"least": 2}, **_WAYS[way], **where
    )
    assert [(int(n), None if pd.isna(s) else s, day) for n, s, day in read.itertuples(index=False)] == [
        (2, None, "a"),
        (3, "é, '", "b"),
    ]


def test_a_query_in_chunks(days: Place) -> None:
    chunks = _read(days, "SELECT n FROM t", chunksize=2)
    assert sorted(len(one) for one in chunks) == [1, 2]


@pytest.mark.parametrize(("mode", "left"), [("append", 4), ("overwrite", 1), ("overwrite_partitions", 2)])
def test_datasets_are_written_in_each_mode(days: Place, mode: str, left: int) -> None:
    _written(days, pd.DataFrame({"n": [9], "s": ["new"], "day": ["a"]}), mode=mode)
    assert len(_read(days, "SELECT n FROM t")) == left
    assert _read(days, "SELECT count(*) AS n FROM t WHERE s = 'new' AND day = 'a'")["n"].tolist() == [1]


def test_csv_is_a_table_too(place: Place) -> None:
    frame = pd.DataFrame({"n": [1, 2], "s": ["x", "y"]})
    wr.s3.to_csv(frame, place.path("c"), dataset=True, database=place.database, table="c", index=False)
    assert _read(place, "SELECT * FROM c ORDER BY n").values.tolist() == [[1, "x"], [2, "y"]]


def test_the_catalog(days: Place) -> None:
    database = days.database
    assert database in wr.catalog.databases(limit=1000)["Database"].tolist()
    assert wr.catalog.tables(database=database)["Table"].tolist() == ["t"]
    for part in ({"name_prefix": "t"}, {"name_suffix": "t"}, {"name_contains": "t"}):
        assert [one["Name"] for one in wr.catalog.get_tables(database=database, **part)] == ["t"]
    assert wr.catalog.get_table_types(database, "t") == {"n": "bigint", "s": "string", "day": "string"}
    folder = days.path("t")
    assert wr.catalog.get_parquet_partitions(database, "t") == {f"{folder}day=a/": ["a"], f"{folder}day=b/": ["b"]}
    wr.catalog.add_parquet_partitions(database, "t", {f"{folder}day=c/": ["c"]})
    assert len(wr.catalog.get_partitions(database, "t")) == 3
    wr.catalog.delete_partitions("t", database, [["c"]])
    assert len(wr.catalog.get_partitions(database, "t", expression="day >= 'a'")) == 2
    wr.catalog.add_column(database, "t", "more", "int", column_comment="one more")
    assert "more" in wr.catalog.get_table_types(database, "t")
    assert wr.catalog.delete_table_if_exists(database, "t")
    assert not wr.catalog.does_table_exist(database, "t")


def test_athena_s_statements(days: Place) -> None:
    given: dict[str, Any] = {"database": days.database, "s3_output": days.results}
    wr.catalog.delete_all_partitions("t", days.database)
    assert wr.athena.repair_table("t", **given) == "SUCCEEDED"
    assert len(wr.catalog.get_partitions(days.database, "t")) == 2
    described = wr.athena.describe_table("t", **given)
    assert described["Column Name"].tolist() == ["n", "s", "day"]
    assert described["Partition"].tolist() == [False, False, True]
    assert f"'{days.path('t').rstrip('/')}" in wr.athena.show_create_table("t", **given)
    made = wr.athena.create_ctas_table(
        "SELECT n, day FROM t", ctas_table="made", partitioning_info=["day"], wait=True,
        **given,
    )  # fmt: skip
    assert made["ctas_query_metadata"].raw_payload["Status"]["State"] == "SUCCEEDED"
    assert sorted(_read(days, "SELECT n, day FROM made")["n"].tolist()) == [1, 2, 3]


def test_prepared_statements(days: Place) -> None:
    wr.athena.create_prepared_statement("SELECT n FROM t WHERE n > ?", "above_" + days.database)
    read = _read(days, f"EXECUTE above_{days.database} USING 2")
    assert read["n"].tolist() == [3]
    wr.athena.delete_prepared_statement("above_" + days.database)


def test_a_failure_is_athena_s(days: Place) -> None:
    with pytest.raises(wr.exceptions.QueryFailed, match="TABLE_NOT_FOUND"):
        _read(days, "SELECT * FROM nowhere")

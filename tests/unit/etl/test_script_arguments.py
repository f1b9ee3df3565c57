"""What the arguments of a run mean to whoever runs the script."""

from __future__ import annotations

from pathlib import Path

import pytest

from lake.config import load
from lake.edges.objects import StoreSettings
from lake.errors import TarnError
from services.etl.scripts import arguments as asked
from services.etl.scripts import environment
from services.etl.scripts.arguments import Location
from services.etl.scripts.settings import ScriptSettings
from services.etl.scripts.worker import forget_logs


def test_a_script_gets_its_own_arguments_and_glues() -> None:
    line = asked.command_line("nightly", "jr_1", {"--day": "x", "--empty": "", "--job-bookmark-option": "b"})
    assert line == [
        *("--JOB_NAME", "nightly", "--JOB_RUN_ID", "jr_1", "--job-bookmark-option", "b"),
        *("--day", "x", "--empty"),
    ]


@pytest.mark.parametrize("text", ["x.py", "s3://", "s3://b", "s3://b/", "s3://b/folder/", "https://b/k"])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(TarnError, match="is no object in S3"):
        asked.location(text)


def test_files_are_separated_by_commas() -> None:
    found = asked.files({"--extra-files": "s3://b/a.txt, s3://b/c/d.txt,"}, "--extra-files")
    assert found == [Location("b", "a.txt"), Location("b", "c/d.txt")]
    assert [one.name for one in found] == ["a.txt", "d.txt"]
    assert asked.files({}, "--extra-files") == []


def test_conf_may_hold_several() -> None:
    given = {"--conf": "spark.a=1 --conf spark.b=x=y"}
    assert asked.spark_properties(given) == {"spark.a": "1", "spark.b": "x=y"}
    ui = {"--enable-spark-ui": "true", "--spark-event-logs-path": "s3://logs/"}
    assert asked.spark_properties(ui) == {"spark.eventLog.enabled": "true", "spark.eventLog.dir": "s3://logs/"}


@pytest.mark.parametrize("conf", ["a=1", "spark.a", "spark.master=yarn", "spark.driver.memory=99g"])
def test_a_conf_that_is_not_heeded_is_refused(conf: str) -> None:
    with pytest.raises(TarnError, match="--conf"):
        asked.spark_properties({"--conf": conf})


def test_variables_of_the_customer() -> None:
    given = {"--customer-driver-env-vars": 'CUSTOMER_A=1, CUSTOMER_B="two"'}
    assert asked.environment_variables(given) == {"CUSTOMER_A": "1", "CUSTOMER_B": "two"}
    with pytest.raises(TarnError, match="CUSTOMER_NAME"):
        asked.environment_variables({"--customer-driver-env-vars": "PATH=/"})


@pytest.mark.parametrize(("kind", "most", "heap"), [(None, 1024, 1024), ("G.8X", 1024, 1024), ("G.025X", 4096, 2048)])
def test_the_heap_is_as_on_glue_within_the_limit(kind: str | None, most: int, heap: int) -> None:
    assert asked.heap_mb(kind, most) == heap


def test_no_secret_is_in_sparks_defaults_and_the_users_account_is_out_of_reach(tmp_path: Path) -> None:
    settings, store = load(ScriptSettings), load(StoreSettings)
    text = environment.spark_defaults(settings, store, tmp_path, 512, {"spark.a": "b\\c"})
    secret = store.s3_secret_key.get_secret_value()
    assert secret not in text
    assert "spark.a b\\\\c\n" in text
    assert "spark.driver.memory 512m\n" in text
    around = {"AWS_PROFILE": "real", "TARN_REDIS_URL": "redis://x", "PATH": "/bin"}
    made = environment.variables(settings, store, "http://127.0.0.1:1", around, tmp_path)
    assert (made["AWS_SECRET_ACCESS_KEY"], made["PATH"]) == (secret, "/bin")
    assert not made.keys() & {"AWS_PROFILE", "TARN_REDIS_URL"}


def test_logs_of_old_runs_go(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    forget_logs(tmp_path, 2)
    assert len(list(tmp_path.iterdir())) == 2
    forget_logs(tmp_path / "none", 2)

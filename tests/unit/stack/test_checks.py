"""What a person reads when memory, disk or a port is in the way."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from stack import checks
from stack.places import Places
from stack.programs import Program


@pytest.mark.parametrize(("available_mb", "level"), [(1199, "bad"), (1200, "warn"), (2999, "warn"), (3000, "ok")])
def test_memory(available_mb: int, level: str) -> None:
    check = checks.memory(available_mb)
    assert (check.level, str(available_mb) in check.sentence, bool(check.remedy)) == (level, True, level != "ok")


@pytest.mark.parametrize(("free_mb", "level"), [(499, "bad"), (500, "warn"), (4999, "warn"), (5000, "ok")])
def test_disk(free_mb: int, level: str) -> None:
    check = checks.disk(free_mb, Path("/home/of/tarn"))
    assert (check.level, "/home/of/tarn" in check.sentence) == (level, True)


def test_a_disk_that_is_mounted_below_data_is_looked_at_too(tmp_path: Path) -> None:
    at = Places(tmp_path)
    (at.data / "kafka").mkdir(parents=True)
    (at.data / "redis").symlink_to("/dev")  # a file system of its own
    found = [check.sentence.rpartition(" ")[2] for check in checks.disks(at)]
    assert found == [str(tmp_path), str(at.data / "redis")]


def test_a_taken_port_names_its_number_its_use_and_its_owner() -> None:
    check = checks.taken_port("kafka", 19002, "java (process 7)")
    assert check.sentence == "port 19002 (kafka) is taken by java (process 7)"
    assert "TARN_PORT_BASE" in check.remedy


def test_a_listener_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number = listener.getsockname()[1]
        found = checks.ports([Program("sink", ("x",), number, "health", 1)])
    assert f"port {number}" in [check.name for check in found]


@pytest.mark.parametrize(("limit", "used", "free"), [("1000", "400", 600), ("max", "400", None), ("", "", None)])
def test_a_containers_memory_limit_counts(tmp_path: Path, limit: str, used: str, free: int | None) -> None:
    (tmp_path / "memory.max").write_text(limit)
    (tmp_path / "memory.current").write_text(used)
    available = checks.available_memory(tmp_path)
    assert available == free if free is not None else available > 1000

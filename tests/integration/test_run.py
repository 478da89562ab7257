"""`bysans run` and its children end together, however it ends."""

import sys
from pathlib import Path

import pytest

from tests.integration.service import BYSANS, Role
from tests.real_parts.process import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


@pytest.mark.parametrize("ending", ["stop", "kill"])
def test_nothing_is_left_running_when_run_is_stopped_or_killed(tmp_path: Path, ending: str) -> None:
    nowhere = ["--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]
    run = Role(tmp_path, str(BYSANS), "run", "--no-simulators", "--data-dir", str(tmp_path / "data"), *nowhere)
    with run:
        wait_until(lambda: run.said("Bysans is running"), "it ran")
        children = children_of(run.pid)
        assert len(children) == 4, "broker, ingest, watch, api"
        getattr(run, ending)()
    wait_until(lambda: not any(lives(child) for child in children), f"no child was left: {run.log.read_text()}", 60)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # ended, and waits for whoever has taken it in to look

"""`bysans run` and its children end together, however it ends."""

import sys
from pathlib import Path

import httpx
import pytest

from storage.state.engine import State
from tests.integration.service import BYSANS, Role
from tests.real_parts.process import free_port, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


@pytest.mark.parametrize("ending", ["stop", "kill"])
def test_nothing_is_left_running_when_run_is_stopped_or_killed(tmp_path: Path, ending: str) -> None:
    nowhere = ["--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]
    run = Role(tmp_path, str(BYSANS), "run", "--no-simulators", "--data-dir", str(tmp_path / "data"), *nowhere)
    with run:
        wait_until(lambda: run.said("Bysans is running"), "it ran")
        children = children_of(run.pid)
        assert len(children) == 4, "broker, ingest, watch, api"
        assert not run.said('"level": "warning"'), run.log.read_text()  # nothing of its own broker, nor of a client not yet connected
        assert not run.said('"level": "error"'), run.log.read_text()
        getattr(run, ending)()
    wait_until(lambda: not any(lives(child) for child in children), f"no child was left: {run.log.read_text()}", 60)


def test_from_its_first_answer_on_todays_page_knows_that_a_simulated_town_was_started(tmp_path: Path) -> None:
    http = f"127.0.0.1:{free_port()}"
    with Role(tmp_path, str(BYSANS), "run", "--data-dir", str(tmp_path / "data"), "--http", http, "--mqtt", "127.0.0.1:0") as run:
        wait_until(lambda: run.said("Bysans is running"), "it ran")
        pages: list[str] = []

        def has_come() -> bool:
            pages.append(httpx.get(f"http://{http}/i-dag?lang=nb", timeout=30).text)
            return "Øvelse – ikke ekte data" in pages[-1]

        wait_until(has_come, "the town had come")
    assert all("Den simulerte byen er på vei" in page for page in pages[:-1])
    assert not any("Ingen sensorer er registrert" in page for page in pages)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # gone before it is opened, or while it is read
        return False
    return state != "Z"  # ended, and waits for whoever has taken it in to look


def test_what_run_keeps_is_for_its_user_alone_also_what_lay_open_before(tmp_path: Path) -> None:
    nowhere = ["--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]
    data = tmp_path / "data"
    (data / "log").mkdir(parents=True)
    State(f"sqlite:///{data / 'state.db'}").close()
    (data / "state.db").chmod(0o644)
    # As under a shell's usual umask, whatever that of the test is.
    command = ["sh", "-c", 'umask 022; exec "$0" "$@"', str(BYSANS), "run", "--no-simulators", "--data-dir", str(data), *nowhere]
    with Role(tmp_path, *command) as run:
        wait_until(lambda: run.said("Bysans is running"), "it ran")
        modes = {path.relative_to(data).as_posix(): path.stat().st_mode & 0o777 for path in data.rglob("*") if path.is_file()}
        assert run.said("now only their owner can")
    assert {"state.db", "admin-key", "broker/nats.conf", "broker/service-password", "broker/client-id"} <= modes.keys()
    assert any(name.startswith("log/") for name in modes)
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}

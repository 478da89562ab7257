"""A state file that is damaged under the running service is red with what to do; nothing ends in a traceback or a loop."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.service import BYSANS, Role, Service, bysans
from tests.real_parts import http
from tests.real_parts.process import free_port, wait_until

WHAT_TO_DO = "the file is damaged; stop the service and bring back a backup with `bysans restore`"
PAGE = 4096


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path, {"mqtt": {"url": f"mqtt://127.0.0.1:{free_port()}"}})
    service.start("watch", "api")
    try:
        wait_until(lambda: not service.reasons().keys() & {"watch", "http"}, "watch worked")
        yield service
    finally:
        service.stop()


def test_a_state_file_damaged_under_watch_and_api_is_told_with_what_to_do(service: Service, tmp_path: Path) -> None:
    service.register("a1")
    file = service.data / "state.db"
    with file.open("r+b") as spoilt:
        spoilt.seek(PAGE)
        spoilt.write(b"\xff" * (file.stat().st_size - PAGE))

    def the_api_meets_it() -> bool:
        """Read what the API has not in memory, as people at the pages do, and return whether it says so."""
        for path in ("alerts", "keys", "pickups"):
            http.get(f"{service.address}/api/v1/{path}", headers={"Authorization": f"Bearer {service.key}"}, timeout=240)
        return WHAT_TO_DO in service.reasons().get("state", "")

    wait_until(the_api_meets_it, "/readyz said that the state is damaged")
    wait_until(lambda: WHAT_TO_DO in log_of(service, "watch"), "watch said so too")
    wait_until(lambda: "watch" in service.reasons(), "watch was red too, or silent because it cannot write that it is")
    for arguments in (["check"], ["keys", "list"], ["keys", "create", "x", "--scope", "admin"], ["devices", "export"]):
        ended = bysans(*arguments, "--config", str(service.config))
        assert ended.returncode == 1, arguments
        assert WHAT_TO_DO in ended.stdout + ended.stderr
        assert "Traceback" not in ended.stderr
    for name in ("watch", "api"):
        role = service.roles[name]
        role.kill()
        role.start()
        logged = f'{WHAT_TO_DO} (database disk image is malformed)", "level": "error"'
        wait_until(lambda name=name, logged=logged: logged in log_of(service, name), f"{name} said at its start what to do")
        assert "Traceback" not in log_of(service, name)
        assert log_of(service, name).count("\n") < 20
    run = Role(tmp_path, str(BYSANS), "run", "--config", str(service.config), "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0")
    with run:
        wait_until(lambda: run.said(WHAT_TO_DO), "run said what to do")
    assert not run.said("Traceback")


def log_of(service: Service, name: str) -> str:
    return service.roles[name].log.read_text(encoding="utf-8", errors="replace")

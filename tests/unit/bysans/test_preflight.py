"""A process begins only where nobody else has what it needs; what another has is named with what chooses another."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner, Result

from bysans.__main__ import app
from bysans.preflight import wait_until_alone

CHOSEN_BY = {"--http": "--http or http.listen", "--mqtt": "--mqtt or broker.listen"}


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bysans.preflight._LEAVING_S", 0)


def run(data: Path, **listen: str) -> Result:
    addresses = {f"--{name}": listen.get(name, "127.0.0.1:0") for name in ("http", "mqtt")}
    options = [word for option in addresses.items() for word in option]
    return CliRunner().invoke(app, ["run", "--no-simulators", "--data-dir", str(data), *options])


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("option", CHOSEN_BY)
def test_an_address_that_another_program_has_ends_run_before_it_begins(tmp_path: Path, taken: socket.socket, option: str) -> None:
    address = f"127.0.0.1:{taken.getsockname()[1]}"
    result = run(tmp_path, **{option.removeprefix("--"): address})
    assert result.exit_code == 1
    sentence = f"cannot listen on {address}: another program does; stop what does, or choose another with {CHOSEN_BY[option]}"
    assert sentence in result.stderr.splitlines()
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("role", "setting"), [("api", "http"), ("broker", "broker")])
def test_a_second_api_or_broker_ends_so_too_and_touches_nothing_of_the_first(
    tmp_path: Path, taken: socket.socket, role: str, setting: str
) -> None:
    address, data, config = f"127.0.0.1:{taken.getsockname()[1]}", tmp_path / "data", tmp_path / "bysans.toml"
    data.mkdir()
    config.write_text(f'data_dir = "{data.as_posix()}"\n[{setting}]\nlisten = "{address}"\n')
    result = CliRunner().invoke(app, [role, "--config", str(config)])
    assert result.exit_code == 1
    assert f"cannot listen on {address}: another program does; stop what does, or choose another with {setting}.listen" in result.stderr
    assert "listens on" not in result.stdout
    assert "Traceback" not in result.stderr
    assert not any((data / file).exists() for file in ("state.db", "broker/nats.conf"))


@pytest.mark.usefixtures("at_once")
def test_a_data_folder_that_another_service_uses_ends_run_too(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with FileLock(tmp_path / "log" / "lock"):
        result = run(tmp_path)
    assert result.exit_code == 1
    assert "another process writes the ingest log" in result.stderr
    assert not (tmp_path / "state.db").exists()


def test_an_address_that_is_none_of_this_machines_is_not_waited_for(tmp_path: Path) -> None:
    result = run(tmp_path, http="192.0.2.1:8000")
    assert result.exit_code == 1
    assert "cannot listen on 192.0.2.1:8000: Cannot assign requested address" in result.stderr


def test_the_children_of_a_service_that_was_killed_are_given_time_to_end(tmp_path: Path, taken: socket.socket) -> None:
    ending = threading.Timer(0.3, taken.close)
    ending.start()
    wait_until_alone({"--http": f"127.0.0.1:{taken.getsockname()[1]}"}, threading.Event(), log=tmp_path / "log")
    ending.join()
    assert taken.fileno() == -1

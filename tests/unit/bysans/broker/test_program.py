"""Where there is no program for the embedded broker, the service says how to name a broker of one's own."""

import sys
import sysconfig
import threading
from pathlib import Path

import pytest
import typer

from bysans.broker import program
from bysans.broker.broker import start_broker
from bysans.broker.program import BrokerMissingError
from bysans.supervisor import Supervisor
from config.settings import Settings
from storage.state.engine import State


@pytest.fixture
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))


@pytest.mark.usefixtures("nothing_installed")
def test_the_error_names_the_setting() -> None:
    with pytest.raises(BrokerMissingError, match="BYSANS_MQTT__URL=mqtt://"):
        program.find()


@pytest.mark.usefixtures("nothing_installed")
def test_run_ends_with_that_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(data_dir=tmp_path)
    state = State(settings.state_url)
    with pytest.raises(typer.Exit) as ended:
        start_broker(Supervisor({}), settings, state, threading.Event())
    state.close()
    assert ended.value.exit_code == 1
    assert "Install a broker, such as Mosquitto, and name it" in capsys.readouterr().err

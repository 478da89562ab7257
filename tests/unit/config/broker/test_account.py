"""A broker that others reach is used with a password, unless somebody says that it is open."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from config.broker.account import check_account, check_closed
from config.sections.mqtt_settings import Mqtt
from config.toml_file import ConfigError


@pytest.mark.parametrize("url", ["mqtt://broker", "mqtts://broker:8883", "mqtt://192.168.1.20:1883", "mqtt://[fd00::1]:1883"])
def test_a_broker_elsewhere_without_our_user_name_is_refused(url: str) -> None:
    for check in (check_closed, check_account):
        with pytest.raises(ConfigError, match=r"is on another machine and there is no mqtt\.username.*mqtt\.open = true"):
            check(Mqtt(url=url))


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "mqtt://broker", "username": "bysans"},
        {"url": "mqtt://broker", "open": True},
        {"url": "mqtt://127.0.0.1:1883"},
        {"url": "mqtt://localhost"},
        {"url": "mqtt://[::1]:1883"},
        {"url": "unix:///run/mosquitto.sock"},
    ],
)
def test_one_with_our_user_name_on_this_machine_or_said_to_be_open_is_not(settings: dict[str, Any]) -> None:
    check_closed(Mqtt(**settings))


@pytest.mark.parametrize("role", ["run", "ingest", "api"])
def test_a_role_that_connects_ends_with_the_sentence_before_it_does(role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_MQTT__URL", "mqtt://192.0.2.1:1883")
    ended = CliRunner().invoke(app, [role, "--data-dir", str(tmp_path)])
    assert ended.exit_code == 2
    assert "mqtt.open = true" in ended.output

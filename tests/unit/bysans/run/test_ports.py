"""Where `run` listens is settled before anything starts."""

from pathlib import Path

import pytest
import typer

from bysans.run.ports import choose
from config.settings import Settings


def settings(tmp_path: Path, listen: str) -> Settings:
    return Settings(data_dir=tmp_path, http={"listen": listen})


def test_mqtt_5_listens_behind_3_1_1(tmp_path: Path) -> None:
    listening = choose(settings(tmp_path, "127.0.0.1:8000"), mqtt="127.0.0.1:1900", mqtt5=None)
    assert (listening.http, listening.mqtt, listening.mqtt5) == (("127.0.0.1", 8000), ("127.0.0.1", 1900), ("127.0.0.1", 1901))


def test_behind_the_last_port_any_free_one_is_taken(tmp_path: Path) -> None:
    listening = choose(settings(tmp_path, "[::1]:0"), mqtt="127.0.0.1:65535", mqtt5=None)
    assert 0 < listening.mqtt5[1] < 65535
    assert listening.http[1] > 0


@pytest.mark.parametrize(
    ("http", "mqtt", "mqtt5", "says"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000", None, "each needs an address of its own"),
        ("127.0.0.1:8000", "127.0.0.1:1900", "127.0.0.1:1900", "each needs an address of its own"),
        ("127.0.0.1:8000", "127.0.0.1", None, "must be HOST:PORT"),
        ("nowhere.invalid:0", None, None, "cannot listen on nowhere.invalid:0"),
    ],
)
def test_what_can_never_be_listened_on_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], http: str, mqtt: str | None, mqtt5: str | None, says: str
) -> None:
    with pytest.raises(typer.Exit) as ended:
        choose(settings(tmp_path, http), mqtt=mqtt, mqtt5=mqtt5)
    assert ended.value.exit_code == 2
    assert says in capsys.readouterr().err

"""Where `run` listens is settled before anything starts."""

import errno
import socket
from pathlib import Path

import pytest
import typer

from bysans.run.ports import choose
from config.settings import Settings


def settings(tmp_path: Path, http: str, mqtt: str) -> Settings:
    return Settings.model_validate({"data_dir": tmp_path, "http": {"listen": http}, "broker": {"listen": mqtt}})


def test_port_0_becomes_a_free_one(tmp_path: Path) -> None:
    listening = choose(settings(tmp_path, "[::1]:0", "127.0.0.1:1900"))
    assert listening.mqtt == ("127.0.0.1", 1900)
    assert listening.http[1] > 0


def test_two_free_ports_are_never_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    create = socket.create_server

    def same_port_again(address: tuple[str, int], **options: int) -> socket.socket:
        try:
            return create((address[0], port), **options)  # what a system may do as soon as a port is given back
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return create(address, **options)

    monkeypatch.setattr(socket, "create_server", same_port_again)
    listening = choose(settings(tmp_path, "127.0.0.1:0", "127.0.0.1:0"))
    assert listening.http[1] != listening.mqtt[1]


@pytest.mark.parametrize(
    ("http", "mqtt", "says"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000", "each needs an address of its own"),
        ("nowhere.invalid:0", "127.0.0.1:1900", "cannot listen on nowhere.invalid:0"),
    ],
)
def test_what_can_never_be_listened_on_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], http: str, mqtt: str, says: str
) -> None:
    with pytest.raises(typer.Exit) as ended:
        choose(settings(tmp_path, http, mqtt))
    assert ended.value.exit_code == 2
    assert says in capsys.readouterr().err

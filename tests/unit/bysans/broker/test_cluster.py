"""A node of a cluster tells its server the others' addresses and the password by which they know each other."""

import threading
from contextlib import closing
from pathlib import Path

import pytest
import typer

from bysans.broker.broker import start_broker
from bysans.broker.cluster import cluster_node
from bysans.broker.server_settings import server_settings
from bysans.supervisor import Supervisor
from config.sections.broker_settings import Broker
from config.settings import Settings
from storage.state.engine import State

NODES = ["a:6222", "b:6222", "c:6222"]


def broker(file: Path) -> Broker:
    return Broker.model_validate({"node": "a", "cluster": NODES, "cluster_password_file": file})


def test_a_node_reaches_each_node_by_the_password_whatever_characters_it_has(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text('p@ss/"word"\n')
    node = cluster_node(broker(file))
    text = server_settings(store=tmp_path, listen="0.0.0.0:1883", accounts=[], anybody=None, certificate=None, max_bytes=1, cluster=node)
    assert [f'"nats://bysans:p%40ss%2F%22word%22@{address}"' in text for address in NODES] == [True] * 3
    assert 'password: "p@ss/\\"word\\""' in text
    assert "server_name: a\n" in text
    assert "stream_replicas: 3\n" in text


def test_a_broker_that_is_alone_is_no_node(tmp_path: Path) -> None:
    assert cluster_node(Broker()) is None
    text = server_settings(store=tmp_path, listen="0.0.0.0:1883", accounts=[], anybody=None, certificate=None, max_bytes=1)
    assert "cluster" not in text
    assert "stream_replicas" not in text


def test_a_password_that_cannot_be_read_ends_the_program_with_its_setting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(data_dir=tmp_path, broker=broker(tmp_path / "missing"))
    with closing(State(settings.state_url)) as state, pytest.raises(typer.Exit) as ended:
        start_broker(Supervisor({}), settings, state, threading.Event())
    assert ended.value.exit_code == 2
    assert "broker.cluster_password_file" in capsys.readouterr().err

"""A real watch that is killed between storing an alert and telling of it tells of it after, once by its id."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bysans.clock import now
from bysans.first_data import load_first_thresholds
from config.catalogue import load_catalogue
from domain.device import Bin, Device
from domain.reading import Reading
from storage.readings.open import open_readings
from storage.state import registry
from storage.state.alerts import alerts, outbox
from storage.state.engine import State
from storage.state.ingest import latest
from tests.integration.service import BYSANS, Role
from tests.real_parts.process import free_port, wait_until
from tests.unit.watch.notify.receiving import SECRET, hooks


class WatchedFolder:
    """A data folder with a bin whose sensor is about to report heat, and a watch over it that tells a webhook."""

    def __init__(self, directory: Path, port: int) -> None:
        self.data = directory / "data"
        self.data.mkdir()
        (directory / "secret").write_text(SECRET)
        config = directory / "bysans.toml"
        config.write_text(
            f'data_dir = "{self.data}"\n[alerts]\nprivate_webhooks = ["127.0.0.0/8"]\n'
            f'[alerts.receivers.duty]\nwebhook = "http://127.0.0.1:{port}/hook"\nsecret_file = "{directory / "secret"}"\n'
        )
        self.state = State(f"sqlite:///{self.data / 'state.db'}")
        load_first_thresholds(self.state)
        with self.state.begin() as connection:
            registry.put(connection, Bin(id="b", name="Torget", lat=59.0, lon=10.0, fraction="rest", capacity_l=660, valid_from=1))
            registry.put(connection, Device(id="level", kind="bin", model="generic", interval_s=600, valid_from=1, place="b"))
        self.watch = Role(directory / "watch", str(BYSANS), "watch", "--config", str(config))

    def heat(self) -> None:
        reading = Reading("level", now(), {"temperature": 75.0})
        store = open_readings("sqlite", data_dir=self.data, parameters=list(load_catalogue().parameters))
        store.write([reading])
        store.close()
        with self.state.begin() as connection:
            latest.put(connection, [(reading, now())])

    def stored(self) -> bool:
        with self.state.read() as connection:
            return bool(outbox.reached(connection, now() + 3_600_000))

    def settled(self) -> bool:
        return not self.stored()

    def raised(self) -> int:
        with self.state.read() as connection:
            return len(alerts.page(connection))


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def watched(tmp_path: Path, port: int) -> Iterator[WatchedFolder]:
    watched = WatchedFolder(tmp_path, port)
    yield watched
    watched.watch.stop()
    watched.state.close()


def test_killed_while_the_receiver_is_away(watched: WatchedFolder, port: int) -> None:
    watched.watch.start()
    watched.heat()
    wait_until(watched.stored, "the alert and its message were stored")
    watched.watch.kill()
    with hooks(port=port) as receiver:
        watched.watch.start()
        wait_until(watched.settled, "the message was sent")
        assert len(receiver.ids) == 1
    assert watched.raised() == 1


def test_killed_while_the_receiver_takes_it(watched: WatchedFolder, port: int) -> None:
    with hooks(lambda _handler, number: receiver.released.wait(60) and None if number == 1 else 204, port=port) as receiver:
        watched.watch.start()
        watched.heat()
        wait_until(lambda: len(receiver.ids) == 1, "the receiver had it before its answer")
        watched.watch.kill()
        watched.watch.start()
        wait_until(watched.settled, "the message was sent")
        first, *others = receiver.ids
        assert others == [first]
    assert watched.raised() == 1

"""The log's kept days give the store again what draining gave it, once or twice over."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from config.catalogue import load_catalogue
from config.settings import Settings
from ingest.decode.decode import Decoder
from ingest.drain import drain
from ingest.drain.drain import Drainer
from ingest.drain.duplicates import Duplicates
from ingest.drain.rebuild import Rebuilt, rebuild
from ingest.health import Health
from ingest.log.log import Log
from ingest.log.record import encode
from ingest.messages import DUP, REPLAY
from storage.readings.days import days
from storage.readings.protocol import Readings
from storage.readings.sqlite import SqliteReadings
from storage.state import registry
from storage.state.engine import State
from storage.state.ingest import changed_days
from tests.unit.ingest.drain.test_drain import drain_until
from tests.unit.ingest.registered import NOW, device

TOPIC = "bysans/v1/air/air-1"
DAY = 86_400_000
PARAMETERS = list(load_catalogue().parameters)


def message(at: int, flags: int = 0, topic: str = TOPIC, **body: object) -> bytes:
    return encode(at, topic, json.dumps(body).encode(), flags)


MESSAGES = [
    *(message(NOW + n * 60_000, time=NOW / 1000 + n * 60, pm25=n / 7) for n in range(50)),
    message(NOW + DAY, time=NOW / 1000, no2=3.5),  # merges with the first
    message(NOW + DAY + 1, time=NOW / 1000 + 60, pm25=99.0),  # corrects the second
    *(message(NOW + DAY + n * 1000, seq=n, pm25=1.0) for n in range(5)),  # at the time they came
    *(message(NOW + DAY + 3_600_000 + n, DUP, seq=n, pm25=1.0) for n in range(5)),  # sent again: nothing more is stored
    message(NOW + DAY + 9_000_000, REPLAY, seq=77, pm25=4.0),
    message(NOW, topic="bysans/v1/air/stranger", pm25=1.0),
    encode(NOW, TOPIC, b"no json"),
    message(NOW + 2 * DAY, pm25=-4000.0, no2=4.0),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service that has drained the messages, then got two more."""
    monkeypatch.setattr(drain, "_IDLE_S", 0.01)
    monkeypatch.setattr(drain, "_BATCH", 7)
    monkeypatch.setattr(drain, "_FEW", 1)
    with (
        closing(State(f"sqlite:///{tmp_path / 'state.db'}")) as state,
        closing(Log(tmp_path / "log", drained=0, segment_bytes=1000, max_bytes=1 << 24)) as log,
        closing(SqliteReadings(tmp_path / "readings.db", PARAMETERS)) as store,
    ):
        with state.begin() as connection:
            registry.put(connection, device("air-1"))
        for record in MESSAGES:
            log.append([record])
        decoder = Decoder(load_catalogue(), retention_ms=None)
        part = Drainer(
            log=log,
            decoder=decoder,
            duplicates=Duplicates(),
            readings=store,
            state=state,
            settings=Settings(data_dir=tmp_path),
            health=Health(),
            clock=lambda: NOW,
        )
        drain_until(part, lambda: log.drained == log.end)
        log.append([message(NOW + 3 * DAY, pm25=5.0), message(NOW + 3 * DAY, pm25=6.0)])
    return tmp_path


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Readings]:
    with closing(SqliteReadings(tmp_path / "new.db", PARAMETERS)) as store:
        yield store


def bysans(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def content(store: Readings) -> dict[int, bytes]:
    return {day: b"".join(blocks) for day, blocks in days(store, NOW + 100 * DAY)}


def marks(folder: Path) -> Mapping[int, int]:
    with closing(State(f"sqlite:///{folder / 'state.db'}")) as state, state.read() as connection:
        return changed_days.read(connection)


def rebuilt(folder: Path, store: Readings, drained: int) -> Rebuilt:
    with closing(State(f"sqlite:///{folder / 'state.db'}")) as state:
        decoder = Decoder(load_catalogue(), retention_ms=None)
        return rebuild(folder / "log", drained=drained, decoder=decoder, state=state, readings=store, done=lambda _: None)


END = sum(map(len, MESSAGES))


def test_a_lost_store_has_again_what_it_had(folder: Path, empty: Readings) -> None:
    result = rebuilt(folder, empty, END)
    with closing(SqliteReadings(folder / "readings.db", PARAMETERS)) as drained:
        assert content(empty) == content(drained)
    assert (result.messages, result.refused, result.damaged) == (len(MESSAGES), 0, 0)
    assert (result.first, result.last) == (NOW, NOW + 2 * DAY)
    before, marked = content(empty), marks(folder)
    assert rebuilt(folder, empty, END) == result
    assert content(empty) == before
    assert marks(folder).keys() == content(empty).keys()
    assert not marks(folder).items() & marked.items(), "a backup reads each of these days again"


def test_what_is_not_drained_yet_is_left_to_ingest(folder: Path, empty: Readings) -> None:
    half = sum(map(len, MESSAGES[:10]))
    assert rebuilt(folder, empty, half).messages == 10
    assert empty.devices(0, NOW + 100 * DAY) == ["air-1"]
    assert len(empty.read(["air-1"], 0, NOW + 100 * DAY)) == 10


def test_damage_is_passed_over_and_told(folder: Path, empty: Readings) -> None:
    segment = min((folder / "log").glob("*.log"))
    data = bytearray(segment.read_bytes())
    data[len(MESSAGES[0]) + 3] ^= 0xFF
    segment.write_bytes(data)
    result = rebuilt(folder, empty, END)
    assert result.damaged == len(MESSAGES[1])
    assert result.messages == len(MESSAGES) - 1


def test_the_command_fills_an_empty_store_and_says_what_it_read(folder: Path) -> None:
    with closing(SqliteReadings(folder / "readings.db", PARAMETERS)) as store:
        before = content(store)
    for file in folder.glob("readings.db*"):
        file.unlink()
    code, words = bysans("rebuild", "--data-dir", str(folder))
    assert (code, f"of {len(MESSAGES)} messages that came from 2026-01-01 12:00 to 2026-01-03 12:00 UTC" in words) == (0, True)
    with closing(SqliteReadings(folder / "readings.db", PARAMETERS)) as store:
        assert content(store) == before


def test_a_log_that_ingest_writes_is_left_alone(folder: Path, tmp_path: Path) -> None:
    with closing(Log(folder / "log", drained=END, segment_bytes=1000, max_bytes=1 << 24)):
        code, words = bysans("rebuild", "--data-dir", str(folder))
    assert (code, "another process writes the ingest log" in words) == (1, True)
    code, words = bysans("rebuild", "--data-dir", str(tmp_path / "misspelt"))
    assert (code, "there is no ingest log" in words) == (1, True)

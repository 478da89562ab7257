"""A small installation to back up, and what of it must be the same elsewhere."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from typer.testing import CliRunner

from bysans.__main__ import app
from bysans.clock import now
from config.catalogue import load_catalogue
from domain.device import Device
from domain.reading import Reading
from ingest.log.log import Log
from ingest.log.record import encode
from storage.readings.open import open_readings
from storage.state import registry, sequences
from storage.state.access import keys
from storage.state.engine import State
from storage.state.ingest import changed_days

PARAMETERS = list(load_catalogue().parameters)
DAY = 86_400_000
T0 = 1_760_000_000_000


def bysans(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def found(folder: Path) -> Path:
    """Begin an installation in a folder, with some days of readings."""
    folder.mkdir(parents=True)
    with closing(State(f"sqlite:///{folder / 'state.db'}")) as state, state.begin() as connection:
        sequences.put(connection, "log.cursor", 42)
        keys.create(connection, "tests", ["admin"], now())
        registry.put(connection, Device(id="a1", kind="air", model="generic", interval_s=600, valid_from=T0))
    add_days(folder, 0, 3)
    with closing(Log(folder / "log", drained=42, segment_bytes=1 << 20, max_bytes=1 << 30)) as log:
        log.append([encode(1, "t", b"waiting")])
    (folder / "admin-key").write_text("bys_1_2\n")
    (folder / "broker").mkdir()
    (folder / "broker" / "devices").write_text("a1:secret\n")
    return folder


def add_days(folder: Path, first: int, behind: int) -> None:
    """Write a reading an hour of a device, as ingest does, for days of a number from `first` until `behind`."""
    added = write_by_hand(folder, [T0 + hour * DAY // 24 for hour in range(first * 24, behind * 24)])
    with closing(State(f"sqlite:///{folder / 'state.db'}")) as state, state.begin() as connection:
        changed_days.mark(connection, added)


def write_by_hand(folder: Path, times: Sequence[int]) -> Sequence[int]:
    """Write a reading at each of `times` past ingest, which would mark their days; return the times."""
    with closing(open_readings("sqlite", data_dir=folder, parameters=PARAMETERS)) as readings:
        readings.write([Reading("a1", time, {"pm25": (time - T0) / DAY * 24 / 7, "battery": 3.6}) for time in times])
    return times


def readings_in(folder: Path) -> list[Reading]:
    with closing(open_readings("sqlite", data_dir=folder, parameters=PARAMETERS)) as readings:
        return readings.read(["a1"], 0, 2 * T0)

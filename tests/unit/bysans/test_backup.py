"""A backup taken from a running service, restored elsewhere, is the same service."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from config.catalogue import load_catalogue
from domain.reading import Reading
from ingest.log import Log
from ingest.segments import encode
from storage.readings.open import open_readings
from storage.state import sequences
from storage.state.engine import State

PARAMETERS = list(load_catalogue().parameters)


def bysans(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stderr


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    state = State(f"sqlite:///{folder / 'state.db'}")
    with state.begin() as connection:
        sequences.put(connection, "log.cursor", 42)
    state.close()
    readings = open_readings("sqlite", data_dir=folder, parameters=PARAMETERS)
    readings.write([Reading("a1", 1_700_000_000_000, {"pm25": 8.0})])
    readings.close()
    log = Log(folder / "log", drained=42, segment_bytes=1 << 20, max_bytes=1 << 30)
    log.append([encode(1, "t", b"waiting")])
    log.close()
    return folder


def test_a_restored_backup_has_the_state_the_readings_and_what_waits_in_the_log(data_dir: Path, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "b.tar", tmp_path / "elsewhere"
    assert bysans("backup", str(file), "--data-dir", str(data_dir))[0] == 0
    assert file.stat().st_mode & 0o077 == 0
    assert bysans("restore", str(file), "--data-dir", str(elsewhere))[0] == 0

    state = State(f"sqlite:///{elsewhere / 'state.db'}")
    with state.read() as connection:
        assert sequences.value(connection, "log.cursor") == 42
    state.close()
    readings = open_readings("sqlite", data_dir=elsewhere, parameters=PARAMETERS)
    assert readings.read(["a1"], 0, 2_000_000_000_000) == [Reading("a1", 1_700_000_000_000, {"pm25": 8.0})]
    readings.close()
    log = Log(elsewhere / "log", drained=42, segment_bytes=1 << 20, max_bytes=1 << 30)
    assert [entry.payload for entry in log.read(42, 10)[0]] == [b"waiting"]
    log.close()


def test_a_folder_in_use_is_never_overwritten(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    bysans("backup", str(file), "--data-dir", str(data_dir))
    code, said = bysans("restore", str(file), "--data-dir", str(data_dir))
    assert (code, "is not empty" in said) == (1, True)


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.tar"
    file.write_text("no archive", encoding="utf-8")
    code, said = bysans("restore", str(file), "--data-dir", str(tmp_path / "new"))
    assert (code, "is no backup of ours" in said) == (1, True)

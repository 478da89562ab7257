"""A backup taken from a running service, restored elsewhere, is the same service."""

import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from config.catalogue import load_catalogue
from domain.reading import Reading
from ingest.log import damage
from ingest.log.entry import Entries
from ingest.log.log import Log
from ingest.log.record import encode
from ingest.log.segments import write_synced
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
    assert {part.name for part in elsewhere.iterdir()} == {"state.db", "readings.db", "log"}

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


def test_a_log_that_grew_while_it_was_packed_is_not_taken_for_a_damaged_one(data_dir: Path, tmp_path: Path) -> None:
    write_synced(data_dir / "log", 10_000)  # as if later than its other files were packed
    bysans("backup", str(tmp_path / "b.tar"), "--data-dir", str(data_dir))
    bysans("restore", str(tmp_path / "b.tar"), "--data-dir", str(tmp_path / "elsewhere"))
    log = Log(tmp_path / "elsewhere" / "log", drained=42, segment_bytes=1 << 20, max_bytes=1 << 30)
    assert len(log.read(42, 10)[0]) == 1
    assert log.read(log.end, 10) == (Entries(end=log.end), log.end)
    assert damage.problem(log.folder) is None
    log.close()


def test_a_folder_in_use_is_never_overwritten(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    bysans("backup", str(file), "--data-dir", str(data_dir))
    code, output = bysans("restore", str(file), "--data-dir", str(data_dir))
    assert (code, "is not empty" in output) == (1, True)


def test_a_file_that_is_there_is_replaced_only_when_asked(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    file.write_text("the only copy of something")
    code, output = bysans("backup", str(file), "--data-dir", str(data_dir))
    assert (code, "--overwrite" in output, file.read_text()) == (1, True, "the only copy of something")
    assert bysans("backup", str(file), "--overwrite", "--data-dir", str(data_dir))[0] == 0
    assert tarfile.is_tarfile(file)


def test_a_backup_that_fails_leaves_the_one_before_as_it_is(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    bysans("backup", str(file), "--data-dir", str(data_dir))
    before = file.read_bytes()
    (data_dir / "readings.db").write_text("no database", encoding="utf-8")
    code, output = bysans("backup", str(file), "--overwrite", "--data-dir", str(data_dir))
    assert (code, f"is not backed up to {file}" in output) == (1, True)
    assert file.read_bytes() == before
    code, output = bysans("backup", str(tmp_path / "nowhere" / "b.tar"), "--data-dir", str(data_dir))
    assert (code, "is not backed up" in output) == (1, True)


@pytest.fixture
def broken(data_dir: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    file, other = tmp_path / "b.tar", tmp_path / "other"
    bysans("backup", str(file), "--data-dir", str(data_dir))
    match request.param:
        case "no archive":
            file.write_text("no archive", encoding="utf-8")
        case "cut off":
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        case "another's":
            other.touch()
            with tarfile.open(file, "a") as archive:
                archive.add(other, "other")
    return file


@pytest.mark.parametrize("broken", ["no archive", "cut off", "another's"], indirect=True)
def test_what_is_no_backup_is_refused_and_leaves_nothing_behind(broken: Path, tmp_path: Path) -> None:
    empty, new = tmp_path / "empty", tmp_path / "new" / "below"
    empty.mkdir()
    for folder in (empty, new):
        code, output = bysans("restore", str(broken), "--data-dir", str(folder))
        assert (code, f"{broken} is not restored" in output, "is no backup of ours" in output) == (1, True, True)
        assert len(output.splitlines()) == 1
    assert list(empty.iterdir()) == []
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["state.db", "readings.db"])
def test_a_damaged_database_is_not_backed_up_and_the_last_backup_stays(data_dir: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "b.tar"
    assert bysans("backup", str(file), "--data-dir", str(data_dir))[0] == 0
    good = file.read_bytes()
    database = data_dir / name
    content = bytearray(database.read_bytes())
    for position in range(4096, len(content), 97):
        content[position] ^= 0x55
    database.write_bytes(content)
    code, message = bysans("backup", str(file), "--overwrite", "--data-dir", str(data_dir))
    assert code == 1
    assert f"{data_dir} is not backed up to {file}" in message
    assert file.read_bytes() == good

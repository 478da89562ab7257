"""What a person gets wrong ends in a sentence that says what to do, never in a traceback, and leaves nothing behind."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bysans.__main__ import app
from bysans.options import usable_files
from ingest.log.lock import lock_folder
from storage.state import role_runs
from storage.state.engine import State


@pytest.mark.parametrize(
    "words",
    [
        *(["keys", "list"], ["keys", "create", "n", "--scope", "admin"], ["devices", "export"], ["report", "effects"]),
        *(["check"], ["backup", "FILE"]),
    ],
)
def test_a_misspelt_data_folder_is_told_and_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(app, [*words, "--data-dir", str(tmp_path / "mistyped")])
    assert (ended.exit_code, f"there is no Bysans data in {tmp_path / 'mistyped'}" in ended.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["check"], ["backup", "../FILE"], ["keys", "list"]])
def test_a_folder_of_something_else_is_told_and_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    (tmp_path / "photos").mkdir()
    monkeypatch.chdir(tmp_path / "photos")
    ended = CliRunner().invoke(app, [*words, "--data-dir", "."])
    assert (ended.exit_code, "there is no Bysans data in ." in ended.output) == (1, True)
    assert [path.name for path in tmp_path.rglob("*")] == ["photos"]


@pytest.mark.parametrize("role", ["ingest", "api", "run"])
@pytest.mark.parametrize(
    ("setting", "content"),
    [("PASSWORD_FILE", None), ("PASSWORD_FILE", b"\xff\xfe"), ("CA_FILE", None), ("CA_FILE", b"no certificate")],
)
def test_a_file_of_the_brokers_account_that_cannot_be_used_is_told_by_its_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, setting: str, content: bytes | None
) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("BYSANS_MQTT__URL", "mqtts://127.0.0.1:9")
    monkeypatch.setenv("BYSANS_MQTT__USERNAME", "bysans")
    monkeypatch.setenv(f"BYSANS_MQTT__{setting}", str(file))
    ended = CliRunner().invoke(app, [role, "--data-dir", str(tmp_path / "data")])
    assert (ended.exit_code, len(ended.output.strip().splitlines())) == (2, 1)
    assert ended.output.startswith(f"mqtt.{setting.lower()}: {file} cannot be ")


@pytest.mark.parametrize("words", [["keys", "list"], ["check"], ["devices", "export"]])
def test_a_misspelt_state_store_is_told_and_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setenv("BYSANS_STATE__URL", f"sqlite:///{tmp_path / 'mistyped.db'}")
    ended = CliRunner().invoke(app, [*words, "--data-dir", str(tmp_path)])
    assert (ended.exit_code, "name the service's state store; see state.url" in ended.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["keys", "list"], ["devices", "export"], ["report", "effects"]])
def test_a_damaged_state_is_one_sentence_with_what_to_do(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "state.db").write_bytes(b"no database" * 1000)
    ended = CliRunner().invoke(app, [*words, "--data-dir", str(tmp_path)])
    assert (ended.exit_code, "move it away, or bring back a backup with `bysans restore`" in ended.output) == (1, True)
    assert len(ended.output.strip().splitlines()) == 1


@pytest.mark.parametrize(("name", "make"), [("admin-key", Path.mkdir), ("log", Path.touch)])
def test_what_lies_in_the_way_in_the_data_folder_is_named(tmp_path: Path, name: str, make: object) -> None:
    State(f"sqlite:///{tmp_path / 'state.db'}").close()
    make(tmp_path / name)  # type: ignore[operator]
    ended = CliRunner().invoke(
        app, ["run", "--no-simulators", "--data-dir", str(tmp_path), "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]
    )
    assert (ended.exit_code, "cannot be used" in ended.output, name in ended.output) == (1, True, True)


@pytest.mark.parametrize("words", [["check"], ["backup", "../FILE"]])
def test_a_log_that_is_no_folder_is_told_and_no_backup_goes_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    State(f"sqlite:///{data / 'state.db'}").close()
    (data / "log").touch()
    monkeypatch.chdir(data)
    ended = CliRunner().invoke(app, [*words, "--data-dir", "."])
    assert (ended.exit_code, "is no folder" in ended.output or "Not a directory" in ended.output) == (1, True)
    assert not (tmp_path / "FILE").exists()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(13, "Permission denied", "data/log/lock"), "(Permission denied): let the service's user read and write it"),
        (FileExistsError(17, "File exists", "data/log"), "(File exists): move away what is there; Bysans makes its own"),
    ],
)
@pytest.mark.parametrize("folder", ["data", "absolute"])
def test_a_file_of_the_data_folder_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, error: OSError, sentence: str, folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if folder == "absolute":
        error = type(error)(error.errno, error.strerror, str(tmp_path / str(error.filename)))
    with pytest.raises(typer.Exit), usable_files(Path("data")):
        raise error
    assert capsys.readouterr().err.strip().endswith(f"cannot be used {sentence}")


def test_an_address_that_is_not_this_machines_is_not_called_taken(tmp_path: Path) -> None:
    words = ["run", "--no-simulators", "--data-dir", str(tmp_path), "--http", "192.0.2.1:18080", "--mqtt", "127.0.0.1:0"]
    ended = CliRunner().invoke(app, words)
    assert ended.exit_code == 1
    assert "cannot listen on 192.0.2.1:18080: Cannot assign requested address; choose another with --http" in ended.output
    assert "another program" not in ended.output


def test_a_second_ingest_is_told_and_says_nothing_against_the_one_that_works(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bysans.preflight._LEAVING_S", 0)
    (tmp_path / "log").mkdir()
    with lock_folder(tmp_path / "log"):
        ended = CliRunner().invoke(app, ["ingest", "--data-dir", str(tmp_path)])
    assert ended.exit_code == 1
    assert "another process writes the ingest log" in ended.stderr
    assert "Traceback" not in ended.stderr
    with state.read() as connection:
        assert role_runs.read(connection) == []

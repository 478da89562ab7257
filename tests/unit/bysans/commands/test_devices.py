"""The device list goes out and in as CSV; a wrong line is named and nothing of the file is taken."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bysans.__main__ import app
from storage.state.engine import State

HEADER = "id,kind,model,dev_eui,name,interval_s,site,bin,valid_from,simulated\r\n"
ROWS = (
    "a1,air,generic,,Torget,600,,,2026-01-31T12:00:00.000Z,False\r\n"
    "b1,bin,acme/x-1,24e124713d012345,,3600,,,2026-01-31T12:00:00.000Z,True\r\n"
)


def bysans(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(autouse=True)
def service_has_run(tmp_path: Path) -> None:
    for folder in (tmp_path / "d", tmp_path / "e"):
        folder.mkdir()
        State(f"sqlite:///{folder / 'state.db'}").close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "devices.csv"


def test_what_was_exported_is_imported_as_it_was(file: Path, tmp_path: Path) -> None:
    file.write_text(HEADER + ROWS, encoding="utf-8", newline="")
    assert bysans("devices", "import", str(file), "--data-dir", str(tmp_path / "d")).exit_code == 0
    assert bysans("devices", "export", "--data-dir", str(tmp_path / "d")).stdout_bytes.decode() == HEADER + ROWS


def test_a_name_that_a_spreadsheet_would_run_goes_out_as_text_and_comes_back_as_it_was(file: Path, tmp_path: Path) -> None:
    rows = """a1,air,generic,,"=HYPERLINK(""http://x"")",600,,,2026-01-31T12:00:00.000Z,False\r\n"""
    file.write_text(HEADER + rows, encoding="utf-8", newline="")
    assert bysans("devices", "import", str(file), "--data-dir", str(tmp_path / "d")).exit_code == 0
    exported = bysans("devices", "export", "--data-dir", str(tmp_path / "d")).stdout_bytes.decode()
    assert exported == HEADER + rows.replace('"=', "\"'=")
    file.write_text(exported, encoding="utf-8", newline="")
    assert bysans("devices", "import", str(file), "--data-dir", str(tmp_path / "e")).exit_code == 0
    assert bysans("devices", "export", "--data-dir", str(tmp_path / "e")).stdout_bytes.decode() == exported


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER.encode() + "a1,air,generic,,Grünerløkka,600,,,,".encode("latin-1"), "is not CSV in UTF-8"),
        (HEADER.replace(",", ";").encode() + b"a1;air;generic;;Torget;600;;;;", "line 1: names no column `id`"),
        (HEADER.encode() + b'a1,air,generic,,"' + b"x" * 200_000 + b'",600,,,,', "is not CSV in UTF-8 (field larger"),
        (b"", "line 1: names no column `id`"),
        (HEADER.encode(), "names its columns and no device"),
    ],
)
def test_what_is_no_such_file_is_said_in_one_sentence(file: Path, tmp_path: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)
    result = bysans("devices", "import", str(file), "--data-dir", str(tmp_path / "d"))
    assert (result.exit_code, message in result.stderr) == (1, True)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x 2,air,generic,,,600,,,,", "line 3: id 'x 2' is not"),
        ("x1,air,generic,,,300,,,,", "line 3: x1 has a line already"),
        ("x2,air,generic,,,ten,,,,", "line 3: interval_s:"),
        ("x2,air,generic,,,600,nowhere,,,", "line 3: site: there is no site 'nowhere'"),
        ("x2,air,milesigt/am319,,,600,,,,", "line 3: model: 'milesigt/am319' is not in the catalogue"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_imported(file: Path, tmp_path: Path, line: str, message: str) -> None:
    file.write_text(f"{HEADER}x1,air,generic,,,600,,,,\r\n{line}\r\n", encoding="utf-8", newline="")
    result = bysans("devices", "import", str(file), "--data-dir", str(tmp_path / "d"))
    assert result.exit_code == 1
    assert f"{file}, {message}" in result.stderr
    assert bysans("devices", "export", "--data-dir", str(tmp_path / "d")).stdout_bytes.decode() == HEADER

"""What Bysans keeps is for its own user alone; what lay open before is mended and told, and the files of others are let be."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bysans.__main__ import app
from bysans.private_files import mend
from storage.state.engine import State

pytestmark = pytest.mark.skipif(os.name == "nt", reason="has no such modes")


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}


def test_files_that_others_can_read_are_mended_with_a_line_in_the_log(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    for name in ("state.db", "state.db-wal", "readings.db", "link-secret", "log/00000000000000000000.log", "theirs.txt"):
        (tmp_path / name).touch(mode=0o644)
    (tmp_path / "admin-key").touch(mode=0o600)
    with capture_logs() as lines:
        mend(tmp_path)
    assert {name for name, mode in modes(tmp_path).items() if mode != 0o600} == {"theirs.txt"}
    assert [line["files"] for line in lines] == [
        ["state.db", "state.db-wal", "readings.db", "link-secret", "00000000000000000000.log"],
    ]
    with capture_logs() as lines:
        mend(tmp_path)
    assert lines == []


def test_files_that_are_not_ours_to_change_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_ours(*_: object) -> None:
        raise PermissionError

    (tmp_path / "state.db").touch(mode=0o640)
    monkeypatch.setattr(Path, "chmod", not_ours)
    with capture_logs() as lines:
        mend(tmp_path)
    assert [(line["files"], "chmod 600" in line["event"]) for line in lines] == [(["state.db"], True)]


def test_what_check_makes_is_private_too(tmp_path: Path) -> None:
    State(f"sqlite:///{tmp_path / 'state.db'}").close()
    (tmp_path / "state.db").chmod(0o600)
    CliRunner().invoke(app, ["check", "--data-dir", str(tmp_path)])
    modes_ = modes(tmp_path)
    assert "readings.db" in modes_
    assert {name: mode for name, mode in modes_.items() if mode & 0o077} == {}

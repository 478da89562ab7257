"""`replay` registers what it sends; without a key it says so and sends nothing."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bysans.__main__ import app


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a.csv"
    file.write_text("time,pm25\n2026-01-31T12:00:00Z,8\n")
    return file


def replay(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["replay", *words])


def test_without_a_key_nothing_is_sent_and_it_is_a_failure_with_a_sentence(file: Path, tmp_path: Path) -> None:
    ended = replay(str(file), "--data-dir", str(tmp_path / "data"), "--mqtt", "mqtt://127.0.0.1:9")
    assert ended.exit_code == 1
    assert "nothing is sent: no key, so no device is registered" in ended.stderr
    assert all(way in ended.stderr for way in ("--register KEY", "--key-file FILE", str(tmp_path / "data" / "admin-key"), "--no-register"))
    assert "acknowledged" not in ended.stderr


def test_one_reading_of_one_device_is_said_so(file: Path, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("time,pm25\n2026-01-31T12:00:00Z,8\n2026-01-31T13:00:00Z,x\n2026-01-31T14:00:00Z,9\n")
    (tmp_path / "header.csv").write_text("time,pm25\n")  # ends it before anything is sent
    said = replay(str(file), str(tmp_path / "b.csv"), str(tmp_path / "header.csv"), "--no-register").stderr.splitlines()
    assert f"{file}: 1 reading of 1 device" in said
    assert f"{tmp_path / 'b.csv'}: 2 readings of 1 device" in said
    assert "  1 cell skipped (listed above)" in said


def test_a_file_with_a_header_alone_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("time,pm25\n")
    ended = replay(str(tmp_path / "a.csv"), "--no-register")
    assert (ended.exit_code, "names its columns, and no row stands below them" in ended.stderr) == (2, True)

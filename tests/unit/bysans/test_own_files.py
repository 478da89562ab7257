"""What a town writes itself is read before anything begins, and a mistake is told by file, line and key."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app


@pytest.mark.parametrize("command", [["report", "effects"], ["check"], ["run", "--no-simulators"], ["api"]])
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("PLAN_FILE", "[today]\nkm = { value = -5, source = 'odometers', date = 2025-12-31 }\n", ", line 2: today.km.value"),
        ("PLAN_FILE", "[today", "is not TOML"),
        ("FLEET_FILE", "collection_days = [7]\n", ", line 1: collection_days"),
        ("FLEET_FILE", None, "cannot be read (No such file or directory)"),
    ],
)
def test_a_mistake_in_a_file_of_ones_own_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], name: str, content: str | None, sentence: str
) -> None:
    file = tmp_path / "own.toml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setenv(f"BYSANS_PLANNING__{name}", str(file))
    ended = CliRunner().invoke(app, [*command, "--data-dir", str(tmp_path / "data")])
    assert (ended.exit_code, str(file) in ended.output, sentence in ended.output) == (2, True, True)


@pytest.mark.parametrize("command", [["report", "effects"], ["report", "air", "--site", "s", "--year", "2026"]])
def test_a_report_of_a_folder_without_a_service_is_none(tmp_path: Path, command: list[str]) -> None:
    ended = CliRunner().invoke(app, [*command, "--data-dir", str(tmp_path / "mistyped")])
    assert (ended.exit_code, "there is no Bysans data in" in ended.output) == (1, True)
    assert not (tmp_path / "mistyped").exists()

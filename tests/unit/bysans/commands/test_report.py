"""`bysans report air` writes what the API answers, and says what is wrong in a sentence."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from domain.device import Site
from storage.state import registry
from storage.state.engine import State


@pytest.fixture
def data(tmp_path: Path) -> Path:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    with state.begin() as connection:
        registry.put(connection, Site(id="torget", name="Torget", lat=59.9, lon=10.7, valid_from=0))
    state.close()
    return tmp_path


def test_a_report_goes_to_standard_output_or_a_file(data: Path) -> None:
    asked = ["report", "air", "--data-dir", str(data), "--year", "2020", "--site", "torget"]
    shown = CliRunner().invoke(app, asked)
    assert (shown.exit_code, shown.stdout.startswith("<!doctype html>")) == (0, True)
    assert "Luftkvalitet ved Torget, 2020" in shown.stdout
    written = CliRunner().invoke(app, [*asked, "--format", "csv", "--output", str(data / "year.csv")])
    assert (written.exit_code, written.stdout) == (0, "")
    assert (data / "year.csv").read_text("utf-8").startswith("record,regime,parameter")


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (["--site", "nowhere"], 1, "there is no site 'nowhere'; there are torget"),
        (["--site", "torget", "--regime", "moon"], 2, "is no regime here"),
        (["--site", "torget", "--output", "/nowhere/at/all.html"], 1, "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_told(data: Path, options: list[str], code: int, sentence: str) -> None:
    result = CliRunner().invoke(app, ["report", "air", "--data-dir", str(data), "--year", "2020", *options])
    assert result.exit_code == code
    assert sentence in " ".join(result.stderr.replace("│", " ").split())

"""A data folder that can't be used ends every command with exit code 1 and one sentence that says what to do."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app

ONE_LINE = 1


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["run", "--no-simulators"], "cannot be written"),
        (["ingest"], "cannot be written"),
        (["watch"], "cannot be written"),
        (["api"], "cannot be written"),
        (["keys", "list"], "there is no Bysans data in"),
        (["devices", "export"], "there is no Bysans data in"),
    ],
)
@pytest.mark.parametrize("below", ["", "below"])
def test_a_file_is_no_folder(tmp_path: Path, command: list[str], sentence: str, below: str) -> None:
    taken = tmp_path / "taken"
    taken.touch()
    result = CliRunner().invoke(app, [*command, "--data-dir", str(taken / below)])
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == ONE_LINE
    assert sentence in result.stderr
    assert "--data-dir" in result.stderr

"""What a person gets wrong ends in a sentence that says what to do, never in a traceback, and leaves nothing behind."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from storage.state.engine import State


@pytest.mark.parametrize(
    "words",
    [["keys", "list"], ["keys", "create", "n", "--scope", "admin"], ["devices", "export"], ["report", "effects"]],
)
def test_a_misspelt_data_folder_is_told_and_not_made(tmp_path: Path, words: list[str]) -> None:
    ended = CliRunner().invoke(app, [*words, "--data-dir", str(tmp_path / "mistyped")])
    assert (ended.exit_code, f"there is no Bysans data in {tmp_path / 'mistyped'}" in ended.output) == (1, True)
    assert not (tmp_path / "mistyped").exists()


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

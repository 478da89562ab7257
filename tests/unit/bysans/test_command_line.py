"""What the command line says of itself, without a service."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bysans.__main__ import app

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_version_is_the_packages() -> None:
    told = CliRunner().invoke(app, ["--version"])
    assert (told.exit_code, told.stdout) == (0, f"bysans {PROJECT['version']}\n")


def test_help_says_what_it_is_and_names_every_command() -> None:
    told = CliRunner().invoke(app, ["--help"])
    assert "the sensor service a municipality trusts" in told.stdout
    for command in ("run", "ingest", "watch", "api", "simulate", "verify", "replay", "check", "keys", "devices", "backup", "restore"):
        assert command in told.stdout.split()


@pytest.mark.parametrize(
    "words",
    [
        *(["run"], ["ingest"], ["watch"], ["api"], ["simulate"], ["verify"], ["replay"], ["check"], ["backup"], ["restore"]),
        *(["keys", "create"], ["keys", "list"], ["keys", "revoke"], ["devices", "import"], ["devices", "export"], ["report", "air"]),
    ],
)
def test_every_command_takes_a_settings_file_and_a_data_folder(words: list[str]) -> None:
    command: Any = get_command(app)
    for word in words:
        command = command.get_command(None, word)
    assert {"--config", "--data-dir"} <= {name for option in command.params for name in option.opts}

"""What the command line says of itself, without a service."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from bysans.lazy_commands import COMMANDS, imported

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_version_is_the_packages() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"bysans {PROJECT['version']}\n")


def test_help_says_what_it_is_and_names_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert "the sensor service a municipality trusts" in result.stdout
    for command in ("run", "ingest", "watch", "api", "simulate", "verify", "replay", "check", "keys", "devices", "backup", "restore"):
        assert command in result.stdout.split()


@pytest.mark.parametrize(
    "words",
    [
        *(["run"], ["ingest"], ["watch"], ["api"], ["simulate"], ["verify"], ["replay"], ["check"], ["backup"], ["restore"]),
        *(["keys", "create"], ["keys", "list"], ["keys", "revoke"], ["devices", "import"], ["devices", "export"], ["report", "air"]),
    ],
)
def test_every_command_takes_a_settings_file_and_a_data_folder(words: list[str]) -> None:
    command: Any = imported(words[0])
    for word in words[1:]:
        command = command.get_command(None, word)
    assert {"--config", "--data-dir"} <= {name for option in command.params for name in option.opts}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_it_says_of_itself(name: str) -> None:
    assert COMMANDS[name][0] == (imported(name).help or "").splitlines()[0]


def test_a_command_that_is_not_there_is_told_with_the_nearest() -> None:
    result = CliRunner().invoke(app, ["bakcup"])
    assert result.exit_code == 2
    assert "backup" in result.output


@pytest.mark.parametrize("asked", [["--version"], ["--help"], []])
def test_what_needs_no_service_imports_none_of_its_libraries(asked: list[str]) -> None:
    code = f"""
import contextlib, io, sys
from bysans.__main__ import app
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    app({asked!r})
print([name for name in ("sqlalchemy", "pydantic", "fastapi", "structlog", "paho", "rich") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"

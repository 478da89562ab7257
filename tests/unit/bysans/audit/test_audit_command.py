"""`bysans audit` lists, exports and verifies, and says where somebody tampered with the log."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bysans.__main__ import app
from storage.state.engine import State


@pytest.fixture
def bysans(tmp_path: Path) -> Callable[..., Result]:
    State(f"sqlite:///{tmp_path / 'state.db'}").close()
    return lambda *words: CliRunner().invoke(app, [*words, "--data-dir", str(tmp_path)])


@pytest.fixture
def two_keys(bysans: Callable[..., Result]) -> None:
    for name in ("one", "two"):
        assert bysans("keys", "create", name, "--scope", "alerts").exit_code == 0


def tamper(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / "state.db")
    for name in ("audit_stays", "audit_is_not_edited"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.usefixtures("two_keys")
def test_what_a_command_changes_is_by_who_typed_it(bysans: Callable[..., Result]) -> None:
    first, second = json.loads(bysans("audit", "list", "--json").stdout)
    assert (first["actor"], first["kind"], first["action"], first["after"]["name"]) == ("command", "key", "added", "one")
    assert first["name"].endswith("on the command line")
    assert second["after"]["name"] == "two"
    line = bysans("audit", "list", "--last", "1").stdout
    assert line.startswith("2  ")
    assert "added key " in line


@pytest.mark.usefixtures("two_keys")
def test_the_log_is_exported_and_verified(bysans: Callable[..., Result]) -> None:
    assert len(bysans("audit", "export").stdout.splitlines()) == 2
    assert bysans("audit", "export", "--format", "csv").stdout.startswith("number,at")
    verified = bysans("audit", "verify")
    assert (verified.exit_code, verified.stdout.split(":")[0]) == (0, "2")
    noted = verified.stdout.strip()
    bysans("keys", "create", "three", "--scope", "alerts")
    assert bysans("audit", "verify", "--expect", noted).exit_code == 0
    assert bysans("audit", "verify", "--expect", "2:00").exit_code == 1
    assert bysans("audit", "verify", "--expect", "nonsense").exit_code == 2


@pytest.mark.usefixtures("two_keys")
def test_the_first_broken_entry_is_named(bysans: Callable[..., Result], tmp_path: Path) -> None:
    tamper(tmp_path, "UPDATE audit SET at = at + 1 WHERE number = 2")
    broken = bysans("audit", "verify")
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert "entry 2 is not what it was" in broken.stderr
    assert json.loads(bysans("audit", "verify", "--json").stdout)["count"] == 1

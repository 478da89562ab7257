"""Keys on the command line: they expire if asked, and their list and log say when, by whom and whether they are used."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bysans.__main__ import app
from bysans.commands import keys as command
from bysans.commands.keys import expiry
from domain import rfc3339
from domain.duration import DAY
from storage.state.access import key_use, keys
from storage.state.engine import State

NOW = rfc3339.read("2026-11-30T08:22:04.250Z")


@pytest.fixture
def bysans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    State(f"sqlite:///{tmp_path / 'state.db'}").close()
    monkeypatch.setattr(command, "now", lambda: NOW)
    monkeypatch.setattr("bysans.person._user", lambda: "kari")
    monkeypatch.delenv("SUDO_USER", raising=False)
    return lambda *words: CliRunner().invoke(app, ["keys", *words, "--data-dir", str(tmp_path)])


def test_a_key_that_expires_is_listed_with_its_expiry_and_last_use(bysans: Callable[..., Result], tmp_path: Path) -> None:
    token = bysans("create", "gateway", "--scope", "ingest", "--expires", "90d").stdout.strip()
    key_id = token.split("_")[1]
    assert bysans("list").stdout == f"{key_id}  gateway  ingest  expires 2027-02-28T08:22:04Z  never used\n"
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    with state.begin() as connection:
        assert keys.verify(connection, token, NOW + 90 * DAY - 1) is not None
        assert keys.verify(connection, token, NOW + 90 * DAY) is None
        key_use.note_uses(connection, {key_id: NOW + 1000})
    state.close()
    assert "last used 2026-11-30T08:22:05Z" in bysans("list").stdout


def test_the_list_says_which_keys_have_ended(bysans: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    bysans("create", "short", "--scope", "ingest", "--expires", "1d")
    key_id = bysans("create", "long", "--scope", "admin").stdout.split("_")[1]
    assert bysans("revoke", key_id).exit_code == 0
    monkeypatch.setattr(command, "now", lambda: NOW + DAY)
    short, long = sorted(bysans("list").stdout.splitlines(), key=lambda line: "short" not in line)  # both are as old
    assert "  expired 2026-12-01T08:22:04Z  never used" in short
    assert long.endswith("  never expires  never used  revoked")


def test_the_log_says_what_was_done_when_and_by_whom(bysans: Callable[..., Result]) -> None:
    key_id = bysans("create", "gateway", "--scope", "ingest").stdout.split("_")[1]
    bysans("revoke", key_id)
    assert bysans("log").stdout.splitlines() == [
        f"2026-11-30T08:22:04Z  created  {key_id}  gateway  by kari, on the command line",
        f"2026-11-30T08:22:04Z  revoked  {key_id}  gateway  by kari, on the command line",
    ]
    assert len(bysans("log", "--last", "1").stdout.splitlines()) == 1


@pytest.mark.parametrize("text", ["", "90", "d", "-1d", "90 d", "1.5d", "2027-02-30", "31.03.2027", "0d", "2026-11-29", "9999999d"])
def test_an_expiry_that_is_none_is_wrong_use_and_makes_no_key(bysans: Callable[..., Result], text: str) -> None:
    result = bysans("create", "k", "--scope", "ingest", "--expires", text)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    assert "expires" in result.stderr
    assert bysans("list").stdout == ""


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("1d", "2026-12-01T08:22:04.250Z"),
        ("2026-11-30", "2026-11-30T23:00:00Z"),  # today too: until midnight in the town
        ("2027-03-28", "2027-03-28T22:00:00Z"),  # summer time begins on that day
    ],
)
def test_an_expiry_is_days_from_now_or_the_end_of_a_local_day(text: str, end: str) -> None:
    assert expiry(text, NOW) == rfc3339.read(end)


def test_as_json_a_new_key_has_what_the_list_has_and_the_key_itself(bysans: Callable[..., Result], tmp_path: Path) -> None:
    made = json.loads(bysans("create", "gateway", "--scope", "pickups", "--scope", "ingest", "--expires", "90d", "--json").stdout)
    token = made.pop("key")
    assert [made] == json.loads(bysans("list", "--json").stdout)
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    with state.read() as connection:
        assert keys.verify(connection, token, NOW) is not None
    state.close()


def test_as_json_list_and_log_have_whole_times(bysans: Callable[..., Result]) -> None:
    key_id = bysans("create", "gateway", "--scope", "ingest").stdout.split("_")[1]
    (key,) = json.loads(bysans("list", "--json").stdout)
    assert (key["id"], key["name"], key["scopes"], key["created_at"]) == (key_id, "gateway", ["ingest"], "2026-11-30T08:22:04.250Z")
    assert (key["expires_at"], key["last_used_at"], key["revoked_at"]) == (None, None, None)
    (event,) = json.loads(bysans("log", "--json").stdout)
    assert (event["event"], event["at"], event["key_id"]) == ("created", "2026-11-30T08:22:04.250Z", key_id)

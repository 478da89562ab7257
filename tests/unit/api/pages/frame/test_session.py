"""A session holds until its end, and only if we sealed it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.frame.session import LIFETIME_S, Sessions, open_sessions

SESSIONS = Sessions(b"s" * 32)
NOW = 1_795_441_510_000


def test_a_session_names_its_key_until_its_end() -> None:
    cookie = SESSIONS.issue("0a1b2c", NOW)
    assert SESSIONS.key_id(cookie, NOW) == "0a1b2c"
    assert SESSIONS.key_id(cookie, NOW + LIFETIME_S * 1000 - 1000) == "0a1b2c"
    assert SESSIONS.key_id(cookie, NOW + LIFETIME_S * 1000) is None


def test_another_secret_opens_nothing() -> None:
    assert Sessions(b"t" * 32).key_id(SESSIONS.issue("0a1b2c", NOW), NOW) is None


def test_a_later_end_or_another_key_breaks_the_seal() -> None:
    key_id, end, seal = SESSIONS.issue("0a1b2c", NOW).split(".")
    assert SESSIONS.key_id(f"{key_id}.{int(end) + 1}.{seal}", NOW) is None
    assert SESSIONS.key_id(f"ffffff.{end}.{seal}", NOW) is None


@given(st.text())
def test_no_cookie_that_we_did_not_seal_is_believed(cookie: str) -> None:
    assert SESSIONS.key_id(cookie, NOW) is None


def test_the_secret_is_made_once_for_us_alone(tmp_path: Path) -> None:
    first, second = open_sessions(tmp_path / "data"), open_sessions(tmp_path / "data")
    assert first == second
    assert len(first.secret) == 32
    assert (tmp_path / "data/session-secret").stat().st_mode & 0o777 == 0o600


def test_a_cut_secret_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "session-secret").write_bytes(b"")
    with pytest.raises(OSError, match="delete it"):
        open_sessions(tmp_path)

"""A session ends by itself, by signing out, and with its key."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage.state.access import keys, sessions
from storage.state.access.sessions import LIFETIME_MS
from storage.state.engine import State
from storage.state.tables import access


def test_a_session_names_its_key_until_its_end(state: State) -> None:
    with state.begin() as connection:
        key = keys.verify(connection, keys.create(connection, "k", ["alerts"], now=0), now=0)
        assert key is not None
        cookie = sessions.begin(connection, key.id, now=7)
        assert sessions.key(connection, cookie, now=7) == key
        assert sessions.key(connection, cookie, now=7 + LIFETIME_MS - 1) == key
        assert sessions.key(connection, cookie, now=7 + LIFETIME_MS) is None


def test_signing_out_ends_the_session_for_whoever_has_its_cookie_and_no_other(state: State) -> None:
    with state.begin() as connection:
        key_id = keys.create(connection, "k", ["alerts"], now=0).split("_")[1]
        mine, another = sessions.begin(connection, key_id, now=0), sessions.begin(connection, key_id, now=0)
        sessions.end(connection, mine)
        assert sessions.key(connection, mine, now=1) is None
        assert sessions.key(connection, another, now=1) is not None


def test_a_revoked_or_expired_key_ends_its_sessions(state: State) -> None:
    with state.begin() as connection:
        expiring, revoked = (keys.create(connection, "k", ["alerts"], now=0, expires_at=50).split("_")[1] for _ in range(2))
        of_expiring, of_revoked = sessions.begin(connection, expiring, now=0), sessions.begin(connection, revoked, now=0)
        keys.revoke(connection, revoked, now=10)
        assert sessions.key(connection, of_revoked, now=10) is None
        assert sessions.key(connection, of_expiring, now=49) is not None
        assert sessions.key(connection, of_expiring, now=50) is None


def test_what_a_cookie_holds_is_not_kept_and_old_sessions_are_forgotten(state: State) -> None:
    with state.begin() as connection:
        cookie = sessions.begin(connection, "0123", now=0)
        sessions.begin(connection, "0123", now=LIFETIME_MS)
        rows = connection.execute(select(access.sessions)).all()
    assert [row.ends_at for row in rows] == [2 * LIFETIME_MS]
    assert cookie.encode() not in repr(rows).encode()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_no_cookie_that_we_did_not_give_is_believed(state: State, cookie: str) -> None:
    with state.read() as connection:
        assert sessions.key(connection, cookie, now=1) is None

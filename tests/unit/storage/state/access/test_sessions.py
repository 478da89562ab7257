"""A session ends by itself, by signing out, and with its key."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.duration import HOUR, MINUTE
from storage.state.access import keys, sessions
from storage.state.access.sessions import LIFETIME_MS, Identity
from storage.state.engine import State
from storage.state.tables import access


def test_a_session_names_its_key_until_its_end(state: State) -> None:
    with state.begin() as connection:
        key = keys.verify(connection, keys.create(connection, "k", ["alerts"], now=0), now=0)
        assert key is not None
        cookie = sessions.begin(connection, key.id, now=7)
        for now in (7, 7 + LIFETIME_MS - 1):
            session = sessions.find(connection, cookie, now)
            assert session is not None
            assert (session.key, session.name) == (key, "k")
        assert sessions.find(connection, cookie, now=7 + LIFETIME_MS) is None


def test_signing_out_ends_the_session_for_whoever_has_its_cookie_and_no_other(state: State) -> None:
    with state.begin() as connection:
        key_id = keys.create(connection, "k", ["alerts"], now=0).split("_")[1]
        mine, another = sessions.begin(connection, key_id, now=0), sessions.begin(connection, key_id, now=0)
        sessions.end(connection, mine)
        assert sessions.find(connection, mine, now=1) is None
        assert sessions.find(connection, another, now=1) is not None


def test_a_revoked_or_expired_key_ends_its_sessions(state: State) -> None:
    with state.begin() as connection:
        expiring, revoked = (keys.create(connection, "k", ["alerts"], now=0, expires_at=50).split("_")[1] for _ in range(2))
        of_expiring, of_revoked = sessions.begin(connection, expiring, now=0), sessions.begin(connection, revoked, now=0)
        keys.revoke(connection, revoked, now=10)
        assert sessions.find(connection, of_revoked, now=10) is None
        assert sessions.find(connection, of_expiring, now=49) is not None
        assert sessions.find(connection, of_expiring, now=50) is None


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
        assert sessions.find(connection, cookie, now=1) is None


def test_a_session_is_listed_and_ended_by_its_handle(state: State) -> None:
    with state.begin() as connection:
        key_id = keys.create(connection, "k", ["alerts"], now=0).split("_")[1]
        cookie = sessions.begin(connection, key_id, now=0, address="10.0.0.7")
        (session,) = sessions.open_sessions(connection, now=1)
        assert (session.name, session.address, session.began_at) == ("k", "10.0.0.7", 0)
        assert sessions.still_open(connection, [session.handle, "0"], now=1) == {session.handle}
        assert sessions.end_by_handle(connection, session.handle)
        assert not sessions.end_by_handle(connection, session.handle)
        assert sessions.find(connection, cookie, now=1) is None


def test_of_several_requests_at_once_one_asks_the_provider(state: State) -> None:
    person = Identity(person="p", name="Kari", provider="work", roles=("leader",), sealed=None)
    with state.begin() as connection:
        sessions.begin_at_provider(connection, "c", person, 0, address="", lifetime_ms=HOUR, confirm_ms=MINUTE)
        assert [sessions.take_confirmation(connection, "c", now) for now in (MINUTE - 1, MINUTE, MINUTE, 2 * MINUTE)] == [
            False,
            True,
            False,
            True,
        ]

"""What happens to a key is kept: who created and revoked it, when it was first used, and that it expired."""

from storage.state.access import key_log, key_use, keys
from storage.state.access.key_use import Use
from storage.state.engine import State

MINUTE = 60_000


def logged(state: State) -> list[tuple[int, str, str, str | None]]:
    with state.read() as connection:
        return [(event.at, event.event, event.key_name, event.by) for event in key_log.newest(connection, limit=100)]


def test_creation_first_use_and_revocation_are_kept_with_who_did_it(state: State) -> None:
    with state.begin() as connection:
        key_id = keys.create(connection, "gateway", ["ingest"], now=1, by="kari").split("_")[1]
        for at in (5, 6, 10 * MINUTE):
            key_use.note_uses(connection, {key_id: Use(at=at, name="gateway")})
        keys.revoke(connection, key_id, now=11 * MINUTE, by="ola")
        keys.revoke(connection, key_id, now=12 * MINUTE, by="ola")
    assert logged(state) == [
        (11 * MINUTE, "revoked", "gateway", "ola"),
        (5, "first_used", "gateway", "gateway"),
        (1, "created", "gateway", "kari"),
    ]


def test_an_expiry_is_kept_once_at_its_own_time(state: State) -> None:
    with state.begin() as connection:
        keys.create(connection, "k", ["ingest"], now=1, expires_at=50)
        keys.create(connection, "for ever", ["ingest"], now=2)
        for now in (49, 50, 90):
            key_use.note_expired(connection, now)
    assert logged(state)[0] == (50, "expired", "k", None)
    assert len(logged(state)) == 3


def test_a_key_that_was_revoked_does_not_expire_too(state: State) -> None:
    with state.begin() as connection:
        key_id = keys.create(connection, "k", ["ingest"], now=1, expires_at=50).split("_")[1]
        keys.revoke(connection, key_id, now=2)
        assert key_use.newly_expired(connection, 99) == {}


def test_the_log_is_read_newest_first_and_page_by_page(state: State) -> None:
    with state.begin() as connection:
        for number in range(5):
            keys.create(connection, f"k{number}", ["ingest"], now=number)
    with state.read() as connection:
        first = key_log.newest(connection, limit=3)
        rest = key_log.newest(connection, limit=3, before=first[-1].id)
    assert [event.key_name for event in (*first, *rest)] == ["k4", "k3", "k2", "k1", "k0"]


def test_when_a_key_was_last_used_is_known_to_the_minute_and_never_goes_back(state: State) -> None:
    with state.begin() as connection:
        token = keys.create(connection, "k", ["ingest"], now=0)
        key_id = token.split("_")[1]
        key_use.note_uses(connection, {key_id: Use(at=MINUTE, name="k")})
        key = keys.verify(connection, token, now=MINUTE)
        assert key is not None
        assert [key_use.is_worth_noting(key, at) for at in (MINUTE, 2 * MINUTE - 1, 2 * MINUTE)] == [False, False, True]
        key_use.note_uses(connection, {key_id: Use(at=30_000, name="k")})  # another process's, later written
        again = keys.valid(connection, key_id, now=MINUTE)
    assert again is not None
    assert again.last_used_at == MINUTE

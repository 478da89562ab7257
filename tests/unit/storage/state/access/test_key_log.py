"""What happened to a key is told: who created and revoked it, when it was first used, and that it expired."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from domain.access.actor import Actor
from storage.state import forgotten_names
from storage.state.access import key_log, key_use, keys
from storage.state.audit.acting import Acting, acts
from storage.state.engine import State

MINUTE = 60_000


@contextmanager
def by(name: str, state: State) -> Iterator[Connection]:
    with acts(Acting(wall=lambda: 1, actor=Actor(kind="command", name=name))), state.begin() as connection:
        yield connection


def logged(state: State, now: int = 20 * MINUTE) -> list[tuple[int, str, str, str | None]]:
    with state.read() as connection:
        return [(event.at, event.event, event.key_name, event.by) for event in key_log.newest(connection, now, limit=100)]


def test_creation_first_use_and_revocation_are_told_with_who_did_it(state: State) -> None:
    with by("kari", state) as connection:
        key_id = keys.create(connection, "gateway", ["ingest"], now=1).split("_")[1]
    for at in (5, 6, 10 * MINUTE):
        with state.begin() as connection:
            key_use.note_uses(connection, {key_id: at})
    with by("ola", state) as connection:
        keys.revoke(connection, key_id, now=11 * MINUTE)
        keys.revoke(connection, key_id, now=12 * MINUTE)
    told = [(11 * MINUTE, "revoked", "gateway", "ola"), (5, "first_used", "gateway", "gateway"), (1, "created", "gateway", "kari")]
    assert logged(state) == told
    with state.begin() as connection:
        forgotten_names.forget(connection, before=2)
    assert logged(state) == [(at, event, key, by if event == "first_used" else None) for at, event, key, by in told]


def test_a_rotated_key_says_when_it_got_its_successor_and_by_whom(state: State) -> None:
    with by("kari", state) as connection:
        key_id = keys.create(connection, "gateway", ["ingest"], now=1).split("_")[1]
    with by("ola", state) as connection:
        keys.rotate(connection, key_id, 7, overlap_ms=100)
    assert sorted(logged(state, now=8)) == [
        (1, "created", "gateway", "kari"),
        (7, "created", "gateway", "ola"),
        (7, "rotated", "gateway", "ola"),
    ]


def test_an_expiry_is_told_at_its_own_time_and_not_before(state: State) -> None:
    with state.begin() as connection:
        keys.create(connection, "k", ["ingest"], now=1, expires_at=50)
        keys.create(connection, "for ever", ["ingest"], now=2)
    assert len(logged(state, now=49)) == 2
    assert logged(state, now=50)[0] == (50, "expired", "k", None)
    assert len(logged(state, now=90)) == 3


def test_a_key_that_was_revoked_does_not_expire_too(state: State) -> None:
    with state.begin() as connection:
        key_id = keys.create(connection, "k", ["ingest"], now=1, expires_at=50).split("_")[1]
        keys.revoke(connection, key_id, now=2)
    assert [event for _, event, _, _ in logged(state, now=99)] == ["revoked", "created"]


def test_the_log_is_read_newest_first_and_page_by_page(state: State) -> None:
    with state.begin() as connection:
        for number in range(5):
            keys.create(connection, f"k{number}", ["ingest"], now=number // 2)  # some at the same moment
    with state.read() as connection:
        all_at_once = key_log.newest(connection, 9, limit=9)
        first = key_log.newest(connection, 9, limit=3)
        rest = key_log.newest(connection, 9, limit=3, before=first[-1].position)
    assert [*first, *rest] == all_at_once
    assert [event.at for event in all_at_once] == [2, 1, 1, 0, 0]


def test_when_a_key_was_last_used_is_known_to_the_minute_and_never_goes_back(state: State) -> None:
    with state.begin() as connection:
        token = keys.create(connection, "k", ["ingest"], now=0)
        key_id = token.split("_")[1]
        key_use.note_uses(connection, {key_id: MINUTE})
        key = keys.verify(connection, token, now=MINUTE)
        assert key is not None
        assert [key_use.is_worth_noting(key, at) for at in (MINUTE, 2 * MINUTE - 1, 2 * MINUTE)] == [False, False, True]
        key_use.note_uses(connection, {key_id: 30_000})  # another process's, later written
        again = keys.valid(connection, key_id, now=MINUTE)
    assert again is not None
    assert (again.first_used_at, again.last_used_at) == (MINUTE, MINUTE)

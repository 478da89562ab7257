"""The log tells who changed what from what to what, only grows, and shows where somebody tampered with it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError

from domain.access.actor import Actor
from domain.device import Site
from domain.waste.rounds.round_link import RoundLink
from domain.waste.rounds.round_problem import RoundRequest
from domain.waste.rounds.stop_state import StopEvent
from storage.state import own_settings, registry
from storage.state.access import keys
from storage.state.air import invalidations
from storage.state.audit import log
from storage.state.audit.acting import Acting, acts, recognise
from storage.state.audit.audited import AUDITED, NOT_AUDITED
from storage.state.audit.verify import Verdict, verified
from storage.state.audit_export import lines
from storage.state.engine import State
from storage.state.tables.audit import audit
from storage.state.tables.schema import metadata
from storage.state.waste import pickups, round_links, stop_events, stop_photos
from storage.state.waste.stop_photos import StopPhoto

_COLUMNS = ", ".join(column.name for column in audit.columns)
_FORGED = _COLUMNS.replace("actor", "'office'")
KARI = Actor(kind="person", id="p1", name="Kari Nordmann")
TORGET = Site(id="torget", name="Torget", lat=59.0, lon=10.0, valid_from=5)


@contextmanager
def changing(state: State, *, at: int = 7, actor: Actor = KARI) -> Iterator[Connection]:
    with acts(Acting(wall=lambda: at, actor=actor, address="10.0.0.7")), state.begin() as connection:
        yield connection


def entries(state: State) -> list[log.Entry]:
    with state.read() as connection:
        return log.page(connection)[::-1]


def verdict(state: State) -> Verdict:
    with state.read() as connection:
        return verified(log.all_rows(connection))


def tamper(state: State, *statements: str) -> None:
    """Change the log as somebody would who has the file, and no triggers in the way."""
    engine = create_engine(state.engine.url)
    with engine.begin() as connection:
        for name in ("audit_stays", "audit_is_not_edited"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_a_change_is_told_with_who_when_from_where_and_what_it_was_before(state: State) -> None:
    with changing(state, at=7) as connection:
        registry.put(connection, TORGET)
    with changing(state, at=9) as connection:
        registry.put(connection, Site(id="torget", name="Stortorget", lat=59.0, lon=10.0, valid_from=9))
    added, changed = entries(state)
    assert (added.number, added.at, added.actor, added.actor_id, added.name, added.address) == (
        1,
        7,
        "person",
        "p1",
        "Kari Nordmann",
        "10.0.0.7",
    )
    assert (added.action, added.kind, added.thing, added.before) == ("added", "site", "torget", None)
    assert added.after is not None
    assert added.after["body"]["name"] == "Torget"
    assert (changed.number, changed.action) == (2, "changed")
    assert changed.before is not None
    assert changed.after is not None
    assert (changed.before["body"]["name"], changed.after["body"]["name"]) == ("Torget", "Stortorget")
    assert verdict(state).broken is None


def test_what_bysans_itself_does_is_nobodys_change(state: State) -> None:
    with state.begin() as connection:
        registry.put(connection, TORGET)
    assert entries(state) == []


def test_a_change_that_is_undone_leaves_no_entry_and_no_gap(state: State) -> None:
    with suppress(KeyError), changing(state) as connection:
        registry.put(connection, TORGET)
        raise KeyError
    with changing(state) as connection:
        registry.put(connection, TORGET)
    assert [entry.number for entry in entries(state)] == [1]


def test_what_is_already_so_is_no_change(state: State) -> None:
    with changing(state) as connection:
        own_settings.put(connection, "goal", "km", {"a": 1})
        own_settings.put(connection, "goal", "km", {"a": 1})
        own_settings.put(connection, "goal", "km", None)
    assert [(entry.action, entry.kind, entry.thing) for entry in entries(state)] == [("added", "goal", "km"), ("removed", "goal", "km")]


def test_no_secret_comes_into_the_log(state: State) -> None:
    with changing(state) as connection:
        token = keys.create(connection, "k", ["alerts"], 1)
        keys.revoke(connection, token.split("_")[1], 2)
    assert [entry.action for entry in entries(state)] == ["added", "changed"]
    written = b"".join(lines(state, "ndjson")).decode()
    assert token.split("_", 2)[2] not in written
    assert '"hash"' not in json.dumps([entry.after for entry in entries(state)])


def test_of_drivers_and_citizens_no_address_is_kept(state: State) -> None:
    for actor in (Actor(kind="link", id="l"), Actor(kind="public")):
        with changing(state, actor=actor) as connection:
            registry.put(connection, Site(id=actor.kind, name="s", lat=59.0, lon=10.0, valid_from=5))
    assert [entry.address for entry in entries(state)] == [None, None]


def test_who_is_recognised_later_in_a_request_is_who_acted(state: State) -> None:
    with changing(state, actor=Actor(kind="public")) as connection:
        recognise(KARI)
        registry.put(connection, TORGET)
    assert entries(state)[0].name == "Kari Nordmann"


@pytest.fixture
def three(state: State) -> State:
    """A state with three entries, of which the second is a receiver's."""
    with changing(state) as connection:
        registry.put(connection, TORGET)
        own_settings.put(connection, "receiver", "ola", {"name": "Ola", "email": "ola@example.no"})
        registry.put(connection, Site(id="havna", name="Havna", lat=59.0, lon=10.0, valid_from=5))
    return state


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit WHERE number = 2",
        "UPDATE audit SET at = 8 WHERE number = 2",
        "UPDATE audit SET who = '{}' WHERE number = 2",
        "UPDATE audit SET who = NULL WHERE number = 2",
        "UPDATE audit SET content = '{}' WHERE number = 2",
        "UPDATE audit SET hash = who_commitment WHERE number = 2",
        "INSERT INTO audit SELECT * FROM audit WHERE number = 2",
        f"INSERT OR REPLACE INTO audit ({_COLUMNS}) SELECT {_FORGED} FROM audit WHERE number = 2",
        f"REPLACE INTO audit ({_COLUMNS}) SELECT {_COLUMNS} FROM audit WHERE number = 3",
    ],
)
def test_the_database_refuses_to_change_an_entry(three: State, statement: str) -> None:
    with pytest.raises(IntegrityError), three.begin() as connection:
        connection.execute(text(statement))
    assert verdict(three).broken is None


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM audit WHERE number = 2", "entry 2 is missing: the next is 3"),
        ("UPDATE audit SET at = 8 WHERE number = 2", "entry 2 is not what it was: its hash differs"),
        ("UPDATE audit SET actor = 'key' WHERE number = 2", "entry 2 is not what it was: its hash differs"),
        ("UPDATE audit SET who = replace(who, 'Kari', 'Ola') WHERE number = 2", "entry 2 is not what it was: who acted differs"),
        ("UPDATE audit SET who = NULL WHERE number = 2", "entry 2 is not what it was: who acted differs"),
        (
            "UPDATE audit SET content = replace(content, 'ola', 'eva') WHERE number = 2",
            "entry 2 is not what it was: before or after differs",
        ),
        ("UPDATE audit SET thing = 'eva' WHERE number = 2", "entry 2 is not what it was: before or after differs"),
    ],
)
def test_the_first_entry_that_was_tampered_with_is_named(three: State, statement: str, reason: str) -> None:
    tamper(three, statement)
    assert verdict(three).broken == reason
    assert verdict(three).count == 1


def test_an_end_cut_off_is_found_by_what_was_noted_down(three: State) -> None:
    noted = verdict(three)
    with three.read() as connection:
        assert log.holds(connection, noted.count, noted.head)
    tamper(three, "DELETE FROM audit WHERE number = 3")
    assert verdict(three).broken is None
    with three.read() as connection:
        assert not log.holds(connection, noted.count, noted.head)


def test_names_are_forgotten_and_the_chain_still_holds(three: State) -> None:
    before = verdict(three)
    with three.begin() as connection:
        assert log.forget_names(connection, before=7) == 0
        assert log.forget_names(connection, before=8) == 3
        assert log.forget_names(connection, before=8) == 0
    assert verdict(three) == before
    torget, person, _ = entries(three)
    assert (torget.name, torget.actor_id, torget.address, torget.actor, torget.thing) == (None, None, None, "person", "torget")
    assert (person.kind, person.thing, person.before, person.after) == ("receiver", None, None, None)
    written = b"".join(lines(three, "ndjson")).decode()
    assert not any(word in written for word in ("Kari", "10.0.0.7", "ola"))


def test_before_and_after_name_nobody_and_what_an_earlier_bysans_wrote_of_it_is_forgotten(state: State) -> None:
    with changing(state) as connection:
        invalidations.declare(connection, "a1", None, 10, 20, reason="kalibrering", by="Kari Nordmann", now=7)
        earlier = log.Change(action="added", kind="invalidation", thing="i", before=None, after={"by": "Kari Nordmann", "reason": "r"})
        log.append(connection, Acting(wall=lambda: 7, actor=KARI), [earlier])
    before = verdict(state)
    with state.begin() as connection:
        log.forget_names(connection, before=8)
    today, old = entries(state)
    assert today.after is not None
    assert (today.after["reason"], "by" in today.after) == ("kalibrering", False)
    assert (old.kind, old.thing, old.after) == ("invalidation", None, None)
    assert verdict(state) == before
    assert "Kari" not in b"".join(lines(state, "ndjson")).decode()


def test_the_log_is_read_by_kind_thing_and_time_page_by_page(three: State) -> None:
    with three.read() as connection:
        assert [entry.number for entry in log.page(connection, kinds=["site"])] == [3, 1]
        assert [entry.number for entry in log.page(connection, kinds=["site"], thing="torget")] == [1]
        assert [entry.number for entry in log.page(connection, before=3, limit=1)] == [2]
        assert log.page(connection, since=8) == []


def test_the_whole_log_is_exported_oldest_first(three: State) -> None:
    told = [json.loads(line) for line in b"".join(lines(three, "ndjson")).splitlines()]
    assert [(entry["number"], entry["at"]) for entry in told] == [(n, "1970-01-01T00:00:00.007Z") for n in (1, 2, 3)]
    rows = b"".join(lines(three, "csv")).decode().splitlines()
    assert rows[0].startswith("number,at,actor,")
    assert len(rows) == 4


def test_every_table_is_audited_or_says_why_not() -> None:
    audited = {table.name for table in AUDITED}
    assert audited | NOT_AUDITED.keys() == set(metadata.tables)
    assert not audited & NOT_AUDITED.keys()


def test_nothing_tells_which_truck_a_round_had_or_what_a_crew_reported_of(state: State) -> None:
    crew = Actor(kind="link", id="l", name="crew")
    with changing(state) as connection:
        request = RoundRequest(bins=(), not_before=5, vehicles=("restbil-1",))
        pickups.create(connection, "p", request, trigger_id=None, departure=5, now=5)
        link = RoundLink(id="l", pickup_id="p", vehicle="restbil-1", created_at=5, created_by="Kari", expires_at=9)
        round_links.add(connection, link)
    with changing(state, actor=crew) as connection:
        event = StopEvent(type="could_not", time=6, stop_id="s1", bin_id="b1", vehicle="restbil-1", reason="blocked")
        stop_events.add(connection, "p", event, now=7)
        stop_photos.add(connection, StopPhoto(id="f", pickup_id="p", stop_id="s1", bin_id="b1", time=6), b"jpeg", now=7)
        pickups.set_state(connection, "p", "done", 7)
    told = entries(state)
    assert [entry.kind for entry in told] == ["round", "round_link", "stop_event", "stop_photo", "round"]
    assert not [word for word in ('"restbil-1"', '"s1"', '"b1"') if word in json.dumps([entry.as_json() for entry in told])]

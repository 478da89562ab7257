"""Each second ingest tells how it is; each minute it lets go of what is old."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import func, select

from config.catalogue import CatalogueFiles, load_catalogue
from config.sections.mqtt_settings import Mqtt
from config.settings import Settings
from domain.access.actor import Actor
from domain.device import Site
from domain.waste.rounds.round_link import RoundLink
from domain.waste.rounds.stop_state import StopEvent
from ingest.health import Health
from ingest.housekeeping import Housekeeping
from ingest.log.log import Log
from ingest.log.owner import LogOwner
from ingest.log.record import encode
from ingest.mqtt.inbox import Inbox
from ingest.mqtt.session_alarm import SessionAlarm
from storage.state import counters, heartbeats, registry
from storage.state.access import idempotency, sessions
from storage.state.audit import log as audit_log
from storage.state.audit.acting import Acting, acts
from storage.state.engine import State
from storage.state.ingest import broker_sessions, quarantine
from storage.state.tables.access import idempotency as idempotency_table
from storage.state.tables.access import sessions as session_table
from storage.state.waste import bin_reports, report_photos, round_links, stop_events, stop_photos
from storage.state.waste.stop_photos import StopPhoto

NOW = 1_700_000_000_000
DAY = 86_400_000


class Session:
    """A session that was kept, lost twice and taken thrice."""

    proven = 7

    def __init__(self, health: Health, clock: "Clock") -> None:
        self.alarm = SessionAlarm(Mqtt(url="mqtt://127.0.0.1:1883"), health, clock, expected=True)
        self.alarm.kept, self.alarm.lost, self.alarm.taken = True, 2, 3

    def prove(self, position: int) -> None:
        self.proven = position

    def read(self, topics: Sequence[str]) -> None:
        self.topics = topics


class Recorder:
    acknowledged = 3
    acknowledged_to = 11


class OnceStopped(threading.Event):
    """An event that lets the loop run so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - the time that nobody waits
        self.times -= 1
        return self.times < 0


class Clock:
    now = NOW

    def __call__(self) -> int:
        return self.now


def housekeeping(folder: Path, state: State, *, clock: Clock | None = None, **settings: Any) -> Housekeeping:
    health, clock = Health(), clock or Clock()
    return Housekeeping(
        settings=Settings(data_dir=folder, **settings),
        catalogue=load_catalogue(own=folder / "models"),
        state=state,
        log=Log(folder / "log", drained=0, segment_bytes=1, max_bytes=1 << 20),
        owner=LogOwner(folder / "log", ""),
        inbox=Inbox(1),
        session=cast("Any", Session(health, clock)),
        recorder=cast("Any", Recorder()),
        health=health,
        clock=clock,
    )


def beat_of(state: State) -> heartbeats.Heartbeat:
    with state.read() as connection:
        [beat] = heartbeats.read(connection)
    return beat


def test_a_heartbeat_holds_every_problem_and_every_gauge(tmp_path: Path, state: State) -> None:
    work = housekeeping(tmp_path, state)
    work.health.failed("readings", "the store is away")
    work.inbox.dropped = 5
    work.log.append([encode(NOW, "bysans/v1/air/a", b'[{"pm25": 1}, {"pm25": 2}]')])
    with state.begin() as connection:
        counters.add(connection, {("received", ""): 40})
    work.run(OnceStopped(4))
    beat = beat_of(state)
    assert {check.name: (check.ok, check.reason) for check in beat.checks} == {
        "readings": (False, "the store is away"),
        "log_damage": (True, ""),
        "session": (True, ""),
    }
    assert beat.at == NOW
    assert beat.gauges == {
        "log_waiting_bytes": work.log.end,
        "log_limit_bytes": 20e9,
        "log_damaged": 0,
        "acknowledged": 3,
        "log_acknowledged_position": 11,
        "dropped_qos0": 5,
        "sessions_lost": 2,
        "sessions_taken": 3,
        "received": 42,
    }


@pytest.mark.parametrize(("chosen", "new"), [((), ("zigbee2mqtt/+",)), (("bysans/v1/air/+",), ())])
def test_a_new_models_topics_are_read_unless_somebody_has_said_what_is(
    tmp_path: Path, state: State, chosen: tuple[str, ...], new: tuple[str, ...]
) -> None:
    work = housekeeping(tmp_path, state, **({"mqtt": {"topics": chosen}} if chosen else {}))
    models, before = tmp_path / "models", work.settings.mqtt.topics
    models.mkdir()
    (models / "home.toml").write_text('[zigbee]\nsource = "ours O"\ntopics = ["zigbee2mqtt/{device}"]\n')
    CatalogueFiles(own=models).refresh(work.catalogue)
    work.run(OnceStopped(1))
    assert cast("Any", work.session).topics == (*before, *new)


def test_only_what_was_acknowledged_three_seconds_ago_is_taken_for_remembered_by_the_broker(tmp_path: Path, state: State) -> None:
    work, asked = housekeeping(tmp_path, state), list[int]()
    work.session.prove = asked.append  # type: ignore[method-assign]
    for position in (10, 20, 30, 40, 50):
        work.recorder.acknowledged_to = position
        work.run(OnceStopped(1))
    assert asked == [10, 20]


def test_a_part_that_fails_says_since_when(tmp_path: Path, state: State) -> None:
    clock = Clock()
    work = housekeeping(tmp_path, state, clock=clock)
    for problem, since in (("away", NOW), ("still away", NOW), (None, None), ("away again", NOW + 3)):
        work.health._note("readings", problem)
        work.run(OnceStopped(1))
        [check] = [check for check in beat_of(state).checks if check.name == "readings"]
        assert check.since == since
        clock.now += 1


def test_damage_of_the_state_is_told_whatever_else_works(tmp_path: Path, state: State) -> None:
    work, signs = housekeeping(tmp_path, state), list[str]()
    work.alive = lambda: signs.append("alive")
    work.health.ok("state")
    state.damage = "the state is damaged: bring back a backup"
    work.run(OnceStopped(2))
    [check] = [check for check in beat_of(state).checks if check.name == "state"]
    assert (check.ok, check.reason) == (False, "the state is damaged: bring back a backup")
    assert signs == ["alive", "alive"]


def test_damage_of_the_log_is_told_until_its_file_is_moved_away(tmp_path: Path, state: State) -> None:
    work = housekeeping(tmp_path, state)
    work.log.append([encode(NOW, "bysans/v1/air/a", b"{}")])
    work.log.append([encode(NOW, "bysans/v1/air/a", b"{}")])
    first = min((tmp_path / "log").glob("*.log"))
    first.write_bytes(first.read_bytes()[:-1] + b"x")
    work.run(OnceStopped(2))  # the first counts what waits, and finds it
    beat = beat_of(state)
    assert [check.ok for check in beat.checks if check.name == "log_damage"] == [False]
    assert beat.gauges["log_damaged"] == 1
    [kept] = (tmp_path / "log").glob("*.damaged")
    kept.unlink()
    work.run(OnceStopped(1))
    assert [check.ok for check in beat_of(state).checks if check.name == "log_damage"] == [True]


def test_how_far_the_log_is_safe_is_noted_each_second(tmp_path: Path, state: State) -> None:
    work = housekeeping(tmp_path, state)
    work.log.append([encode(NOW, "bysans/v1/air/a", b"{}")])
    work.run(OnceStopped(1))
    assert (tmp_path / "log" / "synced").read_text().split()[0] == str(work.log.end)


def test_a_session_that_is_kept_is_remembered_for_the_next_start(tmp_path: Path, state: State) -> None:
    work = housekeeping(tmp_path, state, mqtt={"url": "mqtt://there", "client_id": "ours"})
    work.run(OnceStopped(1))
    with state.read() as connection:
        assert broker_sessions.had(connection, "mqtt://there", "ours")
        assert not broker_sessions.had(connection, "mqtt://there", "theirs")
        assert not broker_sessions.had(connection, "mqtt://elsewhere", "ours")


def test_what_is_older_than_the_settings_say_goes_once_a_minute(tmp_path: Path, state: State) -> None:
    clock = Clock()
    work = housekeeping(tmp_path, state, clock=clock, quarantine={"keep_days": 30})
    with state.begin() as connection:
        quarantine.keep(connection, [rejected("a", NOW - 30 * DAY), rejected("b", NOW - 30 * DAY + 60_000)], max_per_device=10)
    clock.now = NOW + 1
    work.run(OnceStopped(1))
    assert counted(state) == 1
    clock.now = NOW + 60_000
    work.run(OnceStopped(1))
    assert counted(state) == 1
    clock.now = NOW + 60_002
    work.run(OnceStopped(1))
    assert counted(state) == 2


@pytest.mark.parametrize(("age_ms", "kept"), [(2 * DAY - 1000, True), (2 * DAY + 1000, False)])
def test_a_drained_part_of_the_log_is_kept_as_many_days_as_the_settings_say(tmp_path: Path, state: State, age_ms: int, kept: bool) -> None:
    work = housekeeping(tmp_path, state, log={"keep_days": 2})
    for _ in range(2):
        work.log.append([encode(NOW, "bysans/v1/air/a", b"{}")])
    work.log.drained = work.log.end
    first = min((tmp_path / "log").glob("*.log"))
    os.utime(first, times=((NOW - age_ms) / 1000, (NOW - age_ms) / 1000))
    work.run(OnceStopped(1))
    assert first.exists() == kept


def rejected(row_id: str, received_at: int) -> quarantine.Quarantined:
    return quarantine.Quarantined(id=row_id, reason="schema", detail="", topic="t", received_at=received_at, payload=b"{}")


def counted(state: State) -> int:
    with state.read() as connection:
        return counters.read(connection).get(("quarantine_expired", "schema"), 0)


def test_photos_go_after_their_days_and_links_a_month_after_they_expired(tmp_path: Path, state: State) -> None:
    received = {"old": NOW - 7 * DAY - 1, "new": NOW - 7 * DAY}
    expired = {"over": NOW - 30 * DAY - 1, "listed": NOW - 30 * DAY}
    with state.begin() as connection:
        for name, at in received.items():
            stop_photos.add(connection, StopPhoto(id=name, pickup_id="p", stop_id="s1", bin_id="b", time=at), b"jpeg", now=at)
            report_photos.add(connection, bin_reports.add(connection, "b", at, note=name), b"jpeg", now=at)
        for name, at in expired.items():
            link = RoundLink(id=name, pickup_id="p", vehicle="v", created_at=0, created_by="office", expires_at=at)
            round_links.add(connection, link)
    housekeeping(tmp_path, state, pages={"photo_days": 7}).run(OnceStopped(1))
    with state.read() as connection:
        assert [photo.id for photo in stop_photos.of_pickup(connection, "p")] == ["new"]
        assert bin_reports.notes(connection, [1, 2]) == {2: ["new"]}
        assert report_photos.of_requests(connection, [1, 2]).keys() == {2}
        assert [link.id for link in round_links.of_pickup(connection, "p")] == ["listed"]


def test_what_crews_wrote_goes_with_the_photos_and_what_phones_were_answered_after_30_days(tmp_path: Path, state: State) -> None:
    clock = Clock()
    work = housekeeping(tmp_path, state, clock=clock, pages={"photo_days": 7})
    answered = idempotency.Answered(digest=b"", status=201, answer={})
    with state.begin() as connection:
        note = StopEvent(type="could_not", time=NOW, stop_id="s1", bin_id="b", reason="blocked", note="a red car")
        stop_events.add(connection, "p", note, now=NOW)
        idempotency.remember(connection, "phone", "once", answered, NOW)
    for days, kept in ((7, ("a red car", 1)), (8, (None, 1)), (29, (None, 1)), (31, (None, 0))):
        clock.now = NOW + days * DAY
        work.run(OnceStopped(1))
        with state.read() as connection:
            [event] = stop_events.of_pickup(connection, "p")
            remembered = connection.execute(select(func.count()).select_from(idempotency_table)).scalar_one()
        assert (event.type, event.reason, (event.note, remembered)) == ("could_not", "blocked", kept)


def test_a_session_goes_with_its_name_and_address_once_it_is_over(tmp_path: Path, state: State) -> None:
    clock = Clock()
    work = housekeeping(tmp_path, state, clock=clock)
    with state.begin() as connection:
        sessions.begin(connection, "k", NOW, address="192.0.2.7")
    for hours, kept in ((11, 1), (12, 0)):
        clock.now = NOW + hours * 3_600_000
        work.run(OnceStopped(1))
        with state.read() as connection:
            assert connection.execute(select(func.count()).select_from(session_table)).scalar_one() == kept


def test_who_did_something_is_forgotten_after_the_set_days_within_the_hour(tmp_path: Path, state: State) -> None:
    clock = Clock()
    work = housekeeping(tmp_path, state, clock=clock, audit={"name_days": 2})
    acting = Acting(wall=lambda: NOW, actor=Actor(kind="person", id="p", name="Kari"))
    with acts(acting), state.begin() as connection:
        registry.put(connection, Site(id="s", name="Torget", lat=59.0, lon=10.0, valid_from=NOW))
    for hours, name in ((0, "Kari"), (48, "Kari"), (49.1, None)):
        clock.now = NOW + round(hours * 3_600_000)
        work.run(OnceStopped(1))
        with state.read() as connection:
            assert audit_log.page(connection)[0].name == name

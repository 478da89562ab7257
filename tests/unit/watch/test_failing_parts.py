"""A part of the service that has failed for minutes is an alert, which is over when the part works again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.sections.alert_settings import AlertRoute, Alerts, Receiver
from config.texts import LANGUAGES
from storage.state import heartbeats
from storage.state.heartbeats import Check, Heartbeat
from tests.unit.watch.alarmed import Alarmed
from tests.unit.watch.conftest import MINUTE
from watch.alerts.failing_parts import failing_since
from watch.notify.texts import message_texts

NOW = 1_700_000_000_000
PARTS = ("broker", "session", "log", "log_damage", "drain", "readings", "state", "ingest", "other")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Alarmed]:
    town = Alarmed(tmp_path, Alerts(receivers={"duty": Receiver(email="duty@kommune.example")}, routes=(AlertRoute(receivers=("duty",)),)))
    town.defaults("service-failing")
    yield town
    town.readings.close()
    town.state.close()


def ingest(at: int, *checks: Check) -> Heartbeat:
    return Heartbeat(role="ingest", at=at, checks=checks, gauges={})


def fails(name: str, since: int | None) -> Check:
    return Check(name=name, ok=False, reason="why", since=since)


def test_a_part_fails_since_it_said_so_and_one_that_works_does_not() -> None:
    beat = ingest(NOW, fails("log_damage", NOW - 5), Check(name="broker", ok=True))
    assert failing_since([beat]) == {"log_damage": NOW - 5}
    assert failing_since([]) == {}


def test_of_two_ingests_one_that_is_silent_is_down_and_one_that_was_taken_away_is_not() -> None:
    north, south = (Heartbeat(role=f"ingest-{log}", at=at, checks=(), gauges={}) for log, at in (("north", NOW), ("south", NOW - MINUTE)))
    long_ago = Heartbeat(role="ingest", at=NOW - 24 * 60 * MINUTE, checks=(), gauges={})
    assert failing_since([long_ago, north, south]) == {"ingest": NOW - MINUTE}


def test_parts_without_a_name_of_their_own_are_one() -> None:
    assert failing_since([ingest(NOW, fails("x", NOW - 5), fails("y", NOW - 9), fails("z", None))]) == {"other": NOW - 9}


@pytest.mark.parametrize(("silent_ms", "failing"), [(MINUTE - 1, {}), (MINUTE, {"ingest": NOW - MINUTE})])
def test_an_ingest_that_is_silent_for_a_minute_is_down_whatever_it_said_last(silent_ms: int, failing: dict[str, int]) -> None:
    beats = [ingest(NOW - silent_ms), Heartbeat(role="watch", at=NOW, checks=(), gauges={})]
    assert failing_since(beats) == failing


def test_a_watch_that_is_gone_is_no_failure() -> None:
    beats = [ingest(NOW), Heartbeat(role="watch-standby", at=NOW - 10 * MINUTE, checks=(fails("means", 1),), gauges={})]
    assert failing_since(beats) == {}


def beat(town: Alarmed, *checks: Check) -> None:
    with town.state.begin() as connection:
        heartbeats.beat(connection, ingest(town.now, *checks))


def test_damage_of_the_log_is_an_alert_after_three_minutes_and_over_when_it_is_dealt_with(town: Alarmed) -> None:
    watch = town.watch()
    since = town.now
    for _ in range(2):
        town.now += MINUTE
        beat(town, fails("log_damage", since))
        town.work(watch, 3)
    assert town.alerts() == []
    town.now = since + 3 * MINUTE
    beat(town, fails("log_damage", since))
    town.work(watch, 3)
    (alert,) = town.alerts()
    assert (alert.about.type, alert.about.id, alert.severity) == ("service", "log_damage", "warning")
    member = alert.worst_member[1]
    assert (member.start, member.end, member.value) == (since, since + 3 * MINUTE, 3)
    [message] = town.told()
    assert message.body["subject"] == "Varsel: Bysans – mottaksloggen er skadet, og målinger er tapt"
    assert "/readyz" in message.body["text"]
    town.now += MINUTE
    beat(town, Check(name="log_damage", ok=True))
    town.work(watch, 3)
    assert town.alerts()[0].state == "cleared"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_its_words(language: str, part: str) -> None:
    assert message_texts(language)(f"part.{part}")  # type: ignore[arg-type]

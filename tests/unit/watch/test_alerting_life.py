"""Who is told what, when, and what an alert goes through until it is over."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.sections.alert_settings import Alerts
from domain.duration import HOUR
from domain.waste.level.bin_state import unknown_bin
from storage.state import own_settings
from storage.state.alerts import receivers
from storage.state.alerts.outbox import Notification
from storage.state.waste import bin_states
from tests.bin_judge import RULES
from tests.unit.watch.alarmed import Alarmed
from tests.unit.watch.conftest import MINUTE

PEOPLE = {
    "duty": {"email": "duty@kommune.example", "language": "en"},
    "renholdsverket": {"email": "renhold@kommune.example", "quiet_hours": "22:00-07:00"},
}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Alarmed]:
    town = Alarmed(tmp_path, Alerts(receivers=PEOPLE))  # type: ignore[arg-type]
    town.defaults("bin-full", "bin-overflowing", "bin-hot")
    town.bin(name="bin-1")
    yield town
    town.readings.close()
    town.state.close()


def types(messages: list[Notification], receiver: str = "duty") -> list[str]:
    return [message.body["payload"]["type"] for message in messages if message.receiver == receiver]


def hot(town: Alarmed) -> None:
    town.says(town.watch(), "level-1", temperature=70.0)


def test_what_happens_is_told_with_place_value_time_advice_and_a_link(town: Alarmed) -> None:
    hot(town)
    (alert,) = town.alerts()
    english, norwegian = sorted(town.told(), key=lambda message: message.receiver)
    assert english.body["subject"] == "Critical: Bin-1 – temperature 70 °C"
    for words in (
        "Place: Bin-1.",
        "The limit is 60 °C",
        "1 January 2026 at 13:10",
        "Call 110",
        f"https://bysans.example/i-dag?lang=en#alert-{alert.id}",
    ):
        assert words in english.body["text"]
    assert norwegian.body["subject"] == "Kritisk: Bin-1 – temperatur 70 °C"
    assert "øyeblikksverdi" in norwegian.body["text"]
    assert len({message.id for message in town.told()}) == 2


def test_people_of_the_pages_are_told_what_was_chosen_for_them(town: Alarmed) -> None:
    def person(kinds: list[str]) -> dict[str, object]:
        return {"name": "x", "email": "x@kommune.example", "kinds": kinds}

    with town.state.begin() as connection:
        own_settings.put(connection, "receiver", "bins", person(["bin"]))
        own_settings.put(connection, "receiver", "air", person(["air"]))
    hot(town)
    assert sorted(message.receiver for message in town.told()) == ["bins", "duty", "renholdsverket"]


def test_a_value_beyond_the_sensors_range_is_told_as_the_end_of_that_range_and_why(town: Alarmed) -> None:
    town.says(town.watch(), "level-1", temperature=90.0)
    english, norwegian = sorted(town.told(), key=lambda message: message.receiver)
    assert english.body["subject"] == "Critical: Bin-1 – temperature over 85 °C"
    assert "That is beyond what the sensor can measure." in english.body["text"]
    assert norwegian.body["subject"] == "Kritisk: Bin-1 – temperatur over 85 °C"
    data = english.body["payload"]["data"]
    assert (data["value"], data["bound"]) == (85.0, "at_least")


def test_an_alert_that_nobody_acknowledges_is_escalated_once_after_half_an_hour(town: Alarmed) -> None:
    hot(town)
    watch = town.watch()
    town.now += 29 * MINUTE
    town.work(watch)
    assert types(town.told()) == ["alert.raised"]
    town.now += MINUTE
    town.work(watch)
    town.now += 5 * HOUR
    town.work(watch)
    assert types(town.told()) == ["alert.raised", "alert.escalated"]


def crew_says_emptied(town: Alarmed, at: int, measured: int) -> None:
    """Keep what watch knows of the bin: its crew emptied it, its sensor measured last at `measured`."""
    state = unknown_bin("bin-1", RULES)
    estimate = replace(state.estimate, level=97.0, time=measured, last_seen=measured)
    with town.state.begin() as connection:
        bin_states.put(connection, [(replace(state, estimate=estimate, reported_at=at), None)])


def test_an_alert_whose_bin_the_crew_reports_emptied_is_not_escalated_unless_the_sensor_denies_it(town: Alarmed) -> None:
    watch = town.watch()
    for _ in range(2):
        town.says(watch, "level-1", fill=97)
    (alert,) = town.alerts()
    full_at = town.now
    crew_says_emptied(town, full_at + 5 * MINUTE, measured=full_at)
    town.now += 2 * HOUR
    town.work(watch)
    assert town.alerts()[0].escalated_at is None
    crew_says_emptied(town, full_at + 5 * MINUTE, measured=town.now)
    town.work(watch)
    assert town.alerts()[0].escalated_at is not None
    assert alert.id == town.alerts()[0].id


def test_a_hot_bin_is_escalated_whatever_its_crew_says(town: Alarmed) -> None:
    hot(town)
    watch = town.watch()
    town.work(watch)
    crew_says_emptied(town, town.now, measured=town.now - MINUTE)
    town.now += 31 * MINUTE
    town.work(watch)
    assert types(town.told()) == ["alert.raised", "alert.escalated"]


def test_one_that_somebody_takes_care_of_is_not_escalated_and_its_worsening_is_told(town: Alarmed) -> None:
    watch = town.watch()
    for _ in range(2):
        town.says(watch, "level-1", fill=85)
    town.acknowledge(town.alerts()[0])
    town.now += 20 * MINUTE
    town.work(watch)
    assert types(town.told()) == ["alert.raised"]
    for _ in range(2):
        town.says(watch, "level-1", fill=97, minutes=5)
    (alert,) = town.alerts()
    assert (alert.state, alert.severity) == ("raised", "critical")
    assert types(town.told()) == ["alert.raised", "alert.worsened"]


def test_a_shelved_one_rests_comes_back_by_itself_and_at_once_when_it_worsens(town: Alarmed) -> None:
    watch = town.watch()
    for _ in range(2):
        town.says(watch, "level-1", fill=85)
    town.shelve(town.alerts()[0], town.now + 40 * MINUTE)
    town.now += 39 * MINUTE
    town.work(watch)
    assert (town.alerts()[0].state, types(town.told())) == ("shelved", ["alert.raised"])
    town.now += MINUTE
    town.work(watch)
    assert town.alerts()[0].state == "raised"
    town.shelve(town.alerts()[0], town.now + 40 * MINUTE)
    for _ in range(2):
        town.says(watch, "level-1", fill=97, minutes=5)
    assert (town.alerts()[0].state, town.alerts()[0].severity) == ("raised", "critical")


def test_who_was_told_that_it_began_is_told_that_it_is_over(town: Alarmed) -> None:
    hot(town)
    town.says(town.watch(), "level-1", temperature=10.0)
    assert types(town.told()) == ["alert.raised", "alert.cleared"]
    assert "Du trenger ikke gjøre noe mer" in town.told()[-1].body["text"]


def test_at_night_only_what_cannot_wait_is_sent_and_what_was_over_by_morning_never(town: Alarmed) -> None:
    watch = town.watch()
    town.now += 11 * HOUR  # midnight in Oslo
    for _ in range(2):
        town.says(watch, "level-1", fill=85)
    (held,) = (message for message in town.told() if message.receiver == "renholdsverket")
    assert held.next_at == town.now + (7 * HOUR - (town.now - (town.now - 23 * HOUR) // (24 * HOUR) * 24 * HOUR - 23 * HOUR) % (24 * HOUR))
    town.says(watch, "level-1", temperature=70.0)
    hot_one = [message for message in town.told() if message.receiver == "renholdsverket"][-1]
    assert hot_one.next_at <= town.now
    for _ in range(2):
        town.says(watch, "level-1", fill=10)
    assert (
        types([message for message in town.told() if message.body["payload"]["data"]["threshold_id"] == "bin-full"], "renholdsverket") == []
    )


def test_two_watches_that_both_think_they_lead_raise_one_alert(town: Alarmed) -> None:
    first, second = town.watch("one"), town.watch("two")
    town.says(first, "level-1", temperature=70.0)
    town.now += 20_000
    town.work(second)
    town.work(first)
    town.says(second, "level-1", temperature=71.0)
    assert len(town.alerts()) == 1
    assert len(town.told()) == 2


def test_a_dead_channel_is_an_alert_through_the_others_and_over_when_it_works(town: Alarmed) -> None:
    town.defaults("receiver-unreachable")
    watch = town.watch()
    for _ in range(4):
        fail(town)
    town.work(watch, 3)
    assert town.alerts() == []
    fail(town)
    town.work(watch, 3)
    (alert,) = town.alerts()
    assert (alert.about.type, alert.about.id) == ("receiver", "duty")
    assert [(message.receiver, message.body["subject"]) for message in town.told()] == [
        ("renholdsverket", "Varsel: Mottakeren duty – varsler kommer ikke fram")
    ]
    with town.state.begin() as connection:
        receivers.succeeded(connection, "duty", town.now)
    town.work(watch, 3)
    assert town.alerts()[0].state == "cleared"


def fail(town: Alarmed) -> None:
    town.now += 1000
    with town.state.begin() as connection:
        receivers.failed(connection, "duty", town.now, "gone")

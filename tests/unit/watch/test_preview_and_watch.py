"""A preview names the alerts that watch raised: the same rules judge both."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.alerts.preview_observations import last_seen, observations
from api.web.services import Services
from config.catalogue import load_catalogue
from config.settings import Settings
from config.threshold_file import threshold_file
from domain.alerts.preview import Episode, episodes, silences
from domain.alerts.threshold import SILENCE, Threshold
from domain.alerts.threshold_form import threshold_of
from domain.device import Device
from domain.duration import DAY, HOUR
from domain.reading import Reading
from storage.state import registry
from tests.unit.api.hand import Broker
from tests.unit.watch.alarmed import LONG_AGO, Alarmed
from tests.unit.watch.conftest import MINUTE, NOON
from watch.loop import Watch

RULES = threshold_file().rules()
PM25 = {"kind": "air", "parameter": "pm25", "averaging": "hour", "raise": 50, "clear": 40}
FILL = {"kind": "bin", "parameter": "fill", "averaging": "instant", "raise": 80, "clear": 60, "consecutive": 2}
Scenario = Callable[[Alarmed, Watch], None]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Alarmed]:
    town = Alarmed(tmp_path, replayed=True)
    for site in ("square", "harbour"):
        town.site(site, tags=("roadside",) if site == "square" else ())
        town.register(f"air-{site}", site, since=LONG_AGO)
    town.bin()
    yield town
    town.readings.close()
    town.state.close()


def send_every(town: Alarmed, watch: Watch, device: str, parameter: str, values: list[float], *, step: int = 10 * MINUTE) -> None:
    for number, value in enumerate(values):
        town.now = max(town.now, NOON + number * step)
        town.send(Reading(device, NOON + number * step, {parameter: value}))
        town.work(watch, 1)


def hours_of_two_sites(town: Alarmed, watch: Watch) -> None:
    for number, (square, harbour) in enumerate([(60, 20), (60, 70), (45, 70), (20, 70), (20, 20), (60, 20), (20, 20)]):
        town.now = NOON + number * HOUR + 59 * MINUTE
        town.send_hour("air-square", NOON + number * HOUR, float(square))
        town.send_hour("air-harbour", NOON + number * HOUR, float(harbour))
        town.work_until_judged(watch, NOON + number * HOUR)


def an_interval_that_changes_within_the_hour(town: Alarmed, watch: Watch) -> None:
    """Six readings at ten minutes, then thirty at one: all of 33 that are expected, or too few of them."""
    with town.state.begin() as connection:
        for device_id, site in (("air-square", "square"), ("air-harbour", "harbour")):
            changed = Device(id=device_id, kind="air", model="generic", interval_s=60, valid_from=NOON + HOUR // 2, place=site)
            registry.put(connection, changed)
    for device, count in (("air-square", 30), ("air-harbour", 3)):
        first = [Reading(device, NOON + n * 10 * MINUTE, {"pm25": 60.0}) for n in range(3)]
        then = [Reading(device, NOON + HOUR // 2 + n * MINUTE, {"pm25": 60.0}) for n in range(count)]
        town.now = NOON + 59 * MINUTE
        town.send(*first, *then)
    town.work_until_judged(watch, NOON)


def a_bin_that_fills_and_is_emptied(town: Alarmed, watch: Watch) -> None:
    send_every(town, watch, "level-1", "fill", [50.5, 81.2, 70.1, 82.3, 83.4, 88.1, 59.2, 81.3, 40.2, 30.1, 85.1, 86.2])


def a_wet_lens(town: Alarmed, watch: Watch) -> None:
    dry = [1200 - 10 * (40 + n % 5 / 2) for n in range(20)]
    send_every(town, watch, "level-1", "distance", [*dry, *[150.0] * 6, *dry, 250.0, 240.0, 230.0])


def a_burning_bin(town: Alarmed, watch: Watch) -> None:
    send_every(town, watch, "level-1", "temperature", [20.0, 66.0, 90.0, 120.0, 50.0, 44.0, 61.0])


def a_device_that_is_moved(town: Alarmed, watch: Watch) -> None:
    send_every(town, watch, "level-1", "fill", [85.5, 86.5])
    town.bin("bin-2", device="level-2")
    town.now = NOON + 2 * HOUR
    with town.state.begin() as connection:
        moved = Device(id="level-1", kind="bin", model="generic", interval_s=600, valid_from=town.now, place="bin-2")
        registry.put(connection, moved)
    town.send(Reading("level-1", town.now + 1, {"fill": 87.5}))
    town.work(watch, 1)


def sensors_that_fall_silent(town: Alarmed, watch: Watch) -> None:
    """Two lose their gateway together for an hour, a third is silent by itself and stays so."""
    town.register("air-3", "square", since=LONG_AGO)
    for minute in range(0, 240, 2):
        town.now = NOON + minute * MINUTE
        sending = {"level-1": True, "air-3": minute < 150, "air-square": not 60 <= minute < 120, "air-harbour": not 60 <= minute < 120}
        if minute % 10 == 0:
            town.send(*[Reading(name, town.now, {"temperature": 5.0}) for name, is_sending in sending.items() if is_sending])
        town.work(watch, 1)


@pytest.mark.parametrize(
    ("scenario", "threshold", "alerts"),
    [
        (hours_of_two_sites, PM25, 2),
        (hours_of_two_sites, {**PM25, "consecutive": 2}, 1),
        (hours_of_two_sites, {**PM25, "scope": {"tag": "roadside"}}, 2),
        (hours_of_two_sites, {**PM25, "scope": {"site": "harbour"}}, 1),
        (hours_of_two_sites, {**PM25, "scope": {"device": "air-harbour"}}, 1),
        (hours_of_two_sites, {**PM25, "averaging": "8h", "raise": 40, "clear": 30}, 1),
        (an_interval_that_changes_within_the_hour, {**PM25, "scope": {"device": "air-square"}}, 1),
        (an_interval_that_changes_within_the_hour, {**PM25, "scope": {"device": "air-harbour"}}, 0),
        (an_interval_that_changes_within_the_hour, PM25, 1),
        (a_bin_that_fills_and_is_emptied, FILL, 2),
        (a_bin_that_fills_and_is_emptied, {**FILL, "consecutive": 1}, 3),
        (a_wet_lens, FILL, 1),
        (a_burning_bin, {**FILL, "parameter": "temperature", "raise": 60, "clear": 45, "consecutive": 1}, 2),
        (a_device_that_is_moved, {**FILL, "consecutive": 1}, 2),
        (sensors_that_fall_silent, {"kind": "device", "parameter": SILENCE, "averaging": "instant", "raise": 3, "clear": 1}, 2),
    ],
)
def test_the_preview_tells_what_watch_raised(town: Alarmed, scenario: Scenario, threshold: dict[str, Any], alerts: int) -> None:
    defaults = {"consecutive": 1, "min_coverage": 0.75, "severity": "warning", "scope": {}, "enabled": True, "worsens": None}
    tried = threshold_of("t", {**defaults, **threshold})
    town.put(tried)
    watch = town.watch()
    town.work(watch, 11)
    town.now = NOON
    scenario(town, watch)
    raised = [outline(Episode(
        subject=alert.subject, members=frozenset(alert.members), start=alert.raised_at, end=alert.cleared_at, peak=0.0,
    )) for alert in town.alerts()]  # fmt: skip
    assert [outline(episode) for episode in preview(town, tried)] == raised
    assert len(raised) == alerts


def outline(episode: Episode) -> tuple[str, str, list[str], int, int | None]:
    """What is the same in both: whom it is about and when it was raised and cleared, to the minute."""
    end = None if episode.end is None else episode.end // MINUTE
    return episode.subject.type, episode.subject.id, sorted(episode.members), episode.start // MINUTE, end


def preview(town: Alarmed, threshold: Threshold) -> list[Episode]:
    services = Services(
        settings=Settings(), state=town.state, readings=town.readings, catalogue=load_catalogue(), clock=lambda: town.now,
        publisher=Broker(),
    )  # fmt: skip
    start = NOON - 30 * DAY
    if threshold.parameter == SILENCE:
        return silences(threshold, last_seen(services, threshold, start, town.now), town.now, outage_members=RULES.outage_members)
    return episodes(threshold, observations(services, threshold, RULES, start, town.now), town.now)

"""What the page says follows from the state: nothing is shown as measured that was not, and the urgent comes first."""

import pytest

from api.pages import bins, live, sites, work_items
from api.pages.attention import Attention, Broken, broken_parts, last_seen, silent_devices
from api.pages.registry_now import registry_now, simulated
from api.waste.bin_level import Level
from domain.air.windows import SiteHour
from domain.device import Bin, Device, History, Registry, Site
from domain.duration import HOUR
from domain.waste.level.fill import State
from storage.state.due import SILENCE, Due
from storage.state.heartbeats import Check, Heartbeat
from storage.state.ingest.latest import Latest
from storage.state.ingest.unknown_keys import UnknownKey
from storage.state.waste.work_items import WorkItem

NOW = 100 * HOUR


def device(device_id: str, place: str | None, *, name: str | None = None, simulated: bool = False, removed: bool = False) -> Device:
    return Device(
        id=device_id,
        kind="air",
        model="generic",
        interval_s=600,
        valid_from=0,
        place=place,
        name=name,
        simulated=simulated,
        removed=removed,
    )


def a_bin(name: str) -> Bin:
    return Bin(id=name, name=name.upper(), lat=59.0, lon=10.0, fraction="rest", capacity_l=660, valid_from=0)


def registry(*things: Device | Site | Bin) -> Registry:
    def of(kind: type) -> dict[str, History]:  # type: ignore[type-arg]
        return {thing.id: History([thing]) for thing in things if isinstance(thing, kind)}

    return Registry(devices=of(Device), sites=of(Site), bins=of(Bin), by_dev_eui={})


def hour(parameter: str, mean: float, *, valid: bool = True, sources: tuple[str, ...] = ("a",), start: int = NOW - HOUR) -> SiteHour:
    return SiteHour(site="s", parameter=parameter, start=start, mean=mean, n=6 if valid else 2, expected=6, valid=valid, sources=sources)


def value(name: str, parameter: str, number: float, *, time: int = NOW, seq: int = 1) -> Latest:
    return Latest(device_id=name, parameter=parameter, time=time, value=number, time_source="device", received_at=time, seq=seq)


SITE = Site(id="s", name="Torget", lat=59.0, lon=10.0, valid_from=0)


def test_an_hour_with_too_little_data_shows_no_value() -> None:
    (card,) = sites.cards(registry_now(registry(SITE, device("a", "s")), NOW), [hour("pm25", 3.0, valid=False)])
    (mean,) = card.means
    assert (mean.value, mean.n, mean.expected) == (None, 2, 6)
    assert card.sources == []


def test_a_site_names_its_newest_hour_its_devices_and_what_comes_first() -> None:
    there = [device("a", "s", name="Torget, målt 2020", simulated=True), device("b", "s"), device("gone", "s", removed=True)]
    newest = [hour("no2", 20.0, sources=("b",)), hour("pm25", 8.0), hour("humidity", 80.0, start=NOW - 3 * HOUR)]
    (card,) = sites.cards(registry_now(registry(SITE, *there), NOW), newest)
    assert [mean.parameter for mean in card.means] == ["pm25", "no2", "humidity"]
    assert (card.start, card.end, card.devices, card.simulated) == (NOW - HOUR, NOW, 2, "some")
    assert card.sources == ["Torget, målt 2020", "b"]


def test_a_site_without_means_is_still_there() -> None:
    (card,) = sites.cards(registry_now(registry(SITE), NOW), [])
    assert (card.name, card.means, card.devices, card.simulated) == ("Torget", [], 0, "none")


def test_bins_come_fullest_first_faults_before_room_and_unknown_last() -> None:
    levels: dict[str, tuple[State, float | None]] = {
        "a": ("ok", 10.0), "b": ("no_data", None), "c": ("full", 91.0), "d": ("fault", None), "e": ("full", 100.0),
        "f": ("nearly_full", 80.0),
    }  # fmt: skip
    known = {name: Level(fill=fill, fill_time=NOW, state=state) for name, (state, fill) in levels.items()}
    rows = bins.rows(registry_now(registry(*(a_bin(name) for name in levels)), NOW), known)
    assert [row.id for row in rows] == ["e", "c", "f", "d", "a", "b"]


def test_live_readings_are_one_a_device_the_last_come_first_of_equal_ones_without_what_was_not_measured() -> None:
    rows = [
        value("b", "no2", -999.0, seq=3),
        value("b", "pm25", 4.0, seq=3),
        value("a", "pm25", 5.0, seq=2),
        value("b", "o3", 1.0, time=NOW - 1),
    ]
    known = registry_now(registry(SITE, device("a", "s"), device("b", "s", simulated=True)), NOW)
    first, second = live.newest_readings(known, rows, lambda one: one.value != -999.0, lambda _: [UnknownKey("b", "pm_x", 3, NOW, NOW)])
    assert (first.unknown_keys, second.unknown_keys) == (["pm_x"], ())
    assert (first.device_id, first.place, first.simulated) == ("b", "Torget", True)
    assert (first.values, first.unusable) == ([("pm25", 4.0)], ["no2"])
    assert (second.device_id, second.values) == ("a", [("pm25", 5.0)])


def test_what_comes_in_late_stands_where_its_time_belongs() -> None:
    late = [
        value("late", "pm25", 1.0, time=NOW - 5 * HOUR, seq=9),
        value("a", "pm25", 2.0, seq=8),
        value("later", "pm25", 3.0, time=NOW - HOUR, seq=7),
    ]
    shown = live.newest_readings(registry_now(registry(), NOW), late, lambda _: True)
    assert [one.device_id for one in shown] == ["a", "later", "late"]


def test_no_more_readings_than_are_read_are_shown() -> None:
    rows = [value(f"d{n:02}", "pm25", 1.0, seq=99 - n) for n in range(40)]
    assert len(live.newest_readings(registry_now(registry(), NOW), rows, lambda _: True)) == live.SHOWN


def test_the_longest_silent_comes_first_and_what_is_no_longer_registered_is_not_missed() -> None:
    known = registry_now(registry(device("a", None), device("b", None), device("gone", None, removed=True)), NOW)
    reached = [Due(SILENCE, name, NOW - HOUR) for name in ("a", "b", "gone", "unheard-of")]
    heard = last_seen(
        [value("a", "pm25", 1.0, time=NOW - 2 * HOUR), value("b", "pm25", 1.0, time=NOW - 5 * HOUR), value("b", "no2", 1.0, time=0)]
    )
    assert [(one.device_id, one.since) for one in silent_devices(known, reached, heard)] == [("b", NOW - 5 * HOUR), ("a", NOW - 2 * HOUR)]


def test_all_is_calm_only_when_nothing_is_wrong() -> None:
    assert Attention(alerts=[], silent=[], quarantined={}, broken=[], watched=3).calm
    assert not Attention(alerts=[], silent=[], quarantined={"schema": 1}, broken=[], watched=3).calm


@pytest.mark.parametrize(("flags", "how"), [([], "none"), ([False], "none"), ([True, False], "some"), ([True, True], "all")])
def test_simulated_is_said_of_all_or_some(flags: list[bool], how: str) -> None:
    assert simulated([device(str(n), None, simulated=flag) for n, flag in enumerate(flags)]) == how


def test_a_role_that_complains_or_says_nothing_is_broken() -> None:
    full = Check(name="log", ok=False, reason="the disk is full: make room")
    ingest = Heartbeat(role="ingest", at=NOW, checks=(Check(name="broker", ok=True), full), gauges={})
    late = Heartbeat(role="watch", at=NOW - 11_000, checks=(), gauges={})
    assert broken_parts([ingest, late], NOW) == [Broken("ingest", full.reason, NOW), Broken("watch", None, NOW - 11_000)]
    assert broken_parts([ingest], NOW)[-1] == Broken("watch", None, None)


def test_work_items_are_listed_oldest_first_without_those_of_bins_that_are_gone() -> None:
    items = [WorkItem(id=n, bin_id=name, kind="damaged", time=NOW - n, raised_at=NOW) for n, name in enumerate(("a", "b", "gone"))]
    rows = work_items.rows(registry_now(registry(a_bin("a"), a_bin("b")), NOW), items)
    assert [(row.id, row.place, row.kind, row.time) for row in rows] == [(1, "B", "damaged", NOW - 1), (0, "A", "damaged", NOW)]
    assert not Attention(alerts=[], silent=[], quarantined={}, broken=[], watched=3, work=rows).calm

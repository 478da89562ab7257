"""Where a device stood is told by its versions, to the millisecond."""

from domain.air.device_site import expected_within, sites_within, versions_within
from domain.device import Device, History, Registry
from domain.duration import HOUR
from watch.air.device_sites import DeviceSites


def device(
    valid_from: int, place: str | None = "square", *, interval_s: int = 600, model: str = "generic", removed: bool = False
) -> Device:
    return Device(id="a1", kind="air", model=model, interval_s=interval_s, valid_from=valid_from, place=place, removed=removed)


def test_versions_within_an_hour_share_it() -> None:
    old, new = device(0), device(HOUR + 600_000, "harbour")
    assert list(versions_within(History([old, new]), HOUR, 2 * HOUR)) == [(600_000, old), (3_000_000, new)]


def test_a_version_that_begins_with_the_hour_has_it_alone() -> None:
    old, new = device(0), device(HOUR, "harbour")
    history = History([old, new])
    assert (sites_within(history, 0), sites_within(history, HOUR)) == ({"square"}, {"harbour"})


def test_what_was_before_the_first_version_belongs_to_the_first() -> None:
    history = History([device(HOUR + 1), device(9 * HOUR, "harbour")])
    assert sites_within(history, 0) == sites_within(history, HOUR) == {"square"}


def test_bins_devices_removed_ones_and_those_that_stand_nowhere_measure_no_sites_air() -> None:
    at_bin = Device(id="b1", kind="bin", model="generic", interval_s=600, valid_from=0, place="square")
    assert sites_within(History([at_bin]), 0) == set()
    assert sites_within(History([device(0, None), device(600_000, removed=True)]), 0) == set()


def test_two_intervals_within_an_hour_are_expected_each_for_its_time() -> None:
    history = History([device(0), device(HOUR // 2, interval_s=60)])
    assert [expected_within(history, hour) for hour in (0, HOUR)] == [33, 60]


def test_a_site_knows_who_stood_there_in_an_hour() -> None:
    moved = History([device(0), device(HOUR + 1, "harbour")])
    device_sites = DeviceSites(Registry(devices={"a1": moved}, sites={}, bins={}, by_dev_eui={}))
    assert [device_sites.devices("square", hour) for hour in (0, HOUR, 2 * HOUR)] == [{"a1"}, {"a1"}, set()]
    assert device_sites.sites("a1", HOUR) == {"square", "harbour"}
    assert device_sites.sites("stranger", HOUR) == set()

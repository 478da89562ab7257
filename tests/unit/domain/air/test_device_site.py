"""A device measures the air where it stands, as long as it stands there."""

import pytest

from domain.air.device_site import air_site, expected_within, sites_within, versions_within
from domain.device import Device, History
from domain.duration import HOUR, MINUTE

START = 500_000 * HOUR


def device(since: int, place: str | None = "square", *, interval_s: int = 600, **more: object) -> Device:
    fields = {"kind": "air", "model": "generic", **more}
    return Device(id="a", interval_s=interval_s, valid_from=since, place=place, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(("more", "site"), [({}, "square"), ({"kind": "bin"}, None), ({"removed": True}, None), ({"place": None}, None)])
def test_a_bins_device_one_that_is_removed_and_one_without_a_place_measure_no_sites_air(more: dict[str, object], site: str | None) -> None:
    assert air_site(device(0, **more)) == site  # type: ignore[arg-type]


MOVED = History((device(0), device(START + 20 * MINUTE, "harbour", interval_s=60), device(START + 90 * MINUTE, None, removed=True)))


def test_a_device_that_was_moved_within_an_hour_measured_both_sites() -> None:
    assert sites_within(MOVED, START - HOUR) == {"square"}
    assert sites_within(MOVED, START) == {"square", "harbour"}
    assert sites_within(MOVED, START + HOUR) == {"harbour"}
    assert sites_within(MOVED, START + 2 * HOUR) == set()


def test_each_version_counts_for_as_long_as_it_was_valid_the_bounds_belonging_to_the_later() -> None:
    def lengths(start: int, end: int) -> list[tuple[int, str | None]]:
        return [(length, version.place) for length, version in versions_within(MOVED, start, end)]

    assert lengths(START, START + HOUR) == [(20 * MINUTE, "square"), (40 * MINUTE, "harbour")]
    assert lengths(START, START + 2 * HOUR) == [(20 * MINUTE, "square"), (70 * MINUTE, "harbour"), (30 * MINUTE, None)]
    assert lengths(START, START + 20 * MINUTE) == [(20 * MINUTE, "square")]
    assert lengths(START + 20 * MINUTE, START + 30 * MINUTE) == [(10 * MINUTE, "harbour")]
    assert lengths(START + 90 * MINUTE, START + 100 * MINUTE) == [(10 * MINUTE, None)]


def test_readings_are_expected_by_the_interval_of_each_part_of_the_hour() -> None:
    assert expected_within(MOVED, START - HOUR) == 6
    assert expected_within(MOVED, START) == 2 + 40

"""A bin's distances come from its sensor's newest reading, from what was typed, or from what the bin has."""

from dataclasses import replace

import pytest

from api.pages.new_devices.distance_form import bin_of_distances, distances
from api.pages.new_devices.first_reading import FirstReading
from api.waste.bins import BinBody
from domain.device import Bin, Device
from tests.unit.api.pages.things import NOW, a_bin, value

DEVICE = Device(id="level", kind="bin", model="generic", interval_s=3600, valid_from=0, place="a")
BIN = replace(a_bin("a"), note="port 1234", tags=("senter",))


def view(bin_: Bin = BIN, distance: float | None = 1340) -> FirstReading:
    values = [] if distance is None else [value("level", "distance", distance)]
    return FirstReading(now=NOW, device=DEVICE, bin=bin_, values=values, rejected=None)


@pytest.mark.parametrize(
    ("shown", "query", "empty", "full"),
    [
        (view(), {}, "1340", ""),  # put up empty: what arrives now is the distance to the bottom
        (view(distance=None), {}, "", ""),
        (view(replace(BIN, empty_mm=1200, full_mm=200)), {}, "1200", "200"),
        (view(replace(BIN, empty_mm=1200, full_mm=200)), {"bruk": "empty_mm"}, "1340", "200"),
        (view(), {"empty_mm": "1300", "full_mm": "", "bruk": "full_mm"}, "1300", "1340"),
        (view(distance=None), {"empty_mm": "1300", "bruk": "empty_mm"}, "1300", ""),
    ],
)
def test_the_newest_reading_is_offered_and_what_was_typed_stays(shown: FirstReading, query: dict[str, str], empty: str, full: str) -> None:
    assert distances(shown, query) == {"empty_mm": [empty], "full_mm": [full]}


def test_only_the_distances_of_the_bin_change() -> None:
    body = bin_of_distances(BIN, {"empty_mm": ["1 340"], "full_mm": ["250,5"]})
    assert isinstance(body, BinBody)
    assert (body.empty_mm, body.full_mm, body.name, body.note, body.tags, body.capacity_l) == (
        1340,
        250.5,
        "A",
        "port 1234",
        ("senter",),
        660,
    )


@pytest.mark.parametrize("typed", [("", "250"), ("1340", ""), ("250", "1340"), ("deep", "250"), ("99999", "250")])
def test_what_cannot_be_right_is_named(typed: tuple[str, str]) -> None:
    wrong = bin_of_distances(BIN, {"empty_mm": [typed[0]], "full_mm": [typed[1]]})
    assert not isinstance(wrong, BinBody)
    assert wrong

"""Bins of one name are told apart by fraction, number and side, and a name that is its own stays as it is."""

import pytest

from domain.device import Bin
from domain.waste.bins_apart import Apart, told_apart


def bin_at(bin_id: str, name: str = "Storgata 1", fraction: str = "rest", lat: float = 59.0, lon: float = 10.0) -> Bin:
    return Bin(id=bin_id, name=name, lat=lat, lon=lon, fraction=fraction, capacity_l=660, valid_from=0)


def test_a_name_of_its_own_needs_nothing() -> None:
    assert told_apart([bin_at("a"), bin_at("b", name="Storgata 2")]) == {}


def test_other_fractions_tell_bins_apart_without_a_number() -> None:
    assert told_apart([bin_at("a"), bin_at("b", fraction="papir")]) == dict.fromkeys(
        ("a", "b"), Apart(number=None, side=None, by_fraction=True)
    )


def test_bins_of_one_name_and_fraction_are_numbered_by_their_ids() -> None:
    apart = told_apart([bin_at("c"), bin_at("a"), bin_at("b", name="STORGATA 1"), bin_at("p", fraction="papir")])
    assert {name: (row.number, row.by_fraction) for name, row in apart.items()} == {
        "a": (1, True), "b": (2, True), "c": (3, True), "p": (None, True),
    }  # fmt: skip


def test_those_that_stand_well_apart_have_a_side_and_neighbours_have_none() -> None:
    apart = told_apart([bin_at("a", lat=59.0), bin_at("b", lat=59.001)])
    assert {name: row.side for name, row in apart.items()} == {"a": "south", "b": "north"}
    apart = told_apart([bin_at("a", lon=10.0), bin_at("b", lon=10.001)])
    assert {name: row.side for name, row in apart.items()} == {"a": "west", "b": "east"}
    near = told_apart([bin_at("a", lat=59.0), bin_at("b", lat=59.0001)])
    assert {row.side for row in near.values()} == {None}


@pytest.mark.parametrize(
    ("north", "east", "sides"),
    [
        (0.000271, 0.0, ["south", "north"]),  # each 15 m from their middle
        (0.000269, 0.0, [None, None]),
        (0.0, 0.000541, ["west", "east"]),  # at 60° a degree to the east is half as long
        (0.0, 0.000538, [None, None]),
        (0.0004, 0.0007, ["south", "north"]),
        (0.0003, 0.0007, ["west", "east"]),
    ],
)
def test_a_side_is_told_from_fifteen_metres_on_and_by_the_longer_way(north: float, east: float, sides: list[str | None]) -> None:
    apart = told_apart([bin_at("a", lat=60.0, lon=10.0), bin_at("b", lat=60.0 + north, lon=10.0 + east)])
    assert [apart[name].side for name in ("a", "b")] == sides

"""A model judges only what it has a range for."""

from dataclasses import replace
from math import inf, nextafter

import pytest

from domain.model import Field, Model, Span

SENSOR = Model(
    id="v/m",
    kind="bin",
    source="V",
    ranges={"distance": Span(low=280, high=7500, source="V")},
    sentinels={"distance": frozenset({0.0, 20.0})},
)


@pytest.mark.parametrize(("value", "within"), [(280, True), (nextafter(280, -inf), False), (7500, True), (nextafter(7500, inf), False)])
def test_the_bounds_belong_to_what_it_can_measure(value: float, within: bool) -> None:
    assert SENSOR.is_within("distance", value) is within


def test_what_has_no_range_is_not_judged() -> None:
    assert SENSOR.is_within("battery", -50)


def test_its_sentinels_are_its_own_parameters_alone() -> None:
    assert SENSOR.is_sentinel("distance", 20)
    assert not SENSOR.is_sentinel("battery", 20)


def test_a_range_that_does_not_ascend_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="ascend"):
        Span(low=2, high=1, source="V")


@pytest.mark.parametrize(
    ("decoder", "named", "has_bytes", "reads"),
    [
        (None, False, True, True),
        (None, False, False, True),
        ("ours", False, True, False),
        ("ours", False, False, False),
        ("ours", True, True, False),
        ("ours", True, False, True),
    ],
)
def test_a_networks_own_decoding_is_read_unless_we_decode_the_bytes_or_know_none_of_its_fields(
    decoder: str | None, named: bool, has_bytes: bool, reads: bool
) -> None:
    fields = {"Distance": Field(parameter="distance")} if named else {}
    assert replace(SENSOR, decoder=decoder, fields=fields).reads_fields(has_bytes=has_bytes) is reads

"""Rounds ahead leave when a bin can wait no longer, and take along what is due soon after."""

from dataclasses import replace

import pytest

from config.waste import load_waste
from domain.waste.decision.lookahead import km_ahead
from domain.waste.routing.fleet import Place
from domain.waste.routing.tour import about_km

DEPOT = Place(id="d", lat=60.0, lon=11.0)
RULES = replace(load_waste().decision, joins=1)
A, B, C = (Place(id=name, lat=60.0 + north, lon=11.0) for name, north in (("a", 0.1), ("b", 0.2), ("c", 0.4)))


def km(*places: Place) -> float:
    return about_km(places, DEPOT, RULES.detour_factor)


@pytest.mark.parametrize(
    ("slots", "sent", "waited"),
    [
        ({}, 0.0, 0.0),
        ({A: None}, 0.0, 0.0),
        ({A: 0}, km(A), km(A)),
        ({A: 0, B: 1}, km(A, B), km(A, B)),
        ({A: 0, B: 2}, km(A) + km(B), km(A, B)),
        ({A: 0, B: 3}, km(A) + km(B), km(A) + km(B)),
        ({A: 2, B: 3}, km(A, B), km(A, B)),
        ({A: 2, B: 6}, km(A) + km(B), km(A) + km(B)),
        ({A: 0, B: 2, C: 3}, km(A) + km(B, C), km(A, B) + km(C)),
    ],
)
def test_a_round_leaves_for_what_cannot_wait_and_takes_the_next_departures_bins(
    slots: dict[Place, int | None], sent: float, waited: float
) -> None:
    assert km_ahead(slots, 7, DEPOT, RULES) == (pytest.approx(sent), pytest.approx(waited))


def test_without_departures_nobody_drives() -> None:
    assert km_ahead({A: 0}, 0, DEPOT, RULES) == (0.0, 0.0)

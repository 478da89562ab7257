"""Fuel and CO2 follow from way, stops and idling."""

import pytest

from domain.effects.co2 import Co2Factors, co2_kg, fuel_litres
from domain.effects.effort import Effort

FACTORS = Co2Factors(version="1", kg_per_litre=2.5, litres_per_km=0.5, litres_per_stop_hour=6, litres_per_idle_hour=2, idle_share=0.25)
EFFORT = Effort(km=10, hours=4, stop_hours=1)


def test_fuel_is_way_and_stops_and_idling() -> None:
    assert fuel_litres(EFFORT, FACTORS) == pytest.approx(10 * 0.5 + 1 * 6 + 4 * 0.25 * 2)


def test_co2_is_way_and_stops_and_idling_times_fuel() -> None:
    assert co2_kg(EFFORT, FACTORS) == pytest.approx((10 * 0.5 + 1 * 6 + 4 * 0.25 * 2) * 2.5)

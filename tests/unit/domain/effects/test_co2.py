"""CO2 follows from way, stops and idling."""

import pytest

from domain.effects.co2 import Co2Factors, co2_kg, stop_hours
from domain.effects.driving import DrivenTotals

FACTORS = Co2Factors(version="1", kg_per_litre=2.5, litres_per_km=0.5, litres_per_stop_hour=6, litres_per_idle_hour=2, idle_share=0.25)


def test_co2_is_way_and_stops_and_idling_times_fuel() -> None:
    driven = DrivenTotals(rounds=1, metres=10_000, seconds=4 * 3600, stops=40, sources=frozenset())
    assert stop_hours(driven, 90) == 1
    assert co2_kg(driven, 90, FACTORS) == pytest.approx((10 * 0.5 + 1 * 6 + 4 * 0.25 * 2) * 2.5)

"""A problem's parts cannot be below nothing, and its places are all that a route may touch."""

from dataclasses import replace

import pytest

from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Candidate, Load
from tests.unit.watch.planning.seeded_town import candidate, town, truck

NOTHING = Candidate(id="b", lat=60, lon=11, fraction="rest", load=Load(), service_s=0, required=False)


@pytest.mark.parametrize("wrong", [{"load": Load(litres=-0.1)}, {"load": Load(kg=-0.1)}, {"service_s": -1}, {"prize_m": -0.1}])
def test_load_service_and_prize_are_not_below_nothing(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="cannot be below 0"):
        replace(NOTHING, **wrong)  # type: ignore[arg-type]
    assert (NOTHING.prize_m, NOTHING.load.litres, NOTHING.load.kg) == (0.0, 0.0, 0.0)


def test_a_route_may_touch_starts_depots_unloading_sites_and_bins() -> None:
    elsewhere = Place(id="at:a", lat=60.9, lon=11.5)
    problem = replace(town(0), candidates=(candidate("b"),), trucks=(truck("a", start=elsewhere),))
    assert [place.id for place in problem.places] == ["at:a", "depot:d", "tip:north", "tip:south", "bin:b"]

"""A round takes along what spares the rounds after it, as long as that makes the km of each departure fewer."""

from dataclasses import replace

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.decision.cover import cover
from domain.waste.decision.situation import BinSituation, Situation
from domain.waste.forecast.demand import Demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from domain.waste.routing.fleet import Place

NOW = 1_769_860_800_000
RULES = load_waste()
DEPARTURES = [NOW + 2 * 3_600_000 + day * DAY for day in range(7)]
DEPOT = Place(id="depot", lat=60.0, lon=10.7)
STEADY = Demand(rate=0.2, days=20.0, weekdays=(0.0,) * 7, dispersion=0.01)


def bin_(name: str, fill: float, *, rate: float = 0.2, north: float = 0.0) -> BinSituation:
    outlook = Outlook(since=NOW, content=((fill / 100, 1.0),), demand=STEADY, rate=rate, rules=RULES.demand)
    belief = Belief(bin_id=name, known_at=NOW, time=NOW, fill=fill, emptied_at=NOW - DAY, outlook=outlook, silent_after=NOW + DAY)
    return BinSituation(place=Place(id=name, lat=59.9 + north, lon=10.7), registered_at=NOW - 30 * DAY, belief=belief)


def of(*bins: BinSituation, count: int = 7) -> Situation:
    return Situation(at=NOW, departures=DEPARTURES[:count], bins=bins, depot=DEPOT)


def test_a_neighbour_due_a_day_later_goes_along_and_spares_the_way_there() -> None:
    covered = cover(of(bin_("now", 89.0), bin_("tomorrow", 60.0, north=0.001), bin_("late", 5.0, rate=0.05)), RULES.decision)
    assert (covered.bins, covered.departures) == (frozenset({"now", "tomorrow"}), 3)


def test_bins_that_fill_again_before_the_cover_is_over_count_as_rounds_of_their_own() -> None:
    hasty = [bin_(f"hasty-{n}", 89.0, rate=0.95, north=n / 50) for n in range(5)]
    soon = bin_("soon", 60.0, north=-0.5)
    covered = cover(of(*hasty, soon), RULES.decision)
    assert covered.departures == 1, "each day has its round anyhow, and the far one only lengthens today's"
    assert "soon" not in covered.bins


def test_nothing_is_foreseen_of_a_bin_whose_level_nobody_knows() -> None:
    blind = BinSituation(place=Place(id="blind", lat=59.9, lon=10.7), registered_at=NOW)
    assert cover(of(blind), RULES.decision).bins == frozenset()


def test_what_goes_along_never_has_a_higher_limit_than_what_calls_a_truck() -> None:
    bins = [bin_(f"b{fill}", fill, north=fill / 1000) for fill in range(0, 100, 4)]
    careful = cover(of(*bins), replace(RULES.decision, risk_limit=0.05, cover_limit=0.9, covers=1)).bins
    assert careful == cover(of(*bins), replace(RULES.decision, risk_limit=0.05, cover_limit=0.05, covers=1)).bins


def test_without_a_departure_to_last_until_nothing_goes_along() -> None:
    assert cover(of(bin_("now", 89.0), count=1), RULES.decision).bins == frozenset()


def test_a_bin_goes_along_when_it_is_likelier_than_the_limit_to_overflow_before_a_truck_of_the_next_departure_reaches_it() -> None:
    neighbour = bin_("one", 60.0)
    assert neighbour.belief is not None
    assert neighbour.belief.outlook is not None
    chance = neighbour.belief.outlook.chance_full(DEPARTURES[1] + RULES.decision.reach_ms)
    assert 0 < chance < 1
    for limit, bins in ((chance, frozenset()), (chance * 0.999, frozenset({"one"}))):
        rules = replace(RULES.decision, risk_limit=0.99, cover_limit=limit, covers=1)
        assert cover(of(neighbour), rules).bins == bins


def test_a_fleet_that_never_drives_takes_nothing_along() -> None:
    assert cover(of(bin_("now", 89.0), count=0), RULES.decision).bins == frozenset()


def test_what_fills_again_by_every_departure_is_a_round_for_each_of_them() -> None:
    hasty = [bin_(f"hasty-{n}", 89.0, rate=0.95, north=n / 50) for n in range(5)]
    assert cover(of(*hasty), RULES.decision).departures == 1, "to last longer saves no km"

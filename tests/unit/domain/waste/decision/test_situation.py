"""A situation holds what was known of each bin that no round under way serves."""

from config.waste import load_waste
from domain.device import Bin
from domain.waste.decision.situation import DecisionInputs, Situation, situation
from domain.waste.decision.trigger import DueBin, Trigger
from domain.waste.level.belief import Belief
from domain.waste.routing.fleet import Fleet, Place

NOW = 1_769_860_800_000
RULES = load_waste().decision


def bin_(name: str, *, valid_from: int = NOW - 9, interval_days: float | None = None) -> Bin:
    return Bin(id=name, name=name, lat=60.0, lon=11.0, fraction="rest", capacity_l=660, valid_from=valid_from, interval_days=interval_days)


def belief(name: str, emptied_at: int | None) -> Belief:
    return Belief(bin_id=name, known_at=NOW, time=NOW, fill=50.0, emptied_at=emptied_at)


def made(*bins: Bin, fleet: Fleet | None = None, **inputs: object) -> Situation:
    fields = {"at": NOW, "beliefs": {}, "reports": {}, "under_way": (), "round_bins": (), **inputs}
    return situation(bins, DecisionInputs(**fields), fleet or Fleet(), None, RULES)  # type: ignore[arg-type]


def test_bins_of_rounds_under_way_and_those_that_they_take_along_for_good_are_left_out() -> None:
    due = DueBin(bin_id="called", reason="full", fill=99.0, full_at=NOW, probability=1.0)
    trigger = Trigger(id="t", raised_at=1, latest_departure=2, area="all", fraction="rest", bins=(due,), state="planned", pickup_id="p")
    bins = [bin_(name) for name in ("called", "soon", "near", "other")]
    left = made(*bins, under_way=(trigger,), round_bins=(("called", "full"), ("soon", "soon"), ("near", "near"))).bins
    assert [bin_situation.place.id for bin_situation in left] == ["near", "other"]


def test_a_report_counts_until_the_bin_is_emptied_after_it() -> None:
    names = ("never emptied", "emptied before", "emptied then", "emptied after", "unknown")
    emptied = {"never emptied": None, "emptied before": 99, "emptied then": 100, "emptied after": 101}
    beliefs = {name: belief(name, at) for name, at in emptied.items()}
    bins = made(*(bin_(name) for name in (*names, "not reported")), beliefs=beliefs, reports=dict.fromkeys(names, 100)).bins
    reported = {bin_situation.place.id: bin_situation.reported_at for bin_situation in bins}
    assert reported == {
        "never emptied": 100,
        "emptied before": 100,
        "emptied then": None,
        "emptied after": None,
        "unknown": 100,
        "not reported": None,
    }


def test_a_bin_is_as_it_was_and_never_registered_later_than_the_decision() -> None:
    (bin_situation,) = made(bin_("b", valid_from=NOW + 5, interval_days=7.0), beliefs={"b": belief("b", 3)}).bins
    assert (bin_situation.place, bin_situation.registered_at, bin_situation.interval_days, bin_situation.belief) == (
        Place(id="b", lat=60.0, lon=11.0),
        NOW,
        7.0,
        belief("b", 3),
    )
    (earlier,) = made(bin_("b")).bins
    assert (earlier.registered_at, earlier.belief) == (NOW - 9, None)


def test_the_first_depot_is_where_rounds_begin_and_a_truck_reaches_the_bins_some_hours_after_it_left() -> None:
    depots = (Place(id="d", lat=60.0, lon=11.0), Place(id="e", lat=60.0, lon=11.0))
    town = made(fleet=Fleet(depots=depots))
    assert (town.depot, made().depot) == (depots[0], None)
    assert len(town.departures) == RULES.slots
    assert town.reached(1, RULES) == town.departures[1] + RULES.reach_ms
    assert made(fleet=Fleet(collection_days=frozenset())).reached(1, RULES) == NOW

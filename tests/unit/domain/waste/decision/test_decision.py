"""A truck is sent when a bin cannot wait, and never waited for while a risk is above the limit."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.decision.decision import Decision, decide
from domain.waste.decision.situation import BinSituation, Situation
from domain.waste.forecast.demand import Demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from domain.waste.routing.fleet import Place

NOW = 1_769_860_800_000
RULES = load_waste()
DEPARTURES = [NOW + 2 * 3_600_000 + day * DAY for day in range(7)]
STEADY = Demand(rate=0.2, days=20.0, weekdays=(0.0,) * 7, dispersion=0.02)


def belief(name: str, fill: float, *, rate: float = 0.2, known_at: int = NOW, emptied_at: int | None = NOW - DAY) -> Belief:
    outlook = Outlook(since=NOW, content=((fill / 100, 1.0),), demand=STEADY, rate=rate, rules=RULES.demand)
    return Belief(bin_id=name, known_at=known_at, time=NOW, fill=fill, emptied_at=emptied_at, outlook=outlook, silent_after=NOW + DAY)


def bin_(
    name: str, fill: float | None = None, *, rate: float = 0.2, interval_days: float | None = None, north: float = 0.0
) -> BinSituation:
    belief_ = None if fill is None else belief(name, fill, rate=rate)
    place = Place(id=name, lat=59.9 + north, lon=10.7)
    return BinSituation(place=place, registered_at=NOW - 30 * DAY, belief=belief_, interval_days=interval_days)


def decided(*bins: BinSituation) -> Decision:
    return decide(
        Situation(at=NOW, departures=DEPARTURES, bins=bins, depot=Place(id="depot", lat=59.95, lon=10.7)), RULES.decision, RULES.demand
    )


def test_nothing_to_empty_is_no_truck() -> None:
    decision = decided(bin_("low", 10.0, rate=0.02))
    assert (decision.send, decision.bins, decision.latest_departure, decision.km_if_sent, decision.km_if_waiting) == (
        False,
        (),
        None,
        0.0,
        0.0,
    )


def test_a_full_bin_is_named_with_its_reason_and_the_truck_leaves_at_once() -> None:
    decision = decided(bin_("full", 95.0), bin_("low", 10.0))
    assert decision.send
    assert [(due.bin_id, due.reason, due.fill) for due in decision.bins] == [("full", "full", 95.0)]
    assert decision.latest_departure == DEPARTURES[0]
    assert 0 < decision.overflow_if_sent < decision.overflow_if_waiting
    assert decision.km_if_sent > 0


def test_a_bin_that_would_overflow_before_the_departure_after_next_does_not_wait() -> None:
    decision = decided(bin_("soon", 75.0))
    assert [(due.bin_id, due.reason) for due in decision.bins] == [("soon", "will_overflow")]
    (due,) = decision.bins
    assert due.probability > RULES.decision.risk_limit
    assert due.full_at is not None
    assert NOW < due.full_at < NOW + 2 * DAY
    assert decision.latest_departure is not None
    assert DEPARTURES[0] <= decision.latest_departure < DEPARTURES[1]


def test_a_bin_that_can_wait_says_until_which_departure() -> None:
    decision = decided(bin_("later", 30.0))
    assert not decision.send
    assert decision.latest_departure in DEPARTURES[1:]
    assert decision.overflow_if_waiting <= RULES.decision.risk_limit


def test_a_reported_bin_is_due_whatever_its_sensor_says() -> None:
    decision = decided(replace(bin_("told", 10.0), reported_at=NOW - 60_000))
    assert [(due.bin_id, due.reason, due.probability) for due in decision.bins] == [("told", "report", 1.0)]


@pytest.mark.parametrize(("interval_days", "due"), [(30.0, True), (32.5, False), (60.0, False)])
def test_a_bin_without_a_sensor_is_due_by_age(interval_days: float, due: bool) -> None:
    decision = decided(bin_("blind", interval_days=interval_days))
    assert [due_bin.reason for due_bin in decision.bins] == (["age"] if due else [])


def test_a_sensor_that_tells_frees_its_bin_from_the_interval() -> None:
    assert not decided(bin_("slow", 5.0, rate=0.01, interval_days=1.0)).send


def test_a_silent_sensor_brings_the_interval_back() -> None:
    silent = replace(bin_("slow", 5.0, rate=0.01, interval_days=1.0), belief=replace(belief("slow", 5.0, rate=0.01), silent_after=NOW - 1))
    assert [due.reason for due in decided(silent).bins] == ["age"]


def test_what_came_a_day_late_asks_for_no_truck() -> None:
    assert not decided(replace(bin_("late"), belief=belief("late", 99.0, known_at=NOW + DAY + 1))).send


def test_waiting_costs_a_second_round_when_bins_far_apart_fall_due_one_after_the_other() -> None:
    decision = decided(bin_("a", 95.0), bin_("b", 60.0, north=0.2))
    assert decision.km_if_sent > 0
    assert decision.km_if_waiting > 0


@given(
    st.lists(st.tuples(st.floats(min_value=0, max_value=100), st.floats(min_value=0.001, max_value=1.0)), min_size=1, max_size=5),
)
def test_it_is_never_waited_while_a_risk_is_above_the_limit(levels: list[tuple[float, float]]) -> None:
    bins = [bin_(f"b{number}", fill, rate=rate) for number, (fill, rate) in enumerate(levels)]
    decision = decided(*bins)
    above = {name for name, risk in decision.risks.items() if risk > RULES.decision.risk_limit}
    assert above <= {due.bin_id for due in decision.bins}
    assert decision.send == bool(decision.bins)
    assert decision == decided(*reversed(bins))


def test_a_fleet_that_never_drives_names_what_cannot_wait_now_and_no_departure() -> None:
    bins = (bin_("full", 95.0), bin_("soon", 75.0), bin_("old", interval_days=10.0))
    decision = decide(Situation(at=NOW, departures=(), bins=bins), RULES.decision, RULES.demand)
    assert [(due.bin_id, due.reason) for due in decision.bins] == [("old", "age"), ("full", "full")]
    assert (decision.send, decision.departure, decision.latest_departure) == (True, None, NOW)
    assert (decision.km_if_sent, decision.km_if_waiting) == (0.0, 0.0)
    nothing = decide(Situation(at=NOW, departures=(), bins=bins[1:2]), RULES.decision, RULES.demand)
    assert (nothing.send, nothing.departure, nothing.latest_departure) == (False, None, None)


def test_the_first_bin_that_can_wait_no_longer_sets_the_latest_departure() -> None:
    later, soonest = bin_("later", 30.0), bin_("sooner", 50.0)
    alone = [decided(single).latest_departure for single in (later, soonest)]
    assert None not in alone
    assert decided(later, soonest).latest_departure == alone[1]
    assert alone[0] is not None
    assert alone[1] is not None
    assert alone[1] < alone[0]


def test_of_several_due_bins_the_one_that_is_safe_for_the_shortest_time_sets_the_latest_departure() -> None:
    bins = [bin_("a", 75.0), bin_("b", 80.0), bin_("old", interval_days=30.5)]
    alone = [decided(single).latest_departure for single in bins]
    assert all(latest is not None and DEPARTURES[0] <= latest < DEPARTURES[1] for latest in alone)
    assert decided(*bins).latest_departure == min(latest for latest in alone if latest is not None)
    assert decided(bins[0], bins[2]).latest_departure == min(latest for latest in (alone[0], alone[2]) if latest is not None)


def test_overflow_if_sent_is_what_remains_until_the_truck_comes_and_of_the_bins_that_wait() -> None:
    due, waits = bin_("due", 75.0), bin_("waits", 40.0)
    both = decided(due, waits)
    assert both.overflow_if_waiting == pytest.approx(both.risks["due"] + both.risks["waits"], abs=0.001)
    assert due.belief is not None
    assert due.belief.outlook is not None
    until_it_comes = due.belief.outlook.chance_full(DEPARTURES[0] + RULES.decision.reach_ms)
    assert both.overflow_if_sent == pytest.approx(until_it_comes + both.risks["waits"], abs=0.002)


def test_a_less_likely_overflow_that_nobody_sees_coming_may_be_the_first_that_must_not_happen() -> None:
    hasty, silent = bin_("hasty", 20.0, rate=0.8), bin_("silent", 68.0)
    assert silent.belief is not None
    silent = replace(silent, belief=replace(silent.belief, silent_after=NOW - 1))
    both = decided(hasty, silent)
    assert [due.reason for due in both.bins] == ["will_overflow", "will_overflow"]
    assert both.risks["hasty"] > both.risks["silent"]
    alone = [decided(single).latest_departure for single in (hasty, silent)]
    assert alone[0] is not None
    assert alone[1] is not None
    assert both.latest_departure == alone[1] < alone[0]


def test_an_age_is_reached_whatever_the_risk() -> None:
    hasty, old = bin_("hasty", 20.0, rate=0.8), bin_("old", 1.0, rate=0.001, interval_days=1.2)
    assert old.belief is not None
    old = replace(old, belief=replace(old.belief, silent_after=NOW - 1, emptied_at=NOW - DAY))
    alone = [decided(single).latest_departure for single in (hasty, old)]
    assert [due.reason for due in decided(old).bins] == ["age"]
    assert decided(hasty, old).latest_departure == alone[1]
    assert alone[0] is not None
    assert alone[1] is not None
    assert alone[1] < alone[0]


def test_a_decision_tells_km_to_a_hundred_metres_and_bins_to_a_thousandth() -> None:
    decision = decided(bin_("due", 80.0, rate=0.17), bin_("waits", 40.0, rate=0.13, north=0.0123), bin_("low", 12.0, north=0.0321))
    figures = (decision.km_if_sent, decision.km_if_waiting, decision.overflow_if_waiting, decision.overflow_if_sent)
    assert figures == (
        round(decision.km_if_sent, 1),
        round(decision.km_if_waiting, 1),
        round(decision.overflow_if_waiting, 3),
        round(decision.overflow_if_sent, 3),
    )
    assert decision.overflow_if_waiting == round(sum(decision.risks.values()), 3) > 0
    assert decision.km_if_sent != round(decision.km_if_sent)

"""A bin is urgent for a reason, at the bound and not a hair before it."""

from dataclasses import replace
from math import inf, nextafter

import pytest

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.decision.situation import BinSituation, Situation
from domain.waste.decision.urgency import Urgency, urgency
from domain.waste.forecast.demand import Demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from domain.waste.level.fill import FULL
from domain.waste.routing.fleet import Place

NOW = 1_769_860_800_000
WASTE = load_waste()
RULES = WASTE.decision
HOUR = 3_600_000
DEPARTURES = [NOW + 2 * HOUR + day * DAY for day in range(7)]
UNTIL = DEPARTURES[1] + RULES.reach_ms  # when a truck of the departure after the next reaches the bin


def belief(fill: float | None, *, rate: float = 1e-6, emptied_at: int | None = None, knows: bool = True) -> Belief:
    demand = Demand(rate=rate, days=20.0, weekdays=(0.0,) * 7, dispersion=0.02)
    outlook = Outlook(since=NOW, content=(((fill or 0.0) / 100, 1.0),), demand=demand, rate=rate, rules=WASTE.demand) if knows else None
    return Belief(bin_id="b", known_at=NOW, time=NOW, fill=fill, emptied_at=emptied_at, outlook=outlook, silent_after=NOW + DAY)


def of(belief_: Belief | None = None, *, registered_at: int = NOW, rules: DecisionRules = RULES, **fields: float | int | None) -> Urgency:
    bin_ = BinSituation(place=Place(id="b", lat=60, lon=11), registered_at=registered_at, belief=belief_, **fields)  # type: ignore[arg-type]
    return urgency(bin_, Situation(at=NOW, departures=DEPARTURES, bins=(bin_,)), rules, WASTE.demand)


def slot(bin_urgency: Urgency) -> int | None:
    return bin_urgency.last_slot(Situation(at=NOW, departures=DEPARTURES, bins=(bin_urgency.bin,)), RULES)


@pytest.mark.parametrize(("fill", "reason"), [(FULL, "full"), (nextafter(FULL, -inf), None)])
def test_full_begins_at_its_bound(fill: float, reason: str | None) -> None:
    assert of(belief(fill)).reason == reason


def test_a_full_bin_and_a_reported_one_are_late_already_and_what_is_full_is_not_called_reported() -> None:
    full, reported = of(belief(99.0), reported_at=NOW - 1), of(belief(10.0), reported_at=NOW - 1)
    assert (full.reason, reported.reason) == ("full", "report")
    assert (full.safe_until(RULES), reported.safe_until(RULES)) == (0, 0)
    assert (reported.risk, reported.chance(NOW), full.risk) == (1.0, 1.0, full.chance(UNTIL))


@pytest.mark.parametrize(("early", "reason"), [(0, "age"), (1, None)])
def test_an_age_counts_when_a_truck_of_the_departure_after_the_next_would_come_too_late(early: int, reason: str | None) -> None:
    bin_urgency = of(registered_at=UNTIL - 10 * DAY + early, interval_days=10.0)
    assert bin_urgency.reason == reason
    assert bin_urgency.due_by_age == UNTIL + early
    assert not bin_urgency.is_known
    if reason == "age":
        assert bin_urgency.safe_until(RULES) == UNTIL - RULES.reach_ms
        assert bin_urgency.due_bin().full_at == UNTIL


def test_an_age_counts_from_the_last_emptying_and_not_while_the_sensor_is_reliable() -> None:
    silent = replace(belief(20.0, emptied_at=NOW - 3 * DAY), silent_after=NOW)
    assert of(silent, interval_days=9.0).due_by_age == NOW + 6 * DAY
    assert of(replace(silent, emptied_at=None), registered_at=NOW - DAY, interval_days=9.0).due_by_age == NOW + 8 * DAY
    assert of(replace(silent, silent_after=NOW + 1), interval_days=9.0).due_by_age is None


def test_a_risk_is_held_against_the_limit_and_a_stricter_one_where_nobody_sees_the_level() -> None:
    seen = of(belief(60.0, rate=0.2))
    assert 0 < seen.risk < 1
    assert of(belief(60.0, rate=0.2), rules=replace(RULES, risk_limit=seen.risk)).reason is None, "the limit itself may wait"
    assert of(belief(60.0, rate=0.2), rules=replace(RULES, risk_limit=nextafter(seen.risk, 0))).reason == "will_overflow"
    blind = of(replace(belief(60.0, rate=0.2), silent_after=NOW))
    assert (seen.limit, blind.limit) == (RULES.risk_limit, RULES.blind_limit)


def test_what_came_as_a_backfill_is_not_believed() -> None:
    assert of(replace(belief(99.0), known_at=NOW + DAY)).reason == "full"
    assert of(replace(belief(99.0), known_at=NOW + DAY + 1)).reason is None


def test_a_bin_may_go_with_the_last_departure_before_which_its_risk_or_its_age_passes() -> None:
    assert slot(of(belief(95.0))) == 0
    for rate in (0.12, 0.15, 0.2):
        bin_urgency = of(belief(50.0, rate=rate))
        last = slot(bin_urgency)
        assert last is not None
        assert (
            bin_urgency.chance(DEPARTURES[last] + RULES.reach_ms)
            < bin_urgency.limit
            <= bin_urgency.chance(DEPARTURES[last + 1] + RULES.reach_ms)
        )
    assert slot(of(belief(5.0))) is None
    just_before_the_truck_of_the_last = next(
        urgent
        for urgent in (of(belief(50.0, rate=0.05 + n / 2000)) for n in range(200))
        if urgent.chance(DEPARTURES[-1] - RULES.reach_ms) < urgent.limit <= urgent.chance(DEPARTURES[-1] + RULES.reach_ms)
    )
    assert slot(just_before_the_truck_of_the_last) == len(DEPARTURES) - 2
    by_age = [slot(of(registered_at=DEPARTURES[3] + RULES.reach_ms - 20 * DAY + more, interval_days=20.0)) for more in (-1, 0, 1)]
    assert by_age == [2, 2, 3]
    assert slot(of(registered_at=NOW, interval_days=20.0)) is None
    assert slot(of()) is None


def test_a_bin_that_will_overflow_is_safe_until_its_risk_reaches_the_limit() -> None:
    bin_urgency = of(belief(75.0, rate=0.2))
    assert bin_urgency.reason == "will_overflow"
    safe = bin_urgency.safe_until(RULES)
    assert bin_urgency.chance(safe + RULES.reach_ms) == pytest.approx(bin_urgency.limit, abs=0.02)


def test_an_unknown_bin_with_an_interval_is_expected_to_fill_by_it_and_one_without_is_no_risk() -> None:
    bin_urgency = of(interval_days=10.0, registered_at=NOW - 5 * DAY)
    assert bin_urgency.outlook is not None
    assert (bin_urgency.outlook.since, bin_urgency.outlook.rate) == (NOW - 5 * DAY, RULES.interval_fill / 10)
    assert bin_urgency.outlook.content == ((0.0, 1.0),), "empty then, for certain"
    nothing = of()
    assert (nothing.outlook, nothing.risk, nothing.reason, nothing.chance(UNTIL)) == (None, 0.0, None, 0.0)
    assert (nothing.due_bin().fill, nothing.due_bin().full_at) == (None, None)


def test_a_due_bin_tells_its_level_and_when_it_will_as_likely_as_not_be_full() -> None:
    bin_urgency = of(belief(75.04, rate=0.2))
    due = bin_urgency.due_bin()
    assert bin_urgency.outlook is not None
    assert (due.fill, due.full_at, due.probability) == (75.0, bin_urgency.outlook.quantile(0.5, FULL / 100), round(bin_urgency.risk, 4))


def test_a_silent_bin_that_will_overflow_is_safe_until_it_may_be_full_whatever_its_age() -> None:
    silent = replace(belief(70.0, rate=0.3, emptied_at=NOW - DAY), silent_after=NOW)
    bin_urgency = of(silent, interval_days=30.0)
    assert bin_urgency.reason == "will_overflow"
    assert bin_urgency.due_by_age == NOW + 29 * DAY
    assert bin_urgency.outlook is not None
    assert bin_urgency.safe_until(RULES) == (bin_urgency.outlook.quantile(bin_urgency.limit) or 0) - RULES.reach_ms

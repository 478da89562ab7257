"""A belief is new where it differs by what a decision rests on, and holds the forecast in a few points."""

from dataclasses import replace

import pytest

from config.waste import load_waste
from domain.duration import DAY, HOUR
from domain.waste.forecast.coarse_level import CELLS
from domain.waste.forecast.demand import unknown_demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from domain.waste.level.bin_state import BinRules, BinState, unknown_bin
from domain.waste.level.estimate import LevelEstimate
from domain.waste.level.snapshot import fault_in, forecast_of, snapshot

WASTE = load_waste()
RULES = BinRules(demand=WASTE.demand, emptying=WASTE.emptying, tracking=WASTE.tracking)
NOW = 1_767_607_200_000
SEEN = LevelEstimate(level=40.0, time=NOW, last_seen=NOW, confirmed=True)


def bin_of(estimate: LevelEstimate = SEEN, **fields: object) -> BinState:
    state = unknown_bin("b", RULES)
    history = replace(state.history, time=estimate.time, level=estimate.level or 0.0)
    return replace(state, estimate=estimate, history=history, **fields)  # type: ignore[arg-type]


def belief_of(state: BinState, now: int = NOW) -> Belief | None:
    return snapshot(state, now=now, interval_ms=HOUR, pool=0.1, rules=RULES)


def test_a_belief_is_of_the_confirmed_level_and_says_when_the_sensor_counts_as_silent() -> None:
    belief = belief_of(bin_of())
    assert belief is not None
    assert (belief.fill, belief.time, belief.known_at, belief.fault) == (40.0, NOW, NOW, None)
    assert belief.silent_after == NOW + 3 * HOUR + DAY
    assert belief.outlook == forecast_of(bin_of(), 0.1, RULES)


def test_a_level_that_one_reading_told_is_not_believed_yet() -> None:
    belief = belief_of(bin_of(replace(SEEN, confirmed=False)))
    assert belief is not None
    assert (belief.fill, belief.outlook, belief.time) == (None, None, NOW)
    never = belief_of(unknown_bin("b", RULES))
    assert never is not None
    assert never.silent_after is None


@pytest.mark.parametrize(("count", "fault"), [(1, None), (2, "tilted"), (3, "tilted")])
def test_a_fault_counts_from_its_second_reading(count: int, fault: str | None) -> None:
    assert fault_in(bin_of(replace(SEEN, fault="tilted", fault_count=count)), RULES) == fault


BEFORE = Belief(bin_id="b", known_at=NOW, time=NOW, fill=40.0)


@pytest.mark.parametrize(
    ("before", "level", "hours", "is_new"),
    [
        (BEFORE, 40.0, 0, False),
        (BEFORE, 42.9, 0, False),
        (BEFORE, 43.0, 0, True),
        (BEFORE, 60.0, 0, True),
        (BEFORE, 37.0, 0, True),
        (BEFORE, 40.0, 23.9, False),
        (BEFORE, 40.0, 24, True),
        (BEFORE, 40.0, 25, True),
        (replace(BEFORE, fill=74.9), 75.0, 0, True),
        (replace(BEFORE, fill=75.0), 74.9, 0, True),
        (replace(BEFORE, fill=89.9), 90.0, 0, True),
        (replace(BEFORE, fill=98.9), 99.0, 0, True),
        (replace(BEFORE, fill=75.0), 75.1, 0, False),
        (replace(BEFORE, fill=80.0), 80.2, 0, False),
        (replace(BEFORE, fill=95.0), 95.5, 0, False),
        (replace(BEFORE, fill=99.5), 99.7, 0, False),
        (replace(BEFORE, fill=None), 40.0, 0, True),
        (replace(BEFORE, fault="tilted"), 40.0, 0, True),
        (replace(BEFORE, emptied_at=NOW - DAY), 40.0, 0, True),
    ],
)
def test_a_belief_is_new_where_it_differs_by_a_step_or_a_bound_or_is_a_day_old(
    before: Belief, level: float, hours: float, is_new: bool
) -> None:
    state = bin_of(replace(SEEN, level=level), belief=before)
    assert (belief_of(state, NOW + round(hours * HOUR)) is not None) is is_new


def test_nothing_known_is_no_news_a_second_time() -> None:
    unconfirmed = replace(SEEN, confirmed=False)
    assert belief_of(bin_of(unconfirmed, belief=replace(BEFORE, fill=None))) is None
    assert belief_of(bin_of(unconfirmed, belief=BEFORE)) is not None


def test_a_content_of_up_to_five_points_is_kept_as_it_is() -> None:
    assert points_of({2: 0.1, 5: 0.2, 7: 0.3, 8: 0.3, 9: 0.1}) == [(0.125, 0.1), (0.275, 0.2), (0.375, 0.3), (0.425, 0.3), (0.475, 0.1)]


def test_a_wide_content_is_five_equally_likely_points_in_its_fifths() -> None:
    assert points_of(dict.fromkeys(range(10), 0.1)) == [(0.025, 0.2), (0.125, 0.2), (0.225, 0.2), (0.325, 0.2), (0.425, 0.2)]
    heavy = points_of({0: 0.055, 1: 0.055, 2: 0.055, 3: 0.055, 4: 0.055, 5: 0.725})
    assert heavy == [(0.075, 0.2), *[(0.275, 0.2)] * 4]


def points_of(chances: dict[int, float]) -> list[tuple[float, float]]:
    """Return the points that a forecast of a coarse sensor's bin rests on; `chances` by cell of 5 %."""
    content = tuple(chances.get(cell, 0.0) for cell in range(CELLS))
    state = bin_of()
    state = replace(state, history=replace(state.history, grain=20.0, readings=20, content=content))
    ahead = forecast_of(state, 0.1, RULES)
    return [] if ahead is None else [(round(share, 6), chance) for share, chance in ahead.content]


def test_a_belief_is_reliable_while_its_sensor_is_heard_and_tells_a_level() -> None:
    reliable = replace(BEFORE, silent_after=NOW + 1)
    assert reliable.is_reliable(NOW)
    assert not reliable.is_reliable(NOW + 1)
    assert BEFORE.is_reliable(NOW + DAY)
    assert not replace(reliable, fill=None).is_reliable(NOW)
    assert not replace(reliable, fault="tilted").is_reliable(NOW)


def test_the_chance_of_being_full_is_that_of_a_whole_bin_unless_another_share_is_asked_for() -> None:
    content = ((0.5, 1.0),)
    demand = replace(unknown_demand(RULES.demand), rate=0.2, days=20.0)
    ahead = Outlook(since=NOW, content=content, demand=demand, rate=0.2, rules=RULES.demand)
    known = replace(BEFORE, outlook=ahead)
    assert known.chance_full(NOW + DAY) == known.chance_full(NOW + DAY, 1.0) == ahead.chance_full(NOW + DAY)
    assert known.chance_full(NOW, 0.5) == 1.0
    assert known.chance_full(NOW - DAY) == known.chance_full(NOW), "nothing is known of before"
    assert replace(BEFORE, outlook=None).chance_full(NOW) is None

"""The plan is as good as the best of all plans where it can be tried out, and keeps the limit on overflow."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from domain.dryrun.tuning.bin_outcome import RISKS, Outcome
from domain.dryrun.tuning.bin_plan import BinChoices, Terms, best_plan, undominated

TURNS = [Outcome(20, 0), Outcome(10, 6), Outcome(5, 40)]
SENSOR = [Outcome(8, 4)] * len(RISKS)


def choices(visit: float = 50.0, sensor: list[Outcome] = SENSOR) -> BinChoices:
    return BinChoices(turns=undominated(TURNS), sensor=sensor, visit=visit)


def test_a_turn_that_another_beats_in_both_is_left_out() -> None:
    assert undominated([Outcome(10, 5), Outcome(10, 6), Outcome(12, 5), Outcome(4, 9)]) == {3: Outcome(4, 9), 0: Outcome(10, 5)}


def test_the_dearest_bins_wait_where_some_may_overflow() -> None:
    bins = {0: choices(visit=10.0), 1: choices(visit=90.0)}
    plan = best_plan(bins, Terms(price=0.0, allowed=6.0), 0)
    assert plan.turns == {0: 0, 1: 1}
    assert (plan.cost, plan.overflow_hours) == (20 * 10.0 + 10 * 90.0, 6.0)


def test_where_every_plan_overflows_too_long_it_is_the_one_that_does_least() -> None:
    bins = {0: BinChoices(turns={0: Outcome(20, 9), 1: Outcome(10, 30)}, sensor=SENSOR, visit=1.0)}
    assert best_plan(bins, Terms(price=0.0, allowed=1.0), 0).turns == {0: 0}


def test_a_sensor_that_is_worth_nothing_is_not_used() -> None:
    useless = [Outcome(30, 50)] * len(RISKS)
    plan = best_plan({0: choices(sensor=useless), 1: choices()}, Terms(price=5.0, allowed=100.0), 2)
    assert plan.used == {1}
    assert plan.sensors == [1, 0]


def test_those_named_have_their_sensors_first() -> None:
    useless = [Outcome(30, 50)] * len(RISKS)
    bins = {0: choices(sensor=useless), 1: choices(), 2: choices(visit=40.0)}
    assert best_plan(bins, Terms(price=5.0, allowed=100.0), 2, [0]).sensors == [0, 2]


outcome = st.builds(Outcome, st.integers(0, 20).map(float), st.integers(0, 40).map(float))
a_bin = st.builds(
    lambda turns, sensor, visit: BinChoices(turns=undominated(turns), sensor=[sensor] * len(RISKS), visit=visit),
    st.lists(outcome, min_size=1, max_size=3), outcome, st.floats(1, 100),
)  # fmt: skip


@given(st.lists(a_bin, min_size=1, max_size=4), st.floats(0, 120))
def test_of_all_plans_that_overflow_no_longer_none_costs_less(own: list[BinChoices], allowed: float) -> None:
    plan = best_plan(dict(enumerate(own)), Terms(price=0.0, allowed=allowed), 0)
    every = [
        (sum(bin_.cost(outcome, 0.0) for bin_, outcome in zip(own, chosen, strict=True)), sum(outcome.overflow_hours for outcome in chosen))
        for chosen in product(*(bin_.turns.values() for bin_ in own))
    ]
    assert plan.cost <= min(cost for cost, over in every if over <= plan.overflow_hours) * 1.001 + 1e-6
    assert plan.overflow_hours <= max(allowed, min(over for _, over in every))

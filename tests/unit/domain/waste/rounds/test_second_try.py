"""Of several tries at one bin the last one counts, and one still to come before all that failed."""

from dataclasses import replace

import pytest

from domain.waste.rounds.second_try import tried_again
from domain.waste.rounds.stop_state import StopOutcome
from domain.waste.routing.plan import Load
from tests.unit.domain.waste.rounds.planned_stop import planned_stop

FIRST, OTHER = (planned_stop(n, lat=60, load=Load(), eta=n) for n in (1, 2))
SECOND = replace(planned_stop(3, lat=60, load=Load(), eta=3), bin_id=FIRST.bin_id)
FAILED, EMPTIED = StopOutcome(state="could_not", reason="truck_full", time=5), StopOutcome(state="emptied", time=9)


@pytest.mark.parametrize(
    ("first", "second", "again"),
    [
        (FAILED, None, {"s1"}),
        (FAILED, EMPTIED, {"s1"}),
        (FAILED, replace(FAILED, time=6), {"s1"}),
        (replace(FAILED, time=7), replace(FAILED, time=6), {"s3"}),
        (EMPTIED, replace(FAILED, time=10), {"s3"}),
        (None, None, set()),
        (EMPTIED, None, set()),
    ],
)
def test_a_failed_try_gives_way_to_another_of_its_bin(first: StopOutcome | None, second: StopOutcome | None, again: set[str]) -> None:
    reported = {"s1": first, "s2": FAILED, "s3": second}
    outcomes = {stop_id: outcome for stop_id, outcome in reported.items() if outcome is not None}
    assert tried_again([FIRST, OTHER, SECOND], outcomes) == again
    assert tried_again([SECOND, OTHER, FIRST], outcomes) == again


def test_a_bin_with_one_stop_stands_as_it_was_reported() -> None:
    assert tried_again([FIRST, OTHER], {"s1": FAILED, "s2": FAILED}) == set()

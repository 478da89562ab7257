"""A plan made in another process is the same plan, and a child that fails or hangs is told with its own words."""

import pytest

from tests.unit.watch.planning.seeded_town import request, town
from watch.planning.planner import plan
from watch.planning.planner_process import PlannerError, PlannerProcess


def test_the_child_makes_the_plan_that_we_would_make() -> None:
    child = PlannerProcess()
    try:
        assert child.submit(request(town(8))).result() == plan(request(town(8)))
    finally:
        child.close()


def test_a_child_that_takes_too_long_is_ended_and_said() -> None:
    child = PlannerProcess(longest_s=0.01)
    try:
        with pytest.raises(PlannerError, match="no plan within"):
            child.submit(request(town(8))).result()
    finally:
        child.close()

"""A planner for tests: the real one, in this process, with a short search."""

from concurrent.futures import Future

from config.plan import load_plan
from config.sections.planning_settings import Planning
from domain.waste.routing.plan import Plan
from storage.state.engine import State
from watch.leadership import Leadership
from watch.planning.plan_jobs import PlanJobs
from watch.planning.planner import PlanRequest, plan
from watch.planning.planner_process import PlannerError


class AtOnce:
    """Plans in this process; or fails as it is told."""

    failing = ""

    def submit(self, request: PlanRequest) -> Future[Plan]:
        future: Future[Plan] = Future()
        if self.failing:
            future.set_exception(PlannerError(self.failing))
        else:
            future.set_result(plan(request))
        return future

    def close(self) -> None:
        """Nothing runs."""


def rounds(state: State, planner: AtOnce | None = None) -> PlanJobs:
    """Return the watch's planning over a state."""
    figures = load_plan()
    small = figures.search.model_copy(update={"short": 30, "long": 60, "starts": 1})
    return PlanJobs(
        state=state,
        leadership=Leadership("test", lambda: 0, 10_000),
        planner=planner or AtOnce(),
        figures=figures.model_copy(update={"search": small}),
        settings=Planning(),
    )

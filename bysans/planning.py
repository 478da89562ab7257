"""How planning is put together."""

from collections.abc import Callable

from config.plan import load_plan
from config.settings import Planning
from storage.state.engine import State
from watch.leadership import Leadership
from watch.planning.child import Child
from watch.planning.rounds import Rounds


def planning(state: State, settings: Planning) -> Callable[[Leadership], Rounds]:
    """Return how watch makes its planning once it has a lease. Raises FiguresError."""
    figures = load_plan(settings.plan_file)

    def make(leadership: Leadership) -> Rounds:
        return Rounds(state=state, leadership=leadership, planner=Child(), figures=figures, settings=settings)

    return make

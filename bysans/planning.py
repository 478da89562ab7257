"""How planning is put together, and which fleet a municipality begins with."""

from collections.abc import Callable

from bysans.clock import now
from config.fleet import load_fleet
from config.plan import load_plan
from config.settings import Planning
from storage.state import fleets
from storage.state.engine import State
from watch.leadership import Leadership
from watch.planning.child import Child
from watch.planning.rounds import Rounds


def load_first_fleet(state: State, settings: Planning) -> None:
    """Store the fleet of the setting `planning.fleet_file`, once: afterwards PUT /fleet changes it. Raises FiguresError."""
    if settings.fleet_file is None:
        return
    form = load_fleet(settings.fleet_file)
    with state.begin() as connection:
        if fleets.current(connection) is None:
            fleets.put(connection, form.model_dump(mode="json"), now=now())


def planning(state: State, settings: Planning) -> Callable[[Leadership], Rounds]:
    """Return how watch makes its planning once it has a lease. Raises FiguresError."""
    figures = load_plan(settings.plan_file)

    def make(leadership: Leadership) -> Rounds:
        return Rounds(state=state, leadership=leadership, planner=Child(), figures=figures, settings=settings)

    return make

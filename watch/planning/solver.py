"""The search for a plan: several short searches over fleet sizes and seeds, of which the best is continued."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyvrp import IteratedLocalSearchParams, Solution, SolveParams, solve
from pyvrp.stop import MaxIterations

from domain.waste.routing.distance import Legs
from domain.waste.routing.plan import RoutingProblem, Truck
from domain.waste.routing.schedule import RouteStop, StopsByVehicle
from watch.planning.pyvrp_model import RoutingModel, routing_model

# How many steps back a worse solution may be as good as: PyVRP's 300 is made for searches a hundred times longer than ours.
_PARAMS = SolveParams(ils=IteratedLocalSearchParams(history_length=50))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long to search, in iterations and never in time, so that a problem and seed give the same plan on any machine."""

    seed: int = 0
    starts: int = 3
    short: int = 400
    long: int = 3000
    fleet_sizes: int = 3


def search(problem: RoutingProblem, legs: Legs, effort: Effort, warm: StopsByVehicle | None = None) -> dict[str, list[RouteStop]]:
    """Return the stops of each truck that is used, without the bins that fit nowhere. `warm`: an earlier plan to begin from as well."""
    if not problem.candidates or not problem.trucks:
        return {}
    fleets = list(_fleets(problem, legs, effort))
    model, solution = _best(problem, legs, fleets, effort, warm, all_required=True)
    if not solution.is_feasible():  # more than these trucks can do: then all of them do what they can
        model, solution = _best(problem, legs, [problem.trucks], effort, warm, all_required=False)
    return model.stops(solution) if solution.is_feasible() else {}


def _best(
    problem: RoutingProblem,
    legs: Legs,
    fleets: Sequence[Sequence[Truck]],
    effort: Effort,
    warm: StopsByVehicle | None,
    *,
    all_required: bool,
) -> tuple[RoutingModel, Solution]:
    """Return the best solution of all fleets, each searched to the end: which of them is best shows only late."""
    models = [routing_model(problem, trucks, legs, all_required=all_required) for trucks in fleets]
    solutions = [(model, _searched_on(problem, model, effort, warm)) for model in models]
    return min(solutions, key=lambda pair: _cost(problem, pair[1]))


def _searched_on(problem: RoutingProblem, model: RoutingModel, effort: Effort, warm: StopsByVehicle | None) -> Solution:
    begun = min(_starts(model, effort, warm), key=lambda solution: _cost(problem, solution))
    return min(begun, _run(model, effort.long, effort.seed, begun), key=lambda solution: _cost(problem, solution))


def _starts(model: RoutingModel, effort: Effort, warm: StopsByVehicle | None) -> Iterator[Solution]:
    for number in range(effort.starts):
        yield _run(model, effort.short, effort.seed * effort.starts + number)
    if warm:
        yield _run(model, effort.short, effort.seed, model.solution(warm))


def _run(model: RoutingModel, iterations: int, seed: int, begin: Solution | None = None) -> Solution:
    return solve(model.data, MaxIterations(iterations), seed, collect_stats=False, params=_PARAMS, initial_solution=begin).best


def _cost(problem: RoutingProblem, solution: Solution) -> tuple[bool, int, int]:
    metres = solution.distance() + problem.truck_m * solution.num_routes()
    missing = solution.num_missing_clients()
    return not solution.is_feasible(), missing, metres + solution.uncollected_prizes()


def _fleets(problem: RoutingProblem, legs: Legs, effort: Effort) -> Iterator[Sequence[Truck]]:
    """Yield the fleets to try: a search keeps the number of trucks it begins with, so each size is searched on its own."""
    ready = [truck for truck in problem.trucks if not truck.aboard]
    driving = [truck for truck in problem.trucks if truck.aboard]
    least = max(1, _least_trucks(problem, legs)) - len(driving)
    first = max(min(least, len(ready)), 0 if driving else 1)
    for size in range(first, min(first + effort.fleet_sizes, len(ready) + 1)):
        yield [*driving, *ready[:size]]


def _least_trucks(problem: RoutingProblem, legs: Legs) -> int:
    """Return a lower bound: service of the required bins, and the leg to each from its nearest neighbour, in shifts."""
    required = [bin_ for bin_ in problem.candidates if bin_.required]
    shift = max(truck.end_s - truck.start_s for truck in problem.trucks)
    places = [bin_.place.id for bin_ in required]
    driving = sum(min((legs.between(other, place)[1] for other in places if other != place), default=0) for place in places)
    return -(-(sum(bin_.service_s for bin_ in required) + driving) // shift)

"""The adapter to PyVRP: a routing problem as its data, and its solution as our stops."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
from pyvrp import Activity, ActivityType, Client, Depot, Location, ProblemData, Solution, VehicleType
from pyvrp import Route as Tour

from domain.waste.routing.distance import UNREACHABLE, Legs
from domain.waste.routing.plan import RoutingProblem, Truck
from domain.waste.routing.schedule import RouteStop, StopsByVehicle, nearest_unloading_site, place_of

Matrix = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RoutingModel:
    """One problem with some of its trucks. Each truck's last leg leads over the best unloading site, so that it comes home empty."""

    problem: RoutingProblem
    trucks: Sequence[Truck]
    legs: Legs
    data: ProblemData

    def stops(self, solution: Solution) -> dict[str, list[RouteStop]]:
        """Return the stops of each truck that is used, with the unloading before home."""
        by_vehicle: dict[str, list[RouteStop]] = {}
        for tour in solution.routes():
            truck = self.trucks[tour.vehicle_type()]
            stops = [stop for stop in (self._stop(activity) for activity in tour) if stop is not None]
            by_vehicle[truck.vehicle] = self._home_empty(truck, stops)
        return by_vehicle

    def solution(self, stops: StopsByVehicle) -> Solution:
        """Return the solution that visits these stops, each bin once, without those that are not in this problem."""
        numbers = {bin_.id: number for number, bin_ in enumerate(self.problem.candidates)}
        tours = []
        for index, truck in enumerate(self.trucks):
            # A bin that was tried twice stands twice in its round.
            bins = [numbers.pop(name) for kind, name in stops.get(truck.vehicle, ()) if kind == "bin" and name in numbers]
            if bins:
                tours.append(Tour(self.data, [Activity(ActivityType.CLIENT, number) for number in bins], index))
        return Solution(self.data, tours)

    def _stop(self, activity: Activity) -> RouteStop | None:
        if activity.is_client():
            return ("bin", self.problem.candidates[activity.idx].id)
        number = activity.idx - 2 * len(self.trucks)
        return ("tip", self.problem.unloading_sites[number].place.id.removeprefix("tip:")) if number >= 0 else None

    def _home_empty(self, truck: Truck, stops: list[RouteStop]) -> list[RouteStop]:
        if not stops or stops[-1][0] == "tip":
            return stops
        site = nearest_unloading_site(place_of(stops[-1]), truck, self.problem, self.legs)
        return stops if site is None else [*stops, ("tip", site.removeprefix("tip:"))]


def routing_model(problem: RoutingProblem, trucks: Sequence[Truck], legs: Legs, *, all_required: bool) -> RoutingModel:
    """Return the model; without `all_required` a required bin is merely worth more than any detour, so that some plan always exists."""
    fractions = sorted({bin_.fraction for bin_ in problem.candidates})
    sites, bins = problem.unloading_sites, problem.candidates
    starts, count = len(trucks), len(trucks) * 2
    places = [*(truck.start.id for truck in trucks), *(truck.depot.id for truck in trucks)]
    places += [*(site.place.id for site in sites), *(bin_.place.id for bin_ in bins)]
    metres, seconds = _matrices(problem, trucks, legs, places)
    worth = UNREACHABLE if not all_required else 0
    clients = [
        Client(
            location=count + len(sites) + number,
            pickup=_loads(fractions, {bin_.fraction: (bin_.load.litres, bin_.load.kg)}, at_least=1),
            service_duration=bin_.service_s,
            required=bin_.required and all_required,
            prize=max(1, round(bin_.prize_m)) if not bin_.required else worth,
        )
        for number, bin_ in enumerate(bins)
    ]
    depots = [Depot(location=number) for number in range(count)]
    depots += [
        Depot(location=count + n, service_duration=site.service_s, tw_early=site.opens_s, tw_late=site.closes_s)
        for n, site in enumerate(sites)
    ]
    vehicles = [_vehicle(problem, truck, number, starts, fractions, legs) for number, truck in enumerate(trucks)]
    locations = [Location(x=0, y=0) for _ in places]
    return RoutingModel(problem, trucks, legs, ProblemData(locations, clients, depots, vehicles, [metres], [seconds]))  # type: ignore[list-item]  # its stub writes arrays in its own way


def _vehicle(problem: RoutingProblem, truck: Truck, number: int, starts: int, fractions: Sequence[str], legs: Legs) -> VehicleType:
    sites = [n for n, site in enumerate(problem.unloading_sites) if site.takes(frozenset(truck.capacities))]
    # Home is reached over an unloading site, whichever it is: no later than from the one that closes first.
    usable = [problem.unloading_sites[n] for n in sites]
    closes = [site.closes_s + site.service_s + legs.between(site.place.id, truck.depot.id)[1] for site in usable]
    rooms = {name: (room.loose_litres, room.kg) for name, room in truck.capacities.items()}
    latest = max(truck.start_s, min([truck.end_s, *closes]))
    return VehicleType(
        num_available=1,
        capacity=[int(amount) for name in fractions for amount in _scaled(rooms.get(name, (0.0, 0.0)))],
        start_depot=number,
        end_depot=starts + number,
        tw_early=truck.start_s,
        start_late=truck.start_s,
        tw_late=latest,
        initial_load=_loads(fractions, {name: (load.litres, load.kg) for name, load in truck.aboard.items()}, at_least=0),
        reload_depots=[2 * starts + n for n in sites],
        max_reloads=len(problem.candidates),
    )


def _matrices(problem: RoutingProblem, trucks: Sequence[Truck], legs: Legs, places: Sequence[str]) -> tuple[Matrix, Matrix]:
    rows = [legs.index[place] for place in places]
    metres = np.array(legs.metres, dtype=np.int64)[np.ix_(rows, rows)]
    seconds = np.array(legs.seconds, dtype=np.int64)[np.ix_(rows, rows)]
    first_site = 2 * len(trucks)
    for number, truck in enumerate(trucks):
        home = len(trucks) + number
        ways_home = [
            _over(site.service_s, first_site + n, home, metres, seconds)
            for n, site in enumerate(problem.unloading_sites)
            if site.takes(frozenset(truck.capacities))
        ]
        direct = metres[:, home].copy(), seconds[:, home].copy()
        metres[:, home], seconds[:, home] = _shortest(ways_home) if ways_home else (np.full(len(places), UNREACHABLE),) * 2
        for row in range(first_site, first_site + len(problem.unloading_sites)):  # already empty
            metres[row, home], seconds[row, home] = direct[0][row], direct[1][row]
    np.fill_diagonal(metres, 0)
    np.fill_diagonal(seconds, 0)
    return metres, seconds


def _over(service_s: int, site: int, home: int, metres: Matrix, seconds: Matrix) -> tuple[Matrix, Matrix]:
    return metres[:, site] + metres[site, home], seconds[:, site] + service_s + seconds[site, home]


def _shortest(ways_home: Sequence[tuple[Matrix, Matrix]]) -> tuple[Matrix, Matrix]:
    metres, seconds = (np.stack(matrices) for matrices in zip(*ways_home, strict=True))
    nearest, columns = np.argmin(metres, axis=0), np.arange(metres.shape[1])
    return metres[nearest, columns], seconds[nearest, columns]


def _loads(fractions: Sequence[str], by_fraction: Mapping[str, tuple[float, float]], *, at_least: int) -> list[int]:
    return [
        max(at_least if name in by_fraction else 0, ceil(amount))
        for name in fractions
        for amount in _scaled(by_fraction.get(name, (0.0, 0.0)))
    ]


def _scaled(amounts: tuple[float, float]) -> tuple[float, float]:
    """Return whole litres and tenths of kg: PyVRP counts in integers, and a bin of 3.2 kg must not weigh 4."""
    return amounts[0], amounts[1] * 10

"""How does PyVRP see a problem, and what do its routes mean in our words? Only here its objects are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
from pyvrp import Activity, ActivityType, Client, Depot, Location, ProblemData, Solution, VehicleType
from pyvrp import Route as Tour

from domain.waste.routing.distance import NO_WAY, Legs
from domain.waste.routing.plan import Problem, Truck
from domain.waste.routing.schedule import Halt, tip_on_the_way

Halts = Mapping[str, Sequence[Halt]]  # by vehicle, in order
Matrix = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Model:
    """One problem with some of its trucks. The last leg of each truck leads over the best tip: it comes home empty."""

    problem: Problem
    trucks: Sequence[Truck]
    legs: Legs
    data: ProblemData

    def halts(self, solution: Solution) -> dict[str, list[Halt]]:
        """Return what each truck used does, with the tip before home."""
        found: dict[str, list[Halt]] = {}
        for tour in solution.routes():
            truck = self.trucks[tour.vehicle_type()]
            halts = [halt for halt in (self._halt(activity) for activity in tour) if halt is not None]
            found[truck.vehicle] = self._home_empty(truck, halts)
        return found

    def solution(self, halts: Halts) -> Solution:
        """Return the solution that drives so, leaving out what is not in this problem."""
        numbers = {one.id: number for number, one in enumerate(self.problem.candidates)}
        tours = []
        for index, truck in enumerate(self.trucks):
            bins = [numbers[name] for kind, name in halts.get(truck.vehicle, ()) if kind == "bin" and name in numbers]
            if bins:
                tours.append(Tour(self.data, [Activity(ActivityType.CLIENT, number) for number in bins], index))
        return Solution(self.data, tours)

    def _halt(self, activity: Activity) -> Halt | None:
        if activity.is_client():
            return ("bin", self.problem.candidates[activity.idx].id)
        number = activity.idx - 2 * len(self.trucks)
        return ("tip", self.problem.tips[number].place.id.removeprefix("tip:")) if number >= 0 else None

    def _home_empty(self, truck: Truck, halts: list[Halt]) -> list[Halt]:
        here = f"{halts[-1][0]}:{halts[-1][1]}" if halts else truck.start.id
        tip = tip_on_the_way(here, truck, self.problem, self.legs)
        if tip is None or not halts or halts[-1][0] == "tip":
            return halts
        return [*halts, ("tip", tip.removeprefix("tip:"))]


def model_of(problem: Problem, trucks: Sequence[Truck], legs: Legs, *, all_required: bool) -> Model:
    """Return the model; with `all_required` False a required bin is only worth more than any way, so that some plan always exists."""
    fractions = sorted({one.fraction for one in problem.candidates})
    tips, bins = problem.tips, problem.candidates
    starts, count = len(trucks), len(trucks) * 2
    places = [*(truck.start.id for truck in trucks), *(truck.depot.id for truck in trucks)]
    places += [*(tip.place.id for tip in tips), *(one.place.id for one in bins)]
    metres, seconds = _matrices(problem, trucks, legs, places)
    worth = NO_WAY if not all_required else 0
    clients = [
        Client(
            location=count + len(tips) + number,
            pickup=_loads(fractions, {one.fraction: (one.load.litres, one.load.kg)}, at_least=1),
            service_duration=one.service_s,
            required=one.required and all_required,
            prize=max(1, round(one.prize_m)) if not one.required else worth,
        )
        for number, one in enumerate(bins)
    ]
    depots = [Depot(location=number) for number in range(count)]
    depots += [
        Depot(location=count + n, service_duration=tip.service_s, tw_early=tip.opens_s, tw_late=tip.closes_s) for n, tip in enumerate(tips)
    ]
    vehicles = [_vehicle(problem, truck, number, starts, fractions, legs) for number, truck in enumerate(trucks)]
    locations = [Location(x=0, y=0) for _ in places]
    return Model(problem, trucks, legs, ProblemData(locations, clients, depots, vehicles, [metres], [seconds]))  # type: ignore[list-item]  # its stub writes arrays in its own way


def _vehicle(problem: Problem, truck: Truck, number: int, starts: int, fractions: Sequence[str], legs: Legs) -> VehicleType:
    tips = [n for n, tip in enumerate(problem.tips) if tip.takes(frozenset(truck.capacities))]
    # Home is reached over a tip: not later than from the one that closes first, so that it is still open whichever it is.
    closes = [
        problem.tips[n].closes_s + problem.tips[n].service_s + legs.between(problem.tips[n].place.id, truck.depot.id)[1] for n in tips
    ]
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
        reload_depots=[2 * starts + n for n in tips],
        max_reloads=len(problem.candidates),
    )


def _matrices(problem: Problem, trucks: Sequence[Truck], legs: Legs, places: Sequence[str]) -> tuple[Matrix, Matrix]:
    rows = [legs.index[place] for place in places]
    metres = np.array(legs.metres, dtype=np.int64)[np.ix_(rows, rows)]
    seconds = np.array(legs.seconds, dtype=np.int64)[np.ix_(rows, rows)]
    first_tip = 2 * len(trucks)
    for number, truck in enumerate(trucks):
        home = len(trucks) + number
        ways = [
            _over(tip.service_s, first_tip + n, home, metres, seconds)
            for n, tip in enumerate(problem.tips)
            if tip.takes(frozenset(truck.capacities))
        ]
        direct = metres[:, home].copy(), seconds[:, home].copy()
        metres[:, home], seconds[:, home] = _shortest(ways) if ways else (np.full(len(places), NO_WAY),) * 2
        for row in range(first_tip, first_tip + len(problem.tips)):  # already empty
            metres[row, home], seconds[row, home] = direct[0][row], direct[1][row]
    np.fill_diagonal(metres, 0)
    np.fill_diagonal(seconds, 0)
    return metres, seconds


def _over(service_s: int, tip: int, home: int, metres: Matrix, seconds: Matrix) -> tuple[Matrix, Matrix]:
    return metres[:, tip] + metres[tip, home], seconds[:, tip] + service_s + seconds[tip, home]


def _shortest(ways: Sequence[tuple[Matrix, Matrix]]) -> tuple[Matrix, Matrix]:
    nearest = np.argmin(np.stack([metres for metres, _ in ways]), axis=0)
    columns = np.arange(len(nearest))
    return np.stack([metres for metres, _ in ways])[nearest, columns], np.stack([seconds for _, seconds in ways])[nearest, columns]


def _loads(fractions: Sequence[str], by_fraction: Mapping[str, tuple[float, float]], *, at_least: int) -> list[int]:
    return [
        max(at_least if name in by_fraction else 0, ceil(amount))
        for name in fractions
        for amount in _scaled(by_fraction.get(name, (0.0, 0.0)))
    ]


def _scaled(amounts: tuple[float, float]) -> tuple[float, float]:
    """Litres whole and kg in tenths: PyVRP counts in integers, and a bin of 3.2 kg must not weigh 4."""
    return amounts[0], amounts[1] * 10

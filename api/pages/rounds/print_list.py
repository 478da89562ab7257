"""A route on paper: a line for each visit with boxes to tick, 40 lines a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.pickups.answer import pickup_answer
from api.pickups.route_answer import StopAnswer, TipAnswer, itinerary
from api.pickups.routes import existing_round
from api.registry.names import names_now
from api.waste.bin_level import levels
from api.web.problems import ProblemError
from api.web.services import Services
from config.texts import Language
from domain.waste.rounds.stop_state import CouldNotReason, StopState
from storage.state.waste import stop_events


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One visit on paper; `number`: the stop's, None for an unloading; `fill`: %, None where nothing is known; `eta`: ms UTC.

    `state`, `could_not`: what was reported before it was printed.
    """

    number: int | None
    name: str
    eta: int
    fraction: str | None = None
    note: str | None = None
    fill: float | None = None
    state: StopState = "planned"
    could_not: CouldNotReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperList:
    """A vehicle's route to print; times are ms UTC."""

    vehicle: str
    start: int
    end: int
    stops: int
    is_mixed: bool
    lines: Sequence[PaperLine]


def print_list(services: Services, pickup_id: str, vehicle: str | None, language: Language) -> PaperList:
    """Read a vehicle's route, the first's without `vehicle`. Raises a 404."""
    now = services.clock()
    with services.state.read() as connection:
        pickup, registry = existing_round(connection, pickup_id), services.registry(connection)
        names = names_now(services, connection, language)
        answer = pickup_answer(pickup, stop_events.of_pickup(connection, pickup_id), names, services.figures.zone)
        route = next((route for route in answer.routes if vehicle in (None, "", route.vehicle)), None)
        if route is None:
            raise ProblemError(404, f"The round {pickup_id!r} has no route for {vehicle or 'any vehicle'}.")
        bins = {stop.bin_id: registry.bins[stop.bin_id].at(now) for stop in route.stops if stop.bin_id in registry.bins}
        levels_by_bin = levels(services, connection, list(bins.values()), now)

    def line(visit: StopAnswer | TipAnswer) -> PaperLine:
        if isinstance(visit, TipAnswer):
            return PaperLine(number=None, name=names.unloading_site(visit.tip_id), eta=visit.eta)
        bin_, level = bins.get(visit.bin_id), levels_by_bin.get(visit.bin_id)
        return PaperLine(
            number=visit.order,
            name=names.bin(visit.bin_id),
            eta=visit.eta,
            fraction=names.fraction(visit.fraction),
            note=bin_.note if bin_ else None,
            fill=level.fill if level and visit.state == "planned" else None,
            state=visit.state,
            could_not=visit.could_not,
        )

    return PaperList(
        vehicle=names.vehicle(route.vehicle),
        start=route.start,
        end=route.end,
        stops=len(route.stops),
        is_mixed=len({stop.fraction for stop in route.stops}) > 1,
        lines=[line(visit) for visit in itinerary(route)],
    )

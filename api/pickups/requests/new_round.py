"""The request for a new round: from what somebody asks for to the bins, the vehicles and the time."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from api.pickups.body import Along, PickupBody, unique
from api.pickups.requests.bins_along import bins_along
from api.pickups.requests.due_bins import due_bins
from api.pickups.requests.requested_bins import is_registered, requested_bins
from api.web.problems import wrong_field
from api.web.services import Services
from domain.duration import DAY
from domain.waste.decision.trigger import Trigger
from domain.waste.rounds.chosen_bins import bin_ids, choose_bins
from domain.waste.rounds.round_problem import RequestedBin, RoundRequest
from storage.state.waste import fleets

_FARTHEST = 366 * DAY  # nobody plans a round further ahead


def round_request(services: Services, connection: Connection, body: PickupBody, trigger: Trigger | None, now: int) -> RoundRequest:
    """Return what a new round must do, for `trigger` where it has one. Raises a 422 that names what is unknown."""
    not_before = earliest(body.departure, now)
    area, fraction = (trigger.area, trigger.fraction) if trigger else (body.area, body.fraction)
    due = due_bins(services, connection, body, trigger, now)
    own = requested_bins(services, connection, "bin_ids", _others(body.bin_ids, due), now, required=True)
    optional = requested_bins(services, connection, "optional_bin_ids", _others(body.optional_bin_ids, [*due, *own]), now, required=False)
    named = [*due, *own, *optional]
    along = [] if fraction is None else bins_along(services, connection, area, fraction, bin_ids(named), now, not_before)
    request = RoundRequest(
        bins=(*named, *along),
        not_before=not_before,
        vehicles=insist_vehicles(connection, body.vehicles),
        area=area,
        fraction=fraction,
        insist_booked=body.insist_booked,
    )
    _insist_registered(services, connection, body.without, now)
    return insist_bins(choose_bins(request, without=body.without, along=chosen_along(body.along, request)))


def insist_vehicles(connection: Connection, vehicles: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Return the requested vehicles, or None for all. Raises a 422 for one that the fleet does not have."""
    if not vehicles:
        return None
    fleet = {vehicle.id for vehicle in fleets.current(connection).vehicles}
    missing = [name for name in vehicles if name not in fleet]
    if missing:
        raise wrong_field("vehicles", f"the fleet has no {', '.join(missing[:10])}; it has {', '.join(sorted(fleet)) or 'none'}")
    return tuple(unique(vehicles))


def chosen_along(along: Along, request: RoundRequest) -> Collection[str] | None:
    """Return the optional bins (ids) that may go along, None for all. Raises a 422 for one that cannot."""
    if along == "as_planned":
        return None
    chosen = () if along == "none" else along
    unknown = sorted(set(chosen) - bin_ids((*request.bins, *request.taken_off)))
    if unknown:
        raise wrong_field("along", f"{', '.join(unknown[:10])} cannot go along; a bin of `bin_ids` must")
    return chosen


def insist_bins(request: RoundRequest) -> RoundRequest:
    """Return the request. Raises a 422 for one that has bins and leaves all of them out."""
    if request.taken_off and not request.bins:
        raise wrong_field("without", "leaves no bin to empty")
    return request


def earliest(departure: int | None, now: int) -> int:
    """Return when (ms UTC) a round may leave at the earliest. Raises a 422 for a time that is far ahead."""
    if departure is not None and departure > now + _FARTHEST:
        raise wrong_field("departure", "is more than a year ahead; rounds are planned for the days that come")
    return now if departure is None else max(departure, now)


def _insist_registered(services: Services, connection: Connection, named: Sequence[str], now: int) -> None:
    registry = services.registry(connection)
    unknown = [bin_id for bin_id in named if not is_registered(registry, bin_id, now)]
    if unknown:
        raise wrong_field("without", f"there is no bin {', '.join(unknown[:10])}")


def _others(bin_ids: tuple[str, ...], named: Sequence[RequestedBin]) -> list[str]:
    named_ids = {bin_.bin_id for bin_ in named}
    return [bin_id for bin_id in unique(bin_ids) if bin_id not in named_ids]

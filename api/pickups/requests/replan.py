"""The request for a round that is planned again: bins added and taken off, and where and how full all of them are now."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import Connection

from api.pickups.body import ReplanBody, unique
from api.pickups.requests.bins_along import bins_along, spoken_for
from api.pickups.requests.new_round import chosen_along, earliest, insist_bins, insist_vehicles
from api.pickups.requests.requested_bins import OWN_CHOICE, is_registered, requested_bins
from api.web.problems import wrong_field
from api.web.services import Services
from domain.waste.rounds.chosen_bins import bin_ids, choose_bins
from domain.waste.rounds.replanning import visited_bins
from domain.waste.rounds.round_problem import RequestedBin, RoundRequest
from domain.waste.rounds.stop_state import stop_outcomes
from storage.state.waste import stop_events
from storage.state.waste.pickups import Pickup


def replan_request(services: Services, connection: Connection, pickup: Pickup, body: ReplanBody, now: int) -> RoundRequest:
    """Return what the round must do from now on. Raises a 422 that names what is unknown or visited already."""
    before, taken = pickup.request, spoken_for(connection, except_for=pickup.id)
    _insist_unvisited(connection, pickup, "bin_ids", body.bin_ids)
    _insist_unvisited(connection, pickup, "without", body.without or ())
    request = replace(
        before,
        bins=tuple(
            _with_named(services, connection, [bin_ for bin_ in before.bins if bin_.required or bin_.bin_id not in taken], body, now)
        ),
        taken_off=tuple(_as_now(services, connection, (bin_ for bin_ in before.taken_off if bin_.bin_id not in body.bin_ids), (), now)),
        not_before=before.not_before if body.departure is None else earliest(body.departure, now),
        vehicles=before.vehicles if body.vehicles is None else insist_vehicles(connection, body.vehicles),
        insist_booked=before.insist_booked if body.insist_booked is None else body.insist_booked,
    )
    if body.along == "as_planned":
        request = _with_bins_along(services, connection, pickup, request, now)
    return insist_bins(_chosen(pickup, request, body))


def _chosen(pickup: Pickup, request: RoundRequest, body: ReplanBody) -> RoundRequest:
    off = [bin_ for bin_ in request.taken_off if bin_.required or body.along is None]
    without = {bin_.bin_id for bin_ in off} if body.without is None else set(body.without)
    unknown = sorted(without - bin_ids((*request.bins, *request.taken_off)))
    if unknown:
        raise wrong_field("without", f"{', '.join(unknown[:10])} is not on this round")
    planned = {stop.bin_id for stop in pickup.plan.stops} if pickup.plan else set()
    along = None if body.along is None else chosen_along(body.along, request)
    return choose_bins(request, without=without, along=along, seen=planned | bin_ids(request.taken_off))


def _with_named(
    services: Services, connection: Connection, before: Iterable[RequestedBin], body: ReplanBody, now: int
) -> list[RequestedBin]:
    """Return the bins of the round as they are now, and those that are named, which must be reached from now on."""
    named = unique(body.bin_ids)
    kept = _as_now(services, connection, before, named, now)
    added = [bin_id for bin_id in named if bin_id not in bin_ids(kept)]
    return [*kept, *requested_bins(services, connection, "bin_ids", added, now, required=True)]


def _with_bins_along(services: Services, connection: Connection, pickup: Pickup, request: RoundRequest, now: int) -> RoundRequest:
    """Return the request with the bins that may go along now, in place of those that could before and are not on the round."""
    if request.fraction is None:
        return request
    requested_ids = bin_ids((*request.bins, *request.taken_off))
    fresh = bins_along(services, connection, request.area, request.fraction, requested_ids, now, max(request.not_before, now), pickup.id)
    return replace(request, bins=(*request.bins, *fresh))


def _insist_unvisited(connection: Connection, pickup: Pickup, field: str, named: Collection[str]) -> None:
    if pickup.plan is None:
        return
    visited = visited_bins(pickup.plan, stop_outcomes(stop_events.of_pickup(connection, pickup.id)))
    again = [bin_id for bin_id in named if bin_id in visited]
    if again:
        raise wrong_field(field, f"this round has visited {', '.join(again[:10])}: take that report back (`undo`) to plan it again")


def _as_now(
    services: Services, connection: Connection, bins: Iterable[RequestedBin], named: Collection[str], now: int
) -> list[RequestedBin]:
    """Return bins where they stand now and as full as they are now; one that is named must be reached from now on."""
    bins = list(bins)
    registry = services.registry(connection)
    registered = [bin_.bin_id for bin_ in bins if is_registered(registry, bin_.bin_id, now)]
    fresh = {bin_.bin_id: bin_ for bin_ in requested_bins(services, connection, "bin_ids", registered, now, required=True)}
    return [_renewed(bin_, fresh.get(bin_.bin_id, bin_), is_named=bin_.bin_id in named) for bin_ in bins]


def _renewed(bin_: RequestedBin, fresh: RequestedBin, *, is_named: bool) -> RequestedBin:
    now = replace(bin_, lat=fresh.lat, lon=fresh.lon, litres=fresh.litres, kg=fresh.kg, fill=fresh.fill)
    return replace(now, required=True, reason=OWN_CHOICE, prize_m=0.0) if is_named and not bin_.required else now

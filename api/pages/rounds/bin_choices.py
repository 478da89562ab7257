"""The bins of a round as an operator takes them off and puts them on: what must be emptied, what goes along and why, what was taken off."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from api.pages.frame.search import find, index_of
from api.pickups.answer import PickupAnswer, UnservedAnswer
from api.pickups.route_answer import StopAnswer
from config.names import Names
from domain.device import Bin
from domain.waste.rounds.round_problem import RequestedBin
from domain.waste.rounds.stop_state import CouldNotReason, StopState
from storage.state.waste.bin_states import BinStatus
from storage.state.waste.pickups import Pickup

MOST_FOUND = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class BinChoice:
    """A bin: `fill` in %, None where nobody knows; `vehicle`, `order`, `eta` (ms UTC) and `detour_km` where the plan visits it.

    `full_from`: when it may be full at the earliest (P10, ms UTC), for one that goes along because of that.

    `state`: what became of the visit, `could_not`: why it was not emptied; `is_denied`: a crew reported it
    emptied before, and its sensor shows otherwise; `is_listed`: it is on the round; `is_off`: it was taken off it.
    """

    id: str
    name: str
    lat: float
    lon: float
    fraction: str
    reason: str
    fill: float | None
    vehicle: str | None = None
    order: int | None = None
    eta: int | None = None
    detour_km: float | None = None
    full_from: int | None = None
    state: StopState = "planned"
    could_not: CouldNotReason | None = None
    is_denied: bool = False
    is_listed: bool = False
    is_off: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether a crew has been there."""
        return self.state != "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class BinChoices:
    """The bins by what they are to the round, each list in the order of the route; `unreached`: it must, and the plan does not reach it.

    `found`: what a search found; `others`: what it names of another waste, where it found nothing else.
    """

    must: Sequence[BinChoice]
    along: Sequence[BinChoice]
    taken_off: Sequence[BinChoice]
    unreached: Sequence[UnservedAnswer]
    found: Sequence[BinChoice] = ()
    others: Sequence[BinChoice] = ()

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many go along, by reason, the most frequent first."""
        reasons = [choice.reason for choice in self.along]
        return {reason: reasons.count(reason) for reason in sorted(set(reasons), key=lambda reason: (-reasons.count(reason), reason))}


def bin_choices(pickup: Pickup, answer: PickupAnswer, names: Names, search: str, statuses: Mapping[str, BinStatus]) -> BinChoices:
    """Return the bins of a round, and those that `search` names; `statuses`: what is known of the bins, by id."""
    asked = {bin_.bin_id: bin_ for bin_ in pickup.request.bins}
    stops = [(route.vehicle, stop) for route in answer.routes for stop in route.stops]
    required = {bin_.bin_id for bin_ in asked.values() if bin_.required}
    on_round, off = {stop.bin_id for _, stop in stops}, {bin_.bin_id for bin_ in pickup.request.taken_off}
    fractions = {pickup.request.fraction} - {None} or {bin_.fraction for bin_ in asked.values()}
    able = {bin_id for bin_id, history in names.registry.bins.items() if history.at(names.now).fraction in fractions}
    found = _found(names, search, able, on_round, off)
    return BinChoices(
        must=[_of_stop(vehicle, stop, asked.get(stop.bin_id), statuses.get(stop.bin_id)) for vehicle, stop in stops if stop.required],
        along=[_of_stop(vehicle, stop, asked.get(stop.bin_id), statuses.get(stop.bin_id)) for vehicle, stop in stops if not stop.required],
        taken_off=[_of_request(bin_, names) for bin_ in sorted(pickup.request.taken_off, key=lambda bin_: not bin_.required)],
        unreached=[bin_ for bin_ in answer.unserved if bin_.bin_id in required],
        found=found,
        others=() if found else _found(names, search, names.registry.bins.keys() - able, on_round, off),
    )


def _found(names: Names, search: str, among: Collection[str], on_round: Collection[str], off: Collection[str]) -> list[BinChoice]:
    index = (entry for entry in index_of(names) if entry.kind == "bin" and entry.id in among) if search else ()
    first = [entry for hits in find(index, search) for entry in hits.first[:MOST_FOUND]]
    return [_of_bin(names.registry.bins[entry.id].at(names.now), is_listed=entry.id in on_round, is_off=entry.id in off) for entry in first]


def _of_stop(vehicle: str, stop: StopAnswer, bin_: RequestedBin | None, status: BinStatus | None) -> BinChoice:
    report = status.report if status else None
    return BinChoice(
        id=stop.bin_id,
        name=stop.name,
        lat=stop.lat,
        lon=stop.lon,
        fraction=stop.fraction,
        reason=stop.reason,
        fill=bin_.fill if bin_ else None,
        vehicle=vehicle,
        order=stop.order,
        eta=stop.eta,
        detour_km=stop.marginal_km,
        full_from=status.full_at[0] if status and stop.reason == "soon" and not stop.required else None,
        state=stop.state,
        could_not=stop.could_not,
        is_denied=stop.state == "planned" and report is not None and report.status == "contradicted",
    )


def _of_request(bin_: RequestedBin, names: Names) -> BinChoice:
    return BinChoice(
        id=bin_.bin_id,
        name=names.bin(bin_.bin_id),
        lat=bin_.lat,
        lon=bin_.lon,
        fraction=bin_.fraction,
        reason=bin_.reason,
        fill=bin_.fill,
    )


def _of_bin(bin_: Bin, *, is_listed: bool, is_off: bool) -> BinChoice:
    return BinChoice(
        id=bin_.id,
        name=bin_.name,
        lat=bin_.lat,
        lon=bin_.lon,
        fraction=bin_.fraction,
        reason="asked",
        fill=None,
        is_listed=is_listed,
        is_off=is_off,
    )

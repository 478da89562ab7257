"""What a round was asked to do, what was done, what could not be done, and what becomes of that."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from api.pickups.answer import PickupAnswer
from api.pickups.route_answer import StopAnswer
from domain.waste.rounds.stop_state import CouldNotReason, StopOutcome
from domain.waste.rounds.work_item import work_item_of
from storage.state.waste import stop_photos, work_items
from storage.state.waste.stop_photos import StopPhoto
from storage.state.waste.work_items import WorkItem

# What becomes of a bin: somebody looks at it first; it goes on the next plan of this round; it calls for a truck again.
Then = Literal["looked_at", "settled", "planned_again", "calls_again"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEmptied:
    """A bin that a crew could not empty, when and why; `item`: what somebody has to look at because of it, where there is such.

    `photos`: the ids of those that the crew took.
    """

    stop_id: str
    bin_id: str
    name: str
    reason: CouldNotReason | None
    note: str | None
    time: int | None
    then: Then
    item: WorkItem | None
    photos: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A round's stops: how many were `asked` for, `emptied` and left; `extra`: emptied without having been asked for.

    `again`: the ids of stops whose bin has another stop, which counts in their place.
    """

    asked: int
    emptied: int
    extra: int
    left: int
    not_emptied: Sequence[NotEmptied]
    again: Collection[str]

    @property
    def settled(self) -> int:
        """How many stops are done with, either way."""
        return self.emptied + len(self.not_emptied)


def outcome(connection: Connection, answer: PickupAnswer, again: Collection[str]) -> Outcome:
    """Return what has become of a round's stops."""
    stops = [stop for route in answer.routes for stop in route.stops if stop.stop_id not in again]
    extra = sum(stop.reason == "extra" for stop in stops)
    photos = stop_photos.of_pickup(connection, answer.id)
    return Outcome(
        asked=len(stops) - extra,
        emptied=sum(stop.state == "emptied" for stop in stops),
        extra=extra,
        left=sum(stop.state == "planned" for stop in stops),
        not_emptied=[_not_emptied(connection, answer, stop, photos) for stop in stops if stop.state == "could_not"],
        again=again,
    )


def _not_emptied(connection: Connection, answer: PickupAnswer, stop: StopAnswer, photos: Sequence[StopPhoto]) -> NotEmptied:
    kind = work_item_of(StopOutcome(state="could_not", reason=stop.could_not, time=stop.time))
    items = [item for item in work_items.page(connection, bin_id=stop.bin_id) if (item.kind, item.time) == (kind, stop.time)]
    return NotEmptied(
        stop_id=stop.stop_id,
        bin_id=stop.bin_id,
        name=stop.name,
        reason=stop.could_not,
        note=stop.note,
        time=stop.time,
        then=_then(answer, stop, kind is not None, items),
        item=next(iter(items), None),
        photos=[photo.id for photo in photos if photo.stop_id == stop.stop_id],
    )


def _then(answer: PickupAnswer, stop: StopAnswer, is_work: bool, items: Iterable[WorkItem]) -> Then:
    if is_work:
        return "settled" if any(item.done_at is not None for item in items) else "looked_at"
    return "planned_again" if stop.could_not == "truck_full" and answer.state == "under_way" else "calls_again"

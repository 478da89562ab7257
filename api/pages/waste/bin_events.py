"""What happened to a bin: emptied, reported full by citizens, not emptied by its crew, its sensor faulty or silent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from sqlalchemy import Connection

from domain.access.actor import CREW
from domain.waste.level.belief import Belief
from domain.waste.level.crew_report import EmptyingReport
from domain.waste.reports.request import Dismissal
from domain.waste.rounds.work_item import WorkItemKind
from storage.state.waste import bin_reports, emptyings, stop_events, work_items
from storage.state.waste.emptyings import Emptying
from storage.state.waste.work_items import WorkItem

EmptyingKind = Literal["detected", "confirmed", "crew", "unconfirmed", "contradicted"]
EventKind = EmptyingKind | Literal["report", "dismissed", "fault", "silent", "settled", "taken_back", "no_room"] | WorkItemKind
Mark = Literal["detected", "confirmed", "said", "report", "fault", "silent", "look", "settled"]
_MARKS: dict[EventKind, Mark] = {
    "detected": "detected",
    "confirmed": "confirmed",
    "crew": "confirmed",
    "unconfirmed": "said",
    "contradicted": "said",
    "report": "report",
    "dismissed": "settled",
    "fault": "fault",
    "silent": "silent",
    "settled": "settled",
    "taken_back": "settled",
}
_MOST = 100  # of a kind: more marks than that are one smear


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at `time` (ms UTC); `before`, `after`: the fill (%) around an emptying, None where nobody measured.

    `item`: the work item that was settled, with who did it and what they found. `dismissal`: who closed a report that was not so, and why.
    """

    time: int
    kind: EventKind
    before: float | None = None
    after: float | None = None
    item: WorkItem | None = None
    dismissal: Dismissal | None = None

    @property
    def mark(self) -> Mark:
        """The shape that it is drawn with."""
        return _MARKS.get(self.kind, "look")


def events(
    connection: Connection, bin_id: str, start: int, end: int, history: Sequence[Belief], report: EmptyingReport | None
) -> list[Event]:
    """Read what happened to a bin within [start, end) (ms UTC), the newest first.

    `history`: what was believed of it then. `report`: an emptying that its crew reported and the sensor has not confirmed.
    """
    happened = [
        *map(_emptied, emptyings.page(connection, bin_id, since=start, before=end, limit=_MOST)),
        *(Event(time=time, kind="report") for time in bin_reports.of_bin(connection, bin_id, start, end, _MOST)),
        *_dismissals(connection, bin_id),
        *(event for item in work_items.page(connection, bin_id=bin_id, limit=_MOST) for event in _of_work(item)),
        *_passed_by(connection, bin_id, start, end),
        *sensor_events(history),
        *([Event(time=report.time, kind=report.status)] if report else []),
    ]
    return sorted((event for event in happened if start <= event.time < end), key=lambda event: -event.time)


def sensor_events(history: Sequence[Belief]) -> Iterable[Event]:
    """Yield when the sensor began to give no level, and when it fell silent; `history` in order."""
    faults = [belief.fault is not None for belief in history]
    for belief, is_faulty, was_faulty in zip(history, faults, [False, *faults], strict=False):
        if is_faulty and not was_faulty:
            yield Event(time=belief.known_at, kind="fault")
    for belief, heard_again in zip_longest(history, (belief.known_at for belief in history[1:])):
        if belief.silent_after is not None and (heard_again is None or heard_again > belief.silent_after):
            yield Event(time=belief.silent_after, kind="silent")


def _dismissals(connection: Connection, bin_id: str) -> Iterable[Event]:
    requests = bin_reports.requests(connection, bin_ids=[bin_id], limit=_MOST)
    dismissals = (request.dismissal for request in requests if request.dismissal is not None)
    return [Event(time=dismissal.at, kind="dismissed", dismissal=dismissal) for dismissal in dismissals]


def _passed_by(connection: Connection, bin_id: str, start: int, end: int) -> Iterable[Event]:
    """Yield when a crew came and had no room: what else kept them from it is a work item."""
    reported = stop_events.of_bin(connection, bin_id, start, end)
    for event, following in zip_longest(reported, reported[1:]):
        taken_back = following is not None and (following.type, following.stop_id) == ("undo", event.stop_id)
        if event.type == "could_not" and event.reason == "truck_full" and not taken_back:
            yield Event(time=event.time, kind="no_room")


def _of_work(item: WorkItem) -> Iterable[Event]:
    """Yield when something was to be looked at, and when that was done or taken back."""
    yield Event(time=item.time, kind=item.kind)
    if item.done_at is not None:
        yield Event(time=item.done_at, kind="taken_back" if item.by == CREW else "settled", item=item)


def _emptied(emptying: Emptying) -> Event:
    kind: EventKind = "detected" if emptying.status == "detected" else "confirmed" if emptying.before is not None else "crew"
    return Event(time=emptying.time, kind=kind, before=emptying.before, after=emptying.after)

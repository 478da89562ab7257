"""Work items as the work list shows them: what a crew or a citizen reported, what a sensor saw, and who settled it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.registry_now import RegistryNow
from api.waste.bin_level import Level, levels
from api.web.services import Services
from config.names import Names
from domain.duration import DAY
from domain.waste.rounds.work_item import CITIZEN_REPORT, REPORTED, WorkItemKind
from storage.state.waste import bin_reports, emptyings, report_photos, stop_events, stop_photos, work_items
from storage.state.waste.emptyings import Emptying
from storage.state.waste.work_items import WorkItem

MOST = 200
_DONE_FOR = 7 * DAY

_About = tuple[str, int]  # a bin, and the time (ms UTC) of what happened there


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItemRow:
    """One item about the bin that people call `place`, at `time` (ms UTC); `done_at`, `by`, `note`: when, by whom and how it was settled.

    `level`: the bin's now, where crew and sensor contradict each other. `emptying`: the one that no crew reported.
    `said`: the own words of who reported it; `photos`: the addresses of theirs.
    """

    id: int
    bin_id: str
    place: str
    kind: WorkItemKind
    time: int
    level: Level | None = None
    emptying: Emptying | None = None
    said: str | None = None
    photos: Sequence[str] = ()
    done_at: int | None = None
    by: str | None = None
    note: str | None = None


def open_rows(services: Services, connection: Connection, present: RegistryNow, names: Names) -> list[WorkItemRow]:
    """Read the open items about bins that are still there, oldest first."""
    items = open_items(connection, present.bins)
    denied = {item.bin_id for item in items if item.kind == "visited_not_emptied"}
    levels_by_bin = levels(services, connection, [present.bins[bin_id] for bin_id in sorted(denied)], present.time) if denied else {}
    seen = _seen_emptyings(connection, items)
    said = _crew_words(connection, items) | _citizens_words(connection, items)
    photos = _crew_photos(connection, items) | _citizens_photos(connection, items)
    return [
        _row(
            names,
            item,
            level=levels_by_bin.get(item.bin_id) if item.kind == "visited_not_emptied" else None,
            emptying=seen.get((item.bin_id, item.time)) if item.kind == "emptied_without_visit" else None,
            said=said.get(_about(item)),
            photos=photos.get(_about(item), ()),
        )
        for item in items
    ]


def open_items(connection: Connection, bin_ids: Collection[str]) -> list[WorkItem]:
    """Read the open items about some bins, oldest first."""
    items = work_items.page(connection, is_open=True, limit=MOST)
    return sorted((item for item in items if item.bin_id in bin_ids), key=lambda item: (item.time, item.id))


def done_rows(connection: Connection, names: Names) -> list[WorkItemRow]:
    """Read what was settled within the last seven days, newest first."""
    return [_row(names, item) for item in work_items.done_since(connection, names.now - _DONE_FOR, limit=MOST)]


def _row(
    names: Names,
    item: WorkItem,
    *,
    level: Level | None = None,
    emptying: Emptying | None = None,
    said: str | None = None,
    photos: Sequence[str] = (),
) -> WorkItemRow:
    return WorkItemRow(
        id=item.id,
        bin_id=item.bin_id,
        place=names.bin(item.bin_id, in_full=True),
        kind=item.kind,
        time=item.time,
        level=level,
        emptying=emptying,
        said=said,
        photos=photos,
        done_at=item.done_at,
        by=item.by,
        note=item.note,
    )


def _seen_emptyings(connection: Connection, items: Sequence[WorkItem]) -> dict[_About, Emptying]:
    bins, times = _bins_and_times(item for item in items if item.kind == "emptied_without_visit")
    return {(emptying.bin_id, emptying.time): emptying for emptying in (emptyings.at(connection, bins, times) if bins else ())}


def _crew_words(connection: Connection, items: Sequence[WorkItem]) -> dict[_About, str]:
    """Return what crews wrote when they could not empty a bin."""
    bins, times = _bins_and_times(item for item in items if item.kind in REPORTED)
    events = stop_events.at(connection, bins, times) if bins else ()
    return {(event.bin_id, event.time): event.note for event in events if event.bin_id and event.type == "could_not" and event.note}


def _crew_photos(connection: Connection, items: Sequence[WorkItem]) -> dict[_About, Sequence[str]]:
    bins, times = _bins_and_times(item for item in items if item.kind in REPORTED)
    photos: dict[_About, Sequence[str]] = {}
    for photo in stop_photos.at(connection, bins, times) if bins else ():
        photos[photo.bin_id, photo.time] = (*photos.get((photo.bin_id, photo.time), ()), f"/runder/{photo.pickup_id}/bilder/{photo.id}")
    return photos


def _citizens_words(connection: Connection, items: Sequence[WorkItem]) -> dict[_About, str]:
    requests = _citizens_requests(connection, items)
    return {requests[number]: " ".join(notes) for number, notes in bin_reports.notes(connection, requests).items()}


def _citizens_photos(connection: Connection, items: Sequence[WorkItem]) -> dict[_About, Sequence[str]]:
    requests = _citizens_requests(connection, items)
    photos = report_photos.of_requests(connection, requests)
    return {requests[number]: [f"/meldinger/bilder/{photo}" for photo in ids] for number, ids in photos.items()}


def _citizens_requests(connection: Connection, items: Sequence[WorkItem]) -> dict[int, _About]:
    """Return which item each citizens' request is about, by the request's number."""
    bins, times = _bins_and_times(item for item in items if item.kind == CITIZEN_REPORT)
    requests = bin_reports.requests(connection, bin_ids=bins, kinds=["other"]) if bins else ()
    return {request.number: (request.bin_id, request.opened_at) for request in requests if request.opened_at in times}


def _bins_and_times(items: Iterable[WorkItem]) -> tuple[Collection[str], Collection[int]]:
    about = [_about(item) for item in items]
    return {bin_id for bin_id, _ in about}, {time for _, time in about}


def _about(item: WorkItem) -> _About:
    return item.bin_id, item.time

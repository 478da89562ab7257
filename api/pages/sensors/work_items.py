"""Work items as the work list shows them: what a crew reported, what a sensor saw, and who settled it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.registry_now import RegistryNow
from api.waste.bin_level import Level, levels
from api.web.services import Services
from config.names import Names
from domain.duration import DAY
from domain.waste.rounds.work_item import REPORTED, WorkItemKind
from storage.state.waste import emptyings, stop_events, work_items
from storage.state.waste.emptyings import Emptying
from storage.state.waste.work_items import WorkItem

MOST = 200
_DONE_FOR = 7 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItemRow:
    """One item about the bin that people call `place`, at `time` (ms UTC); `done_at`, `by`, `note`: when, by whom and how it was settled.

    `level`: the bin's now, where crew and sensor contradict each other. `emptying`: the one that no crew reported.
    `said`: the crew's own words.
    """

    id: int
    bin_id: str
    place: str
    kind: WorkItemKind
    time: int
    level: Level | None = None
    emptying: Emptying | None = None
    said: str | None = None
    done_at: int | None = None
    by: str | None = None
    note: str | None = None


def open_rows(services: Services, connection: Connection, present: RegistryNow, names: Names) -> list[WorkItemRow]:
    """Read the open items about bins that are still there, oldest first."""
    items = open_items(connection, present.bins)
    denied = {item.bin_id for item in items if item.kind == "visited_not_emptied"}
    levels_by_bin = levels(services, connection, [present.bins[bin_id] for bin_id in sorted(denied)], present.time) if denied else {}
    seen, said = _seen_emptyings(connection, items), _crew_words(connection, items)
    return [
        _row(
            names,
            item,
            level=levels_by_bin.get(item.bin_id) if item.kind == "visited_not_emptied" else None,
            emptying=seen.get((item.bin_id, item.time)) if item.kind == "emptied_without_visit" else None,
            said=said.get((item.bin_id, item.time)),
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
    names: Names, item: WorkItem, *, level: Level | None = None, emptying: Emptying | None = None, said: str | None = None
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
        done_at=item.done_at,
        by=item.by,
        note=item.note,
    )


def _seen_emptyings(connection: Connection, items: Sequence[WorkItem]) -> dict[tuple[str, int], Emptying]:
    unreported = [item for item in items if item.kind == "emptied_without_visit"]
    bins, times = {item.bin_id for item in unreported}, {item.time for item in unreported}
    return {(emptying.bin_id, emptying.time): emptying for emptying in (emptyings.at(connection, bins, times) if bins else ())}


def _crew_words(connection: Connection, items: Sequence[WorkItem]) -> dict[tuple[str, int], str]:
    """Return what crews wrote when they could not empty a bin, by the bin and the time of their report."""
    reported = [item for item in items if item.kind in REPORTED]
    bins, times = {item.bin_id for item in reported}, {item.time for item in reported}
    events = stop_events.at(connection, bins, times) if bins else ()
    return {(event.bin_id, event.time): event.note for event in events if event.bin_id and event.type == "could_not" and event.note}

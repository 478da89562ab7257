"""Open work items as the first page lists them: what somebody has to look at."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.pages.frame.registry_now import RegistryNow
from config.names import Names
from domain.waste.rounds.work_item import WorkItemKind
from storage.state.waste.work_items import WorkItem

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItemRow:
    """One open item about the bin that people call `place`, at `time` (ms UTC)."""

    id: int
    place: str
    kind: WorkItemKind
    time: int


def rows(names: Names, present: RegistryNow, items: Iterable[WorkItem]) -> list[WorkItemRow]:
    """Return a row for each item about a bin that is still there, oldest first."""
    open_items = sorted((item for item in items if item.bin_id in present.bins), key=lambda item: (item.time, item.id))
    return [WorkItemRow(id=item.id, place=names.bin(item.bin_id, in_full=True), kind=item.kind, time=item.time) for item in open_items]

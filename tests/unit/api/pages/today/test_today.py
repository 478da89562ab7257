"""All is calm only when nothing waits."""

from api.pages.sensors.quarantined import Quarantined
from api.pages.today.today import Today
from domain.waste.rounds.work_item import WorkItemKind
from storage.state.waste.work_items import WorkItem
from tests.unit.api.pages.things import NOW


def test_all_is_calm_only_when_nothing_is_wrong() -> None:
    assert Today(now=NOW, watched=3).calm
    assert not Today(now=NOW, watched=3, quarantined=Quarantined(by_reason={"schema": 1})).calm


def test_work_that_waits_is_no_calm_and_a_contradiction_is_told_apart() -> None:
    kinds: tuple[WorkItemKind, ...] = ("damaged", "visited_not_emptied", "emptied_without_visit")
    items = [WorkItem(id=n, bin_id="a", kind=kind, time=NOW - n, raised_at=NOW) for n, kind in enumerate(kinds)]
    today = Today(now=NOW, watched=3, work=items)
    assert not today.calm
    assert [(line.kind, line.count, line.at) for line in today.lines] == [
        ("contradiction", 1, "/sensorer/arbeid"),
        ("work", 2, "/sensorer/arbeid"),
    ]

"""All is calm only when nothing waits."""

from api.pages.frame.registry_now import registry_now
from api.pages.sensors.quarantined import Quarantined
from api.pages.today import work_items
from api.pages.today.today import Today
from storage.state.waste.work_items import WorkItem
from tests.unit.api.pages.things import NOW, a_bin, names, registry


def test_all_is_calm_only_when_nothing_is_wrong() -> None:
    assert Today(now=NOW, watched=3).calm
    assert not Today(now=NOW, watched=3, quarantined=Quarantined(by_reason={"schema": 1})).calm


def test_work_items_are_listed_oldest_first_without_those_of_bins_that_are_gone() -> None:
    items = [WorkItem(id=n, bin_id=name, kind="damaged", time=NOW - n, raised_at=NOW) for n, name in enumerate(("a", "b", "gone"))]
    town = registry(a_bin("a"), a_bin("b"))
    rows = work_items.rows(names(town), registry_now(town, NOW), items)
    assert [(row.id, row.place, row.kind, row.time) for row in rows] == [(1, "B", "damaged", NOW - 1), (0, "A", "damaged", NOW)]
    assert not Today(now=NOW, watched=3, work=rows).calm

"""A report that was taken back leaves no bin looking empty."""

import pytest

from api.pages.driver.driver_round import without_taken_back
from api.pages.rounds.round_view import round_view
from api.waste.bin_level import Level
from domain.waste.level.crew_report import EmptyingReport
from storage.state.engine import State
from storage.state.waste import stop_events
from tests.unit.api.pickup_town import Town, stops


@pytest.mark.parametrize(("reports", "fill"), [(["emptied"], 0.0), (["emptied", "undo"], None)])
def test_its_fill_is_unknown_until_watch_has_seen_that_it_was_taken_back(
    town: Town, state: State, reports: list[str], fill: float | None
) -> None:
    pickup = town.planned("b0", "b1")
    for report in reports:
        town.report(pickup["id"], "s1", report)
    bin_id = next(stop for stop in stops(pickup) if stop["stop_id"] == "s1")["bin_id"]
    (route,) = round_view(town.client.app.state.services, pickup["id"]).round.routes  # type: ignore[attr-defined]
    with state.read() as connection:
        events = stop_events.of_pickup(connection, pickup["id"])
    reported = Level(fill=0.0, report=EmptyingReport(time=town.clock.now, status="unconfirmed"))
    known = without_taken_back({bin_id: reported, "other": Level(fill=40.0)}, route, events)
    assert (known[bin_id].fill, known["other"].fill) == (fill, 40.0)

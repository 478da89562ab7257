"""Rounds are listed by how far they are; a proposal is not among the planned ones."""

from api.pages.rounds.round_list import RoundRow, round_list
from api.pages.rounds.round_view import round_view
from tests.unit.api.pickup_town import MINUTE, Town


def listed(town: Town) -> dict[str, list[RoundRow]]:
    return {name: list(rows) for name, rows in round_list(town.client.app.state.services).groups if rows}  # type: ignore[attr-defined]


def test_each_round_stands_in_its_group_with_what_is_done(town: Town) -> None:
    planned, driven = town.planned("b0"), town.planned("b1", "b2")
    town.ask(bin_ids=["b3"], propose=True)
    town.plan()
    town.report(driven["id"], "s1", "emptied")
    groups = listed(town)
    assert [row.id for row in groups["planned"]] == [planned["id"]]
    assert [(row.id, row.stops, row.settled, row.could_not) for row in groups["under_way"]] == [(driven["id"], 2, 1, 0)]
    assert [row.state for row in groups["proposed"]] == ["proposed"]
    town.report(driven["id"], "s2", "could_not", reason="blocked")
    assert [(row.state, row.settled, row.could_not) for row in listed(town)["over"]] == [("done", 2, 1)]


def test_a_round_that_is_done_is_listed_by_when_it_was_driven(town: Town) -> None:
    driven = town.planned("b1", "b2")
    begun = town.clock.now
    town.report(driven["id"], "s1", "emptied")
    town.clock.now += 17 * MINUTE
    town.report(driven["id"], "s2", "emptied")
    (row,) = listed(town)["over"]
    assert (row.start, row.end) == (begun, begun + 17 * MINUTE)
    view = round_view(town.client.app.state.services, driven["id"])  # type: ignore[attr-defined]
    assert view.driven_by_all
    assert (view.driven_by_all.minutes, view.driven_by_all.emptied, view.driven_by_all.could_not) == (17, 2, 0)
    assert list(view.driven) == [route.vehicle for route in view.round.routes]


def test_a_round_is_as_late_as_its_last_report_however_its_crew_orders_the_stops(town: Town) -> None:
    planned = town.planned("b0", "b1", "b2", "b3")
    services = town.client.app.state.services  # type: ignore[attr-defined]
    (route,) = round_view(services, planned["id"]).round.routes
    stops, end = route.stops, route.end
    assert round_view(services, planned["id"]).expected_end == end
    town.clock.now = stops[0].eta + 5 * MINUTE
    town.report(planned["id"], stops[3].stop_id, "emptied")
    assert round_view(services, planned["id"]).expected_end == end + 5 * MINUTE
    town.clock.now = stops[1].eta + 7 * MINUTE
    town.report(planned["id"], stops[0].stop_id, "emptied")
    assert round_view(services, planned["id"]).expected_end == end + 7 * MINUTE

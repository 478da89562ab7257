"""A bin's page is read in one go: its level, forecast and events, and its plot stays small."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.pages.waste.bin_page import bin_page
from api.pages.waste.bin_plot import bin_plot, plot_version
from api.web.problems import ProblemError
from config.settings import Settings
from domain.access.actor import CREW
from domain.duration import DAY, MINUTE
from domain.waste.level.belief import Belief
from domain.waste.level.bin_state import unknown_bin
from domain.waste.level.estimate import LevelEstimate
from domain.waste.rounds.stop_state import EventType, StopEvent
from storage.state.waste import beliefs, bin_reports, bin_states, stop_events, work_items
from tests.bin_judge import RULES
from tests.pages.bin_history import EMPTIED, FAULTY_FROM, give_history
from tests.pages.served import Pages, make_app
from tests.pages.town import NOW, build

OWN = "bin-003"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Pages]:
    settings = Settings(data_dir=tmp_path)
    app, state = make_app(settings)
    with state.begin() as connection:
        build(connection)
    yield Pages("", app, state, settings)
    app.state.services.readings.close()
    state.close()


def test_it_tells_level_forecast_limits_sensor_and_all_that_happened_newest_first(town: Pages) -> None:
    give_history(town, OWN)
    view = bin_page(town.app.state.services, OWN)
    assert [event.kind for event in view.events] == ["report", "report", "fault", "silent", "crew", "confirmed", "detected"]
    assert [event.time for event in view.events if event.mark in ("detected", "confirmed")] == list(reversed(EMPTIED))
    assert view.events[2].time == FAULTY_FROM
    assert (view.limits.nearly_full, view.limits.full) == (75.0, 90.0)
    assert [(sensor.id, sensor.battery) for sensor in view.sensors] == [("level-003", ("battery", 3.6))]
    assert all(ahead.p10 <= ahead.p50 <= ahead.p90 for ahead in view.ahead)
    assert view.ahead[0].time == NOW
    assert view.ahead[-1].time == NOW + 7 * DAY
    assert len(view.reports) == 2


def test_what_was_settled_and_what_a_crew_took_back_stand_among_what_happened(town: Pages) -> None:
    with town.state.begin() as connection:
        work_items.raise_(connection, OWN, "damaged", NOW - 3 * DAY, NOW - 3 * DAY)
        work_items.raise_(connection, OWN, "could_not_reach", NOW - 2 * DAY, NOW - 2 * DAY)
        damaged, blocked = (item.id for item in reversed(work_items.page(connection, bin_id=OWN)))
        work_items.done(connection, damaged, by="Kari", note="Nytt lokk", now=NOW - DAY)
        work_items.done(connection, blocked, by=CREW, note=None, now=NOW - 2 * DAY + MINUTE)
    settled, taken_back, *before = bin_page(town.app.state.services, OWN).events
    assert [event.kind for event in before] == ["could_not_reach", "damaged"]
    assert settled.item
    assert (settled.kind, settled.time, settled.item.by, settled.item.note) == ("settled", NOW - DAY, "Kari", "Nytt lokk")
    assert (taken_back.kind, taken_back.time, taken_back.mark) == ("taken_back", NOW - 2 * DAY + MINUTE, "settled")


def test_a_plots_version_changes_with_what_it_draws_and_with_nothing_else(town: Pages) -> None:
    services = town.app.state.services
    versions = [plot_version(services, OWN), plot_version(services, OWN)]
    assert versions[0] == versions[1]
    with town.state.begin() as connection:
        bin_states.put(connection, [(replace(unknown_bin(OWN, RULES), estimate=LevelEstimate(level=40.0, time=NOW, last_seen=NOW)), None)])
    versions.append(plot_version(services, OWN))
    with town.state.begin() as connection:
        bin_reports.add(connection, OWN, NOW)
    versions.append(plot_version(services, OWN))
    with town.state.begin() as connection:
        work_items.raise_(connection, OWN, "damaged", NOW, NOW)
    versions.append(plot_version(services, OWN))
    with town.state.begin() as connection:
        work_items.done(connection, work_items.page(connection)[0].id, by="Kari", note=None, now=NOW)
    versions.append(plot_version(services, OWN))
    assert len(set(versions)) == 5


def test_a_plot_has_a_figure_for_each_time_and_gaps_where_nothing_was_known(town: Pages) -> None:
    give_history(town, OWN)
    plot = bin_plot(bin_page(town.app.state.services, OWN))
    assert {len(plot[name]) for name in ("level", "p10", "p50", "p90")} == {len(plot["times"])}
    assert plot["times"] == sorted(plot["times"])
    past = [level for time, level in zip(plot["times"], plot["level"], strict=True) if time < plot["now"]]
    assert past.count(None) >= 2
    assert max(level for level in past if level is not None) <= 100


def test_a_bin_that_speaks_every_few_minutes_is_no_larger_to_draw(town: Pages) -> None:
    with town.state.begin() as connection:
        for time in range(NOW - 30 * DAY, NOW, 30 * MINUTE):
            beliefs.put(connection, [Belief(bin_id=OWN, known_at=time, time=time, fill=time / MINUTE % 100)])
    view = bin_page(town.app.state.services, OWN)
    assert len(view.points) > 1000
    assert len(bin_plot(view)["times"]) <= 1000


def test_a_bin_that_nothing_is_known_of_has_a_page_all_the_same(town: Pages) -> None:
    view = bin_page(town.app.state.services, "bin-198")
    assert (view.points, view.ahead, view.events, view.row.state) == ([], [], [], "no_data")
    with pytest.raises(ProblemError, match="There is no bin 'none'"):
        bin_page(town.app.state.services, "none")


def test_a_crew_that_had_no_room_came_all_the_same_unless_it_took_that_back(town: Pages) -> None:
    def report(kind: EventType, stop: str, minutes: int) -> StopEvent:
        return StopEvent(
            type=kind, time=NOW - minutes * MINUTE, stop_id=stop, bin_id=OWN, reason="truck_full" if kind == "could_not" else None
        )

    with town.state.begin() as connection:
        for pickup, event in [
            ("p-1", report("could_not", "s1", 90)),
            ("p-2", report("could_not", "s1", 60)),
            ("p-2", report("undo", "s1", 50)),
            ("p-2", report("could_not", "s1", 40)),
        ]:
            stop_events.add(connection, pickup, event, now=NOW)
    happened = bin_page(town.app.state.services, OWN).events
    assert [((NOW - event.time) // MINUTE, event.kind, event.mark) for event in happened] == [
        (40, "no_room", "look"),
        (90, "no_room", "look"),
    ]

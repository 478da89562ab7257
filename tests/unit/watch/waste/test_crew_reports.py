"""A crew's report counts at once; what sensor and crew do not agree on, and what a crew could not do, is somebody's work."""

import pytest

from domain.duration import HOUR, MINUTE
from domain.waste.level.crew_report import EmptyingReport
from domain.waste.rounds.stop_state import CouldNotReason
from storage.state.waste import work_items
from tests.unit.watch.bin_town import BinTown


def items(town: BinTown) -> list[tuple[str, str]]:
    with town.look() as connection:
        return [(item.bin_id, item.kind) for item in work_items.page(connection)]


def test_a_crews_word_confirms_what_the_sensor_saw(town: BinTown) -> None:
    town.send("b", 80.0, 80.0, 2.0, 2.0)
    town.say("b", "emptied")
    town.work()
    (emptying,) = town.emptied("b")
    assert (emptying.status, emptying.confidence) == ("confirmed", 1.0)
    assert "driver" in emptying.evidence
    town.wait(7 * HOUR)
    assert items(town) == []


def test_a_visit_after_which_the_bin_is_as_full_as_before_is_a_work_item(town: BinTown) -> None:
    town.send("b", 80.0, 80.0)
    town.say("b", "emptied")
    town.send("b", *[80.0 + number % 2 for number in range(30)])
    assert items(town) == [("b", "visited_not_emptied")]
    assert town.emptied("b") == []


def test_an_emptying_that_no_crew_reports_is_a_work_item_where_crews_report(town: BinTown) -> None:
    town.register("other")
    town.send("other", 50.0, 50.0, 1.0, 1.0)
    town.wait(7 * HOUR)
    assert items(town) == []
    town.say("other", "emptied", town.now - HOUR)
    town.send("b", 80.0, 80.0, 2.0, 2.0)
    town.wait(7 * HOUR)
    assert ("b", "emptied_without_visit") in items(town)


def test_a_bin_without_a_sensor_was_emptied_when_the_crew_says_so(town: BinTown) -> None:
    town.register("blind", sensor=False)
    town.say("blind", "emptied")
    reported_at = town.now
    town.work()
    (emptying,) = town.emptied("blind")
    assert (emptying.time, emptying.status, emptying.before, emptying.evidence) == (reported_at, "confirmed", None, ("driver",))
    assert town.shown("blind").emptied_at == reported_at
    town.say("blind", "undo", reported_at + 1)
    town.work()
    assert town.emptied("blind") == []
    assert town.shown("blind").emptied_at is None


def test_a_bin_is_emptied_when_the_crew_says_so_although_its_sensor_has_not_spoken_yet(town: BinTown) -> None:
    town.send("b", 96.0, 97.0)
    town.now += 4 * MINUTE
    town.say("b", "emptied")
    reported = town.now
    town.work()
    shown = town.shown("b")
    assert (shown.fill, shown.fill_time, shown.emptied_at) == (0.0, reported, reported)
    assert shown.report == EmptyingReport(time=reported, status="unconfirmed")
    belief = town.believed("b")
    assert belief is not None
    assert (belief.fill, belief.emptied_at) == (0.0, reported)
    assert (belief.chance_full(town.now + HOUR) or 0.0) < 0.01


def test_a_sensor_that_sees_the_bin_emptied_confirms_the_report(town: BinTown) -> None:
    town.send("b", 96.0, 97.0)
    town.say("b", "emptied")
    town.send("b", 2.0, 2.5)
    assert (town.shown("b").fill, town.shown("b").report) == (2.5, None)
    assert [emptying.status for emptying in town.emptied("b")] == ["confirmed"]
    town.wait(7 * HOUR)
    assert items(town) == []


def test_a_sensor_that_still_sees_a_full_bin_contradicts_the_report(town: BinTown) -> None:
    town.send("b", 96.0, 97.0)
    town.say("b", "emptied")
    reported = town.now
    town.send("b", 97.2, 96.8)
    assert (town.shown("b").fill, town.shown("b").emptied_at) == (96.8, None)
    assert town.shown("b").report == EmptyingReport(time=reported, status="contradicted")
    assert items(town) == []
    town.wait(HOUR)
    assert items(town) == [("b", "visited_not_emptied")]
    town.wait(7 * HOUR)
    assert items(town) == [("b", "visited_not_emptied")]
    town.send("b", 2.0, 2.5)
    assert (town.shown("b").fill, town.shown("b").report) == (2.5, None)


def test_a_report_a_little_before_the_bin_is_back_is_not_contradicted(town: BinTown) -> None:
    town.send("b", 96.0, 97.0, every=5 * MINUTE)
    town.say("b", "emptied")
    town.send("b", 97.1, every=5 * MINUTE)
    report = town.shown("b").report
    assert report is not None
    assert (report.status, town.shown("b").fill) == ("unconfirmed", 0.0)


def test_an_almost_empty_bin_that_was_emptied_is_nobodys_work(town: BinTown) -> None:
    town.send("b", 8.0, 8.4)
    town.say("b", "emptied")
    reported = town.now
    town.send("b", 2.0, 2.2)
    (emptying,) = town.emptied("b")
    assert (emptying.time, emptying.before, emptying.after, emptying.status) == (reported, 8.4, 2.2, "confirmed")
    assert (town.shown("b").emptied_at, town.shown("b").report) == (reported, None)
    town.wait(7 * HOUR)
    assert items(town) == []


def test_a_sensor_that_has_not_spoken_since_the_report_contradicts_nothing(town: BinTown) -> None:
    town.send("b", 96.0, 97.0)
    town.say("b", "emptied")
    town.wait(7 * HOUR)
    town.wait(7 * HOUR)
    assert items(town) == []
    assert town.shown("b").fill == 0.0


def test_a_report_that_is_taken_back_leaves_the_bin_as_it_was(town: BinTown) -> None:
    town.send("b", 96.0, 97.0)
    town.say("b", "emptied")
    town.work()
    town.say("b", "undo", town.now + 1)
    town.work()
    assert (town.shown("b").fill, town.shown("b").emptied_at, town.shown("b").report) == (97.0, None, None)
    belief = town.believed("b")
    assert belief is not None
    assert belief.fill == 97.0


@pytest.mark.parametrize(
    ("reason", "kinds"),
    [
        ("damaged", [("b", "damaged")]),
        ("blocked", [("b", "could_not_reach")]),
        ("not_found", [("b", "not_found")]),
        ("truck_full", []),
        ("other", [("b", "other")]),
    ],
)
def test_a_bin_that_a_crew_could_not_empty_is_somebodys_work(town: BinTown, reason: CouldNotReason, kinds: list[tuple[str, str]]) -> None:
    town.send("b", 96.0, 97.0)
    town.say("b", "could_not", reason=reason)
    town.work()
    town.work()
    assert items(town) == kinds


def test_a_work_item_whose_report_is_taken_back_is_done(town: BinTown) -> None:
    town.send("b", 96.0, 97.0)
    town.say("b", "could_not", reason="damaged")
    town.work()
    town.say("b", "undo", town.now + 1)
    town.work()
    with town.look() as connection:
        (item,) = work_items.page(connection)
    assert (item.kind, item.by, item.done_at is not None) == ("damaged", "crew", True)

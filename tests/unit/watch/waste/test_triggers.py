"""A truck is asked for once, for named bins and a reason, and no longer than it is needed."""

from domain.device import Bin
from domain.waste.decision.trigger import plan
from storage.state import registry
from storage.state.waste import decisions, triggers
from tests.unit.watch.bin_town import DAY, HOUR, MINUTE, BinTown


def reasons(town: BinTown) -> list[tuple[str, dict[str, str]]]:
    return [(trigger.state, {due.bin_id: due.reason for due in trigger.bins}) for trigger in town.triggers()]


def test_a_full_bin_asks_for_a_truck_once(town: BinTown) -> None:
    town.send("b", 60.0, 60.0)
    assert town.triggers() == []
    town.send("b", 96.0, 96.5)
    (trigger,) = town.triggers()
    assert (trigger.area, trigger.fraction, trigger.state) == ("all", "rest", "open")
    (due,) = trigger.bins
    assert (due.bin_id, due.reason, due.fill) == ("b", "full", 96.5)
    assert due.probability > 0.1
    with town.look() as connection:
        seq = triggers.current_seq(connection)
    town.send("b", 96.0, 97.0, 96.5)
    assert [trigger_.id for trigger_ in town.triggers()] == [trigger.id]
    with town.look() as connection:
        assert triggers.current_seq(connection) == seq, "the same bins for the same reasons are no news"


def test_one_reading_asks_for_no_truck(town: BinTown) -> None:
    town.send("b", 30.0, 30.0, 99.0, 30.5)
    town.wait(HOUR)
    assert town.triggers() == []


def test_it_is_withdrawn_when_the_bin_was_emptied_without_it(town: BinTown) -> None:
    town.send("b", 96.0, 96.0, 2.0, 2.0)
    assert reasons(town) == [("withdrawn", {"b": "full"})]


def test_no_truck_is_asked_for_a_bin_that_a_crew_has_just_reported_emptied(town: BinTown) -> None:
    town.send("b", 96.0, 96.0)
    assert reasons(town) == [("open", {"b": "full"})]
    town.say("b", "emptied")
    town.wait(5 * MINUTE)
    assert reasons(town) == [("withdrawn", {"b": "full"})]
    town.send("b", 96.4, 96.2)  # the sensor denies it
    assert [state for state, _ in reasons(town)].count("open") == 1


def test_another_full_bin_joins_the_open_trigger(town: BinTown) -> None:
    town.register("c")
    town.send("b", 96.0, 96.0)
    town.send("c", 97.0, 97.0)
    assert reasons(town) == [("open", {"b": "full", "c": "full"})]
    town.send("b", 1.0, 1.0)
    assert reasons(town) == [("open", {"c": "full"})]


def test_each_area_and_fraction_has_its_own(town: BinTown) -> None:
    town.register("paper", fraction="paper")
    town.register("north", tags=("north", "school"))
    for name in ("b", "paper", "north"):
        town.send(name, 96.0, 96.0)
    assert {(trigger.area, trigger.fraction, *trigger.bin_ids) for trigger in town.triggers()} == {
        ("all", "rest", "b"),
        ("all", "paper", "paper"),
        ("north", "rest", "north"),
    }


def test_a_bin_that_a_planned_round_empties_asks_for_no_other(town: BinTown) -> None:
    town.send("b", 96.0, 96.0)
    with town.state.begin() as connection:
        trigger = triggers.open_of(connection, "all", "rest")
        assert trigger is not None
        triggers.keep(connection, plan(trigger, "p", town.now))
    town.send("b", 97.0, 97.0)
    assert reasons(town) == [("planned", {"b": "full"})]


def test_a_citizens_report_asks_for_a_truck_until_the_bin_is_emptied(town: BinTown) -> None:
    town.register("blind", sensor=False)
    town.report("blind")
    town.wait(MINUTE)
    assert reasons(town) == [("open", {"blind": "report"})]
    town.say("blind", "emptied")
    town.wait(MINUTE)
    assert reasons(town) == [("withdrawn", {"blind": "report"})]


def test_a_bin_without_a_sensor_lives_by_its_interval(town: BinTown) -> None:
    town.register("blind", sensor=False, interval_days=7)
    town.say("blind", "emptied")
    town.wait(MINUTE)
    town.wait(3 * DAY)
    assert town.triggers() == []
    town.wait(2 * DAY)
    assert reasons(town) == [("open", {"blind": "age"})]


def test_a_bin_that_fills_is_foreseen(town: BinTown) -> None:
    fill = 0.0
    while not town.triggers():
        town.send("b", fill, every=3 * HOUR)
        fill += 2.5
        assert fill < 90, "it would have been full before anybody asked for a truck"
    assert reasons(town) == [("open", {"b": "will_overflow"})]
    (trigger,) = town.triggers()
    assert trigger.latest_departure >= trigger.raised_at


def test_a_removed_bin_needs_no_truck(town: BinTown) -> None:
    town.send("b", 96.0, 96.0)
    with town.state.begin() as connection:
        bin_ = registry.get(connection, Bin, "b", town.now)
        assert bin_ is not None
        registry.remove(connection, bin_, town.now)
    town.wait(MINUTE)
    assert [trigger.state for trigger in town.triggers()] == ["withdrawn"]


def test_what_was_decided_is_kept_for_the_pages_whether_a_truck_is_needed_or_not(town: BinTown) -> None:
    town.send("b", 30.0, 30.0)
    with town.state.read() as connection:
        waits = decisions.standing(connection)["all", "rest"]
    assert (waits.send, waits.bins) == (False, ())
    town.send("b", 96.0, 96.5)
    with town.state.read() as connection:
        sends = decisions.standing(connection)["all", "rest"]
    assert (sends.send, [due.bin_id for due in sends.bins]) == (True, ["b"])
    assert sends.risks["b"] > waits.risks["b"]

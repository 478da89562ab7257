"""What bins' sensors and crews say becomes one story of each bin: its level, its faults, its emptyings."""

import pytest

from domain.reading import Reading
from domain.waste.level.bin_state import BinRules
from domain.waste.level.message import SensorMessage
from storage.state import sequences
from tests.unit.watch.bin_town import DAY, HOUR, MINUTE, RULES, BinTown
from watch.waste.levels import _reports_by_bin


def test_one_reading_never_decides(town: BinTown) -> None:
    town.send("b", 20.0, 21.0, 95.0)
    assert town.shown("b").fill == 21.0
    town.send("b", 21.0)
    assert town.shown("b").fill == 21.0
    town.send("b", 95.0, 95.5)
    assert town.shown("b").fill == 95.5


def test_a_first_reading_is_shown_but_not_yet_believed(town: BinTown) -> None:
    town.send("b", 63.0)
    assert town.shown("b").fill == 63.0
    belief = town.believed("b")
    assert belief is not None
    assert belief.fill is None
    town.send("b", 63.5)
    belief = town.believed("b")
    assert belief is not None
    assert belief.fill == 63.5


def test_nonsense_of_a_tilted_sensor_leaves_the_level_as_it_was(town: BinTown) -> None:
    town.send("b", 40.0, 40.0)
    town.send("b", 95.0, tilt=120.0)
    assert (town.shown("b").fill, town.shown("b").fault_count) == (40.0, 1)
    town.send("b", 2.0, tilt=100.0)
    assert (town.shown("b").fill, town.shown("b").fault, town.shown("b").fault_count) == (40.0, "tilted", 2)
    town.send("b", 40.5)
    assert (town.shown("b").fill, town.shown("b").fault) == (40.5, None)


def test_an_emptying_is_seen_with_what_speaks_for_it(town: BinTown) -> None:
    town.send("b", 80.0, 80.5)
    town.send("b", 30.0, tilt=110.0)
    turned_over = town.now
    town.send("b", 2.0, 2.5)
    (emptying,) = town.emptied("b")
    assert (emptying.before, emptying.after, emptying.status) == (80.5, 2.0, "detected")
    assert {"drop", "tilt", "nearly_empty"} <= set(emptying.evidence)
    assert emptying.confidence > 0.99
    assert abs(emptying.time - turned_over) <= 15 * MINUTE
    assert town.shown("b").emptied_at == emptying.time


@pytest.mark.parametrize("parameter", ["fill", "distance"])
def test_a_fill_a_little_below_empty_or_above_full_is_noise(town: BinTown, parameter: str) -> None:
    def send(*fills: float) -> None:
        for fill in fills:
            town.now += 15 * MINUTE
            town.arrive(Reading("b-s", town.now, {parameter: fill if parameter == "fill" else 1200 - 10 * fill}))
            town.work()

    send(*[40 + 0.7 * number for number in range(40)])
    send(-2.0, -1.0, -2.0, -1.5)
    assert (town.shown("b").fill, town.shown("b").fault) == (0.0, None)
    assert [(emptying.before, emptying.after) for emptying in town.emptied("b")] == [(67.3, 0.0)]
    send(103.0, 104.0)
    assert (town.shown("b").fill, town.shown("b").fault) == (100.0, None)


def test_a_lid_left_open_empties_no_bin(town: BinTown) -> None:
    town.send("b", 60.0, 60.5, -40.0, -41.0, -40.0, 61.0, 61.0)
    assert town.emptied("b") == []
    assert town.shown("b").fill == 61.0


def test_the_same_messages_again_change_nothing(town: BinTown) -> None:
    town.send("b", 80.0, 80.0, 2.0, 2.0)
    before = town.shown("b"), town.emptied("b")
    with town.state.begin() as connection:
        sequences.put(connection, "watch.bins", 0)
    town.work()
    assert (town.shown("b"), town.emptied("b")) == before


def test_a_backlog_is_worked_through_message_by_message(town: BinTown) -> None:
    fills = [50.0, 52.0, 54.0, 3.0, 3.0, 5.0]
    start = town.now
    town.arrive(*[Reading("b-s", start + number * 15 * MINUTE, {"fill": fill}) for number, fill in enumerate(fills)])
    town.wait(2 * HOUR)
    assert [emptying.time for emptying in town.emptied("b")] == [start + 45 * MINUTE]
    assert town.shown("b").fill == 5.0


@pytest.mark.parametrize(("later", "outcomes"), [(0, ["emptied"]), (1, [])])
def test_what_a_crew_says_counts_as_long_around_a_message_as_the_rules_say(town: BinTown, later: int, outcomes: list[str]) -> None:
    message = SensorMessage(time=town.now, level=50.0)
    rules = BinRules(demand=RULES.demand, emptying=RULES.emptying, tracking=RULES.tracking)
    town.now += HOUR
    town.say("b", "emptied", message.time + rules.tracking.report_ms + later)
    with town.look() as connection:
        reports = _reports_by_bin(connection, [("b", message)], rules)("b")
    assert reports(message.time) == outcomes


def test_a_silent_sensor_is_believed_less_every_day_and_never_empty(town: BinTown) -> None:
    for day in range(8):
        town.send("b", 5.0 + 8 * day, 5.5 + 8 * day, every=DAY // 2)
    belief = town.believed("b")
    assert belief is not None
    assert belief.outlook is not None
    chances = [belief.chance_full(town.now + days * DAY) or 0.0 for days in (0, 3, 6, 20)]
    assert chances == sorted(chances)
    assert chances[0] < 0.05
    assert chances[3] > 0.9
    low, middle, high = town.shown("b").full_at
    assert low is not None
    assert middle is not None
    assert high is not None
    assert town.now < low < middle < high

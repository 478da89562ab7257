"""Each bin has one mark, stands in the groups that people ask for, and the most urgent comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.frame.registry_now import registry_now
from api.pages.waste.bin_rows import groups_of, mark_of, rows
from api.waste.bin_level import Level
from api.waste.on_rounds import OnRound
from domain.duration import HOUR
from domain.waste.decision.trigger import DueBin
from domain.waste.level.fill import State
from tests.unit.api.pages.things import NOW, a_bin, registry

UNKNOWN = (None, None, None)


def at(hours: float) -> tuple[int, int, int]:
    likely = NOW + round(hours * HOUR)
    return likely - HOUR, likely, likely + HOUR


@pytest.mark.parametrize(
    ("state", "hours", "mark"),
    [
        ("ok", 72, "room"),
        ("ok", 47, "soon"),
        ("nearly_full", 72, "soon"),
        ("full", 0, "soon"),
        ("fault", 1, "fault"),
        ("no_data", 1, "silent"),
    ],
)
def test_a_bin_that_is_neither_due_nor_on_a_round_is_marked_by_its_level(state: State, hours: float, mark: str) -> None:
    assert mark_of(state, at(hours), NOW, is_due=False, is_on_round=False) == mark


def test_a_bin_that_must_be_emptied_is_no_alarm_once_a_round_goes_to_it() -> None:
    assert mark_of("full", UNKNOWN, NOW, is_due=True, is_on_round=False) == "must"
    assert mark_of("no_data", UNKNOWN, NOW, is_due=True, is_on_round=False) == "must"
    assert mark_of("full", UNKNOWN, NOW, is_due=True, is_on_round=True) == "route"


def test_a_bin_that_is_full_or_will_be_stands_in_the_group_of_its_day() -> None:
    assert groups_of("soon", "full", UNKNOWN, NOW) == {"day", "two_days"}
    assert groups_of("must", "ok", at(24), NOW) == {"must", "day", "two_days"}
    assert groups_of("soon", "ok", at(24.1), NOW) == {"two_days"}
    assert groups_of("room", "ok", at(48.1), NOW) == set()
    assert groups_of("route", "nearly_full", at(10), NOW) == {"route", "day", "two_days"}


@given(hours=st.floats(-100, 100))
def test_a_level_that_is_not_known_puts_no_bin_in_a_day(hours: float) -> None:
    assert groups_of("silent", "no_data", at(hours), NOW) == {"silent"}
    assert groups_of("fault", "fault", at(hours), NOW) == {"fault"}
    assert groups_of("route", "no_data", at(hours), NOW) == {"route", "silent"}, "a truck goes there, and its sensor needs somebody"
    assert groups_of("must", "fault", at(hours), NOW) == {"must", "fault"}


def test_the_most_urgent_bin_comes_first_and_of_equals_the_one_that_is_full_first() -> None:
    levels = {
        "due": Level(fill=70.0, state="ok", full_at=at(30)),
        "later": Level(fill=80.0, state="nearly_full", full_at=at(40)),
        "sooner": Level(fill=78.0, state="nearly_full", full_at=at(20)),
        "odd": Level(state="fault"),
        "coming": Level(fill=99.0, state="full"),
        "quiet": Level(),
        "empty": Level(fill=3.0, state="ok", full_at=at(200)),
    }
    due = {name: DueBin(bin_id=name, reason="full", fill=70.0, full_at=None, probability=0.5) for name in ("due", "coming")}
    rounds = {"coming": OnRound(pickup_id="p-1", departure=NOW + HOUR, eta=NOW + 2 * HOUR)}
    made = rows(registry_now(registry(*map(a_bin, levels)), NOW), levels, due, rounds)
    assert [(row.id, row.mark) for row in made] == [
        ("due", "must"),
        ("sooner", "soon"),
        ("later", "soon"),
        ("odd", "fault"),
        ("coming", "route"),
        ("quiet", "silent"),
        ("empty", "room"),
    ]
    assert (made[0].reason, made[4].round) == ("full", rounds["coming"])

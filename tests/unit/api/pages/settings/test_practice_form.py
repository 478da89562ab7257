"""Practice and goals are read as people write numbers, and each says where it is from."""

from datetime import date

import pytest

from api.pages.settings.practice_form import Fields, PracticeForm, StatedPractice, form_of, stated_in
from config.plan import BaselineFigure, GoalTable

HOURS = BaselineFigure(value=4100.5, source="timelister; V", date=date(2025, 12, 31))
GOAL = GoalTable(figure="km", change_percent=-20, deadline=date(2027, 12, 31), role="Leder")


def test_what_is_set_comes_back_from_its_form_unchanged() -> None:
    stated = stated_in(form_of({"hours": HOURS}, [GOAL]).fields)
    assert isinstance(stated, StatedPractice)
    assert {name: figure for name, figure in stated.practice.items() if figure} == {"hours": HOURS}
    assert {name: goal for name, goal in stated.goals.items() if goal} == {"km": GOAL}
    assert stated.practice["km"] is None


@pytest.mark.parametrize(("written", "value"), [("4 100,5", 4100.5), ("4\xa0100.5", 4100.5), ("0", 0.0)])
def test_numbers_are_read_as_people_write_them(written: str, value: float) -> None:
    stated = stated_in({**form_of({"hours": HOURS}, []).fields, "practice.hours.value": [written]})
    assert isinstance(stated, StatedPractice)
    assert stated.practice["hours"] is not None
    assert stated.practice["hours"].value == value


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"practice.hours.value": ["mange"]}, "practice.hours"),
        ({"practice.hours.value": ["-1"]}, "practice.hours"),
        ({"practice.hours.value": ["nan"]}, "practice.hours"),
        ({"practice.hours.source": [" "]}, "practice.hours"),
        ({"practice.hours.date": [""]}, "practice.hours"),
        ({"goal.km.deadline": [""]}, "goal.km"),
        ({"goal.km.percent": ["mindre"]}, "goal.km"),
    ],
)
def test_what_is_wrong_is_told_by_its_figure_and_nothing_is_stated(changed: Fields, wrong: str) -> None:
    form = stated_in({**form_of({"hours": HOURS}, [GOAL]).fields, **changed})
    assert isinstance(form, PracticeForm)
    assert form.wrong == {wrong}


def test_a_typographic_minus_is_a_minus() -> None:
    stated = stated_in({**form_of({}, [GOAL]).fields, "goal.km.percent": ["−25"]})
    assert isinstance(stated, StatedPractice)
    assert stated.goals["km"] is not None
    assert stated.goals["km"].change_percent == -25

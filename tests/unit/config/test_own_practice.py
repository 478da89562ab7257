"""The pages' practice and goals stand in place of plan.toml's of the same figure, and leave the others."""

from datetime import date

from config.plan import BaselineFigure, GoalTable, Today, load_plan, plan_with_own

FILE = load_plan().model_copy(
    update={
        "today": Today(km=BaselineFigure(value=100.0, source="odometers; V", date=date(2025, 1, 1))),
        "goals": (
            GoalTable(figure="km", change_percent=-10, deadline=date(2027, 1, 1), role="a"),
            GoalTable(figure="rounds", change_percent=-10, deadline=date(2027, 1, 1), role="a"),
        ),
    }
)


def test_what_the_pages_say_wins_figure_by_figure() -> None:
    stated = {"hours": {"value": 500.0, "source": "time sheets; V", "date": "2025-12-31"}}
    plan = plan_with_own(FILE, stated, {"km": {"change_percent": -30.0, "deadline": "2028-01-01", "role": "b"}})
    assert plan.today.hours == BaselineFigure(value=500.0, source="time sheets; V", date=date(2025, 12, 31))
    assert plan.today.km == FILE.today.km
    assert [(goal.figure, goal.change_percent) for goal in plan.goals] == [("rounds", -10), ("km", -30)]


def test_with_nothing_of_their_own_the_plan_is_the_files() -> None:
    assert plan_with_own(FILE, {}, {}) == FILE

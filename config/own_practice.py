"""Today's practice and goals as the pages were told, in place of what plan.toml says of the same figures."""

from collections.abc import Mapping
from typing import Any

from config.plan import BaselineFigure, GoalTable, PlanFigures, Today

PRACTICE = tuple(Today.model_fields)  # the figures that a town may state of its practice


def plan_with_own(plan: PlanFigures, practice: Mapping[str, Mapping[str, Any]], goals: Mapping[str, Mapping[str, Any]]) -> PlanFigures:
    """Return the plan's figures with the pages' practice and goals, each by the figure's name."""
    stated = {name: BaselineFigure.model_validate(body) for name, body in practice.items() if name in PRACTICE}
    own_goals = {name: GoalTable.model_validate({"figure": name, **body}) for name, body in goals.items()}
    kept = tuple(goal for goal in plan.goals if goal.figure not in own_goals)
    return plan.model_copy(update={"today": plan.today.model_copy(update=stated), "goals": (*kept, *own_goals.values())})

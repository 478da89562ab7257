"""Whether a goal is on course."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Course = Literal["on course", "behind", "too little data"]
LEAST_DAYS = 28  # a month's weekdays and weather: shorter says little of a year


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A figure shall have changed by `change_percent` from what it was on `since` until `deadline`."""

    change_percent: float
    since: date
    deadline: date


def wanted(goal: Goal, today: date) -> float:
    """Return the change (%) that a straight way to the goal would have reached by now."""
    days = (goal.deadline - goal.since).days
    passed = (today - goal.since).days
    return goal.change_percent if days <= 0 else goal.change_percent * min(1.0, max(0.0, passed / days))


def course(goal: Goal, change_percent: float | None, days: float, today: date) -> Course:
    """Return how a figure that has changed so far over a period of `days` stands to its goal; None: nothing to compare it with."""
    if change_percent is None or days < LEAST_DAYS:
        return "too little data"
    due = wanted(goal, today)
    reached = change_percent <= due if goal.change_percent < 0 else change_percent >= due
    return "on course" if reached else "behind"

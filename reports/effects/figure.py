"""A figure of a period, with what it rests on, what it is compared with, and why it is unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.duration import DAY
from domain.effects.co2 import Co2Factors
from domain.effects.coverage import is_enough
from domain.effects.goal import Course


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """The bounds between which a figure lies, and why."""

    low: float
    high: float
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What a figure is compared with, for as much of the period as the figure rests on.

    `change_percent`: of that; None where it is 0, or the figure is unknown or rests on too little. `reckoned`: it follows from other
    figures, nobody stated it.
    """

    value: float
    change_percent: float | None
    source: str
    date: date
    reckoned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the period.

    `value`: None where it is unknown, and `note` says why. `coverage`: the share (0–1) of what it should rest on.
    `today`: None where nobody has said what today's practice is.
    """

    name: str
    value: float | None
    unit: str
    formula: str
    coverage: float | None
    note: str | None = None
    uncertainty: Uncertainty | None = None
    today: Baseline | None = None
    tuned_schedule: Baseline | None = None

    @property
    def enough(self) -> bool:
        """Whether it is known, and rests on enough of the period to be compared."""
        return self.value is not None and is_enough(self.coverage)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitExceedances:
    """A limit's exceedance days (or hours, for an hourly one) within the period; `coverage`: share of the period's hours judged."""

    site: str
    parameter: str
    averaging: str
    exceedances: int
    allowed_a_year: int
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassHours:
    """A site's hours by class of the index, `1` for the cleanest; hours without a value have no class."""

    site: str
    hours: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalProgress:
    """A goal, how far the figure has changed against today's, and what a straight line to the goal would have reached by now."""

    figure: str
    change_percent: float
    deadline: date
    role: str
    changed_percent: float | None
    wanted_by_now: float | None
    course: Course


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Both domains' effects from `start` to `end` (ms UTC), never of a driver or a shift."""

    start: int
    end: int
    waste: Sequence[Figure]
    air: Sequence[Figure]
    limits: Sequence[LimitExceedances]
    hours_by_class: Sequence[ClassHours]
    index: str
    regime: str
    goals: Sequence[GoalProgress]
    co2: Co2Factors

    @property
    def days(self) -> float:
        """The period's length in days."""
        return round((self.end - self.start) / DAY, 3)

    def figure(self, name: str) -> Figure:
        """Return a figure by its name. Raises KeyError."""
        return {figure.name: figure for figure in (*self.waste, *self.air)}[name]

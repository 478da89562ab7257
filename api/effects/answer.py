"""Effects as the API answers them; `reports.effects.figure` says what each field means."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from api.web.fields import Answer, TimeOut
from domain.effects.goal import Course


class RangeAnswer(Answer):
    """The bounds between which a figure lies, and why."""

    low: float
    high: float
    how: str


class BaselineAnswer(Answer):
    """What a figure is compared with, for as much of the period as the figure rests on.

    `change_percent`: of that; null where it is 0, or the figure is unknown or rests on too little. `reckoned`: it follows from other
    figures, nobody stated it.
    """

    value: float
    change_percent: float | None
    source: str
    date: date
    reckoned: bool


def _rounded(share: float | None) -> float | None:
    """Return a share with the decimals it deserves; what is reckoned from it has all of them."""
    return None if share is None else round(share, 3)


class FigureAnswer(Answer):
    """One figure of the period. `coverage`: the share (0–1) of what it should rest on; `enough`: whether that is enough to compare it.

    `value`: null where it is unknown, and `note` says why. `today`: null where nobody has said what today's practice is.
    """

    name: str
    value: float | None
    unit: str
    formula: str
    coverage: Annotated[float | None, AfterValidator(_rounded)]
    enough: bool
    note: str | None
    uncertainty: RangeAnswer | None
    today: BaselineAnswer | None
    tuned_schedule: BaselineAnswer | None


class LimitDaysAnswer(Answer):
    """A limit's exceedance days (or hours, for an hourly one) within the period, and how many a year may have.

    `coverage`: the share of the period's hours that may be judged.
    """

    site: str
    parameter: str
    averaging: str
    exceedances: int
    allowed_a_year: int
    coverage: float


class ClassHoursAnswer(Answer):
    """A site's hours by class of the index, `1` for the cleanest; hours without a value have no class."""

    site: str
    hours: dict[str, int]


class GoalAnswer(Answer):
    """A goal, how far the figure has changed against today's, and what a straight line to it would have reached by now."""

    figure: str
    change_percent: float
    deadline: date
    role: str
    changed_percent: float | None
    wanted_by_now: float | None
    course: Course


class FactorsAnswer(Answer):
    """The factors by which way and hours become CO2, and where each comes from."""

    version: str
    kg_per_litre: float
    litres_per_km: float
    litres_per_stop_hour: float
    litres_per_idle_hour: float
    idle_share: float
    sources: tuple[str, ...]


class EffectsAnswer(Answer):
    """Both domains' effects from `start` to `end`, never of a driver or a shift."""

    start: TimeOut
    end: TimeOut
    days: float
    waste: tuple[FigureAnswer, ...]
    air: tuple[FigureAnswer, ...]
    limits: tuple[LimitDaysAnswer, ...]
    hours_by_class: tuple[ClassHoursAnswer, ...]
    index: Literal["norway"]
    regime: str
    goals: tuple[GoalAnswer, ...]
    co2: FactorsAnswer

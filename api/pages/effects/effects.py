"""What `/effekt` shows: the leader's sheet of the chosen period."""

from dataclasses import dataclass
from typing import Literal, get_args

from api.effects.routes import read_effects
from api.web.services import Services
from config.texts import Language
from domain.duration import DAY
from reports.effects.period import last_month
from reports.effects.sheet import Sheet, sheet
from reports.effects.words import sheet_words

PeriodName = Literal["days", "month", "year"]
PERIODS: tuple[PeriodName, ...] = get_args(PeriodName)
_DAYS = {"days": 30, "year": 365}


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectsPage:
    """The sheet of a period, from `start` to `end` (ms UTC), and which of the periods that is."""

    sheet: Sheet
    period: PeriodName
    start: int
    end: int


def effects_page(services: Services, language: Language, chosen: str | None) -> EffectsPage:
    """Read the sheet of the `chosen` period, the last 30 days where that is none. Raises StateAwayError or StoreAwayError."""
    period: PeriodName = next((name for name in PERIODS if name == chosen), "days")
    now, words = services.clock(), sheet_words(language)
    if period == "month":
        first, start, end = last_month(now)
        named = words("period.month", month=words.month(first))
    else:
        start, end = now - _DAYS[period] * DAY, now
        named = words("period.days", n=_DAYS[period])
    effects = read_effects(services, start, end)
    return EffectsPage(sheet=sheet(effects, services.figures, language, named), period=period, start=effects.start, end=effects.end)

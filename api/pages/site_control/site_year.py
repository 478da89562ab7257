"""A site's running year: how much of each limit is used, the days above one with what is known of them, and a calendar of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import Connection

from api.web.services import Services
from domain.air.legal_day import bounds_of_year, date_of, year_of
from domain.air.limit import Limit, Regime
from domain.air.limit_use import LimitUse, limit_use
from domain.air.measured_days import Measured, measured_days
from storage.state.air import day_tags, site_days
from storage.state.air.day_tags import DayTag

TAGS = ("sanding", "natural", "fireworks", "construction")  # offered; any other may be set over the API

DayState = Literal["above", "tagged", "ahead", "unmeasured", "partly", "calm"]
_QUIET: Mapping[Measured, DayState] = {"all": "calm", "some": "partly", "none": "unmeasured"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceedanceDay:
    """A legal day above a limit, or one that people have noted something about: the `limits` above which it was, and the notes.

    `measured`: of all, some or none of the pollutants, well enough to say that it was above no limit.
    """

    day: date
    measured: Measured
    limits: Sequence[Limit]
    tags: Sequence[DayTag]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One day of the calendar: how many limits it was above, and whether people noted something. `ahead`: it is not over yet."""

    day: date
    above: int
    tagged: bool
    ahead: bool
    measured: Measured

    @property
    def state(self) -> DayState:
        """What is shown of it: what happened before what is missing."""
        if self.above:
            return "above"
        if self.tagged:
            return "tagged"
        if self.ahead:
            return "ahead"
        return _QUIET[self.measured]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteYearView:
    """A legal year at a site by a regime; `uses` the limits of what is measured here, the one closest to being broken first."""

    site: str
    year: int
    regime: Regime
    uses: Sequence[LimitUse]
    days: Sequence[ExceedanceDay]
    months: Sequence[Sequence[CalendarDay]]

    def count(self, state: DayState) -> int:
        """Return how many days of the calendar are in a state."""
        return sum(day.state == state for month in self.months for day in month)


def site_year(services: Services, connection: Connection, site_id: str) -> SiteYearView:
    """Read a site's running year by the regime of the settings."""
    now = services.clock()
    year, regime = year_of(now), services.regimes[services.settings.air.regime]
    verdicts = services.verdicts.verdicts(connection, [site_id], regime, year)[site_id]
    uses = [limit_use(assessment, year, now, regime.coverage) for assessment in verdicts.assessments if assessment.measured]
    tags = day_tags.within(connection, site_id, date(year, 1, 1), date(year, 12, 31))
    measured = _measured(connection, site_id, year, uses)
    days = exceedance_days(uses, tags, measured)
    return SiteYearView(
        site=site_id,
        year=year,
        regime=regime,
        uses=sorted(uses, key=lambda use: use.urgency),
        days=days[::-1],
        months=calendar(year, days, measured, date_of(now)),
    )


def _measured(connection: Connection, site_id: str, year: int, uses: Sequence[LimitUse]) -> Mapping[date, Measured]:
    """Return how well each day was measured; what only sensors measured that may judge nothing, has a line of its own."""
    parameters = {use.assessment.limit.parameter for use in uses if use.state != "blind"}
    return measured_days(site_days.days(connection, site_id, parameters, *bounds_of_year(year)), parameters)


def exceedance_days(uses: Sequence[LimitUse], tags: Sequence[DayTag], measured: Mapping[date, Measured]) -> list[ExceedanceDay]:
    """Return the days above a limit or with a note, in order."""
    above = {day for use in uses for day in use.assessment.dates}
    return [
        ExceedanceDay(
            day=day,
            measured=measured.get(day, "none"),
            limits=[use.assessment.limit for use in uses if day in use.assessment.dates],
            tags=[tag for tag in tags if tag.day == day],
        )
        for day in sorted(above | {tag.day for tag in tags})
    ]


def calendar(year: int, days: Sequence[ExceedanceDay], measured: Mapping[date, Measured], today: date) -> list[list[CalendarDay]]:
    """Return the year's months, each with its days."""
    by_day = {day.day: day for day in days}
    all_days = (date(year, 1, 1) + timedelta(days=number) for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
    months: list[list[CalendarDay]] = [[] for _ in range(12)]
    for day in all_days:
        noted = by_day.get(day)
        months[day.month - 1].append(
            CalendarDay(
                day=day,
                above=len(noted.limits) if noted else 0,
                tagged=bool(noted and noted.tags),
                ahead=day >= today,
                measured=measured.get(day, "none"),
            )
        )
    return months

"""The means of one parameter at a place over a period, as a plot, a table and a CSV show them: every window, measured or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from api.air.regimes import regime_named, scale_named
from api.pages.place.choice import LENGTHS, Choice
from api.web.services import Services
from api.web.units_and_flags import unit_of
from config.indices import DEFAULT_INDEX
from config.regimes import DEFAULT_REGIME
from domain.air.legal_day import date_of, start_of_day
from domain.air.limit import Limit, in_force
from domain.air.window_mean import WindowMean
from domain.air.windows import start_of_hour
from domain.duration import DAY, HOUR
from storage.state.air.window_means import window_means

Averaging = Literal["hour", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One window, from `start` (ms UTC); `mean` is None where nothing was measured."""

    start: int
    end: int
    mean: WindowMean | None

    @property
    def value(self) -> float | None:
        """The mean, where enough was measured for one."""
        return self.mean.mean if self.mean and self.mean.valid else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The windows from `start` (ms UTC), one each `step` ms, oldest first. Those until `end` are over; an hour under way may follow.

    `too_few`: something was measured in the period, but too little for any mean. `bounds`: those of the
    index's classes, for hourly means. `limit`: the legal one of these means, None where there is none.
    `days`: the same period's daily means, where a table of every hour would be too long.
    """

    parameter: str
    unit: str
    averaging: Averaging
    start: int
    end: int
    rows: Sequence[Row]
    bounds: Sequence[float]
    limit: Limit | None
    days: Sequence[Row]
    too_few: bool

    @property
    def step(self) -> int:
        """The length of a window (ms)."""
        return DAY if self.averaging == "day" else HOUR

    @property
    def table(self) -> Sequence[Row]:
        """The rows of the table beside the plot, the newest first."""
        return (self.days or self.rows)[::-1]

    @property
    def measured(self) -> bool:
        """Whether any window has a mean."""
        return any(row.value is not None for row in self.rows)


def series(services: Services, connection: Connection, site: str, choice: Choice, now: int) -> Series | None:
    """Read what is chosen, up to the newest whole window and the hour under way where it has a mean; None where nothing is measured."""
    if choice.parameter is None:
        return None
    averaging: Averaging = "day" if choice.averaging == "dogn" else "hour"
    end = start_of_day(now) if averaging == "day" else start_of_hour(now)
    start = end - LENGTHS[choice.period]
    is_long = averaging == "hour" and choice.period == "ar"
    scale = scale_named(services, DEFAULT_INDEX, date_of(now))
    bands = scale.bands.get(choice.parameter) if averaging == "hour" else None
    rows = _rows(connection, site, choice.parameter, averaging, start, end)
    if averaging == "hour":
        rows += [row for row in _rows(connection, site, choice.parameter, "hour", end, end + HOUR) if row.value is not None]
    return Series(
        parameter=choice.parameter,
        unit=unit_of(services, choice.parameter),
        averaging=averaging,
        start=start,
        end=end,
        rows=rows,
        bounds=bands.bounds if bands else (),
        limit=_limit(services, choice.parameter, averaging, now),
        days=_rows(connection, site, choice.parameter, "day", start_of_day(start), start_of_day(end)) if is_long else (),
        too_few=all(row.value is None for row in rows)
        and bool(window_means(connection, site, choice.parameter, "hour", start, now, limit=1)),
    )


def _rows(connection: Connection, site: str, parameter: str, averaging: Averaging, start: int, end: int) -> list[Row]:
    means = {mean.start: mean for mean in window_means(connection, site, parameter, averaging, start, end)}
    step = DAY if averaging == "day" else HOUR
    return [Row(start=time, end=time + step, mean=means.get(time)) for time in range(start, end, step)]


def _limit(services: Services, parameter: str, averaging: Averaging, now: int) -> Limit | None:
    limits = in_force(regime_named(services, DEFAULT_REGIME).limits, date_of(now).year)
    return next((limit for limit in limits if (limit.parameter, limit.averaging) == (parameter, averaging)), None)

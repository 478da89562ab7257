"""The values that the air may not exceed, how often it may, and by whose rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Literal

Averaging = Literal["hour", "8h", "day", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit, in the parameter's unit. An exceedance is strictly greater (V).

    `allowed`: exceedances a calendar year may have; with `years_averaged` 3 the mean of that many years' counts.
    `averaging` 8h: the daily maximum 8 h mean, so exceedances are days. `valid_from`: the first day it binds.
    """

    parameter: str
    averaging: Averaging
    limit: float
    valid_from: date
    source: str
    allowed: int = 0
    years_averaged: int = 1

    def __post_init__(self) -> None:
        if self.limit <= 0 or self.allowed < 0 or self.years_averaged not in (1, 3):
            raise ValueError(f"{self.parameter} {self.averaging}: a limit is above 0, allowed not below, years_averaged 1 or 3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A value at which people must be informed at once: `consecutive` windows above it; a missing one breaks the run."""

    parameter: str
    kind: Literal["alarm", "information"]
    averaging: Literal["hour", "day"]
    limit: float
    consecutive: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """A set of limits, those of one version.

    `coverage`: share of a year's hours without which it is not assessable, unless a breach is proven. `decimals`: means are
    rounded so before they are compared; None, the default, compares them as they are.
    """

    name: str
    title: str
    version: date
    limits: Sequence[Limit]
    alarms: Sequence[Alarm]
    coverage: float
    decimals: int | None = None

    def exceeds(self, mean: float, limit: float) -> bool:
        """Return whether a mean exceeds a limit: strictly greater, after rounding (half up) where the regime rounds."""
        return self.compared(mean) > limit

    def least_exceeding(self, limit: float) -> float:
        """Return a value that every mean which exceeds the limit lies above."""
        return limit if self.decimals is None else limit - 10.0**-self.decimals

    def compared(self, mean: float) -> float:
        """Return the mean as it is compared."""
        if self.decimals is None:
            return mean
        step = 10.0**self.decimals
        # The hair: 50.45 is a little less in floating point, and a rule of half up does not mean that.
        return floor(mean * step + 0.5 + 1e-9) / step


def in_force(limits: Sequence[Limit], year: int) -> list[Limit]:
    """Return, for each parameter and averaging, the limit that binds on 1 January of the year; before the first one, the first.

    So last year's report does not change when a limit does, and an earlier year can be compared with a later rule.
    """
    chosen: dict[tuple[str, str], Limit] = {}
    for limit in sorted(limits, key=lambda limit: limit.valid_from):
        key = limit.parameter, limit.averaging
        if key not in chosen or limit.valid_from <= date(year, 1, 1):
            chosen[key] = limit
    return list(chosen.values())

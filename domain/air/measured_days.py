"""On which legal days a site measured enough that a day without an exceedance means clean air, and not that nobody looked."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Literal

from domain.air.day import SiteDay

Measured = Literal["all", "some", "none"]  # of the pollutants


def measured_days(days: Iterable[SiteDay], parameters: Collection[str]) -> Mapping[date, Measured]:
    """Return of how many of the `parameters` 18 of 24 hours may be judged, by date; a date that is not there has none."""
    enough = Counter(day.dated for day in days if day.parameter in parameters and day.judged_day is not None)
    return {day: "all" if count == len(parameters) else "some" for day, count in enough.items()}

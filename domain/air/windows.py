"""What the mean of an hour is, at one device and at one site, and whether it is valid.

Rules (Directive 2008/50/EC annex XI A): an hour is valid with 75 % of its expected readings; devices are averaged first,
then their hours; negative noise stays in the mean. Hours are `[start, end)` in UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor, fsum
from statistics import fmean
from typing import NamedTuple

from domain.air.direction import DIRECTIONS, mean_direction
from domain.bounded_value import BoundedValue
from domain.digits import tidy
from domain.duration import HOUR

# What an air device measures of the air (contract: "Time, units, names"); its battery and signal are not the air's.
WEATHER = frozenset(("temperature", "humidity", "pressure", "wind_speed", "wind_direction"))
AIR_PARAMETERS = frozenset(("pm1", "pm25", "pm10", "no2", "no", "nox", "o3", "so2", "co", "co2")) | WEATHER


class Grade(StrEnum):
    """What a mean may prove: an official instrument's counts, a sensor's is indicative, and a sensor
    that is blind to part of what it measures may not feed exceedance counts.
    """

    REFERENCE = "reference"
    INDICATIVE = "indicative"
    BLIND = "blind"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHour:
    """One parameter's hour at one device while it stood at one site.

    `mean`: of `n` usable readings, in the parameter's unit. `reference`: the device is an official instrument. `blind`: it
    cannot see all of what the parameter counts (an optical sensor and coarse dust). `at_least`: some readings were above what
    the device can measure, so that the true mean is no lower than `mean`.
    """

    device_id: str
    mean: float
    n: int
    expected: int
    reference: bool = False
    blind: bool = False
    at_least: bool = False

    def __post_init__(self) -> None:
        if self.n < 1 or self.expected < 1:
            raise ValueError(f"an hour of device {self.device_id} needs readings and an expectation, got {self.n} of {self.expected}")

    @property
    def valid(self) -> bool:
        """Whether at least 75 % of the expected readings are there (45 of 60, 5 of 6, 1 of 1)."""
        return is_covered(self.n, self.expected)


class SiteHour(NamedTuple):  # a year of them is read for one answer: a frozen dataclass takes six times as long to make
    """One parameter's hour at one site, from `start` (ms UTC).

    `sources`: the devices whose hours made the `mean`; `n` and `expected` are theirs. Where no device has a valid hour the
    mean is of those there are, and `valid` is False: to be shown as insufficient, never to be judged. `at_least`: the true mean
    is no lower, for some readings were above what their device can measure.
    """

    site: str
    parameter: str
    start: int
    mean: float
    n: int
    expected: int
    valid: bool
    sources: tuple[str, ...]
    grade: Grade = Grade.INDICATIVE
    at_least: bool = False

    @property
    def end(self) -> int:
        """Where the hour ends (ms UTC, exclusive)."""
        return self.start + HOUR

    @property
    def coverage(self) -> float:
        """Share of the expected readings that are there, 0–1."""
        return min(1.0, self.n / self.expected)


def start_of_hour(time: int) -> int:
    """Return the start of the UTC hour that holds `time` (ms UTC)."""
    return time - time % HOUR


def is_covered(n: int, expected: int) -> bool:
    """Return whether `n` of `expected` is at least 75 %; in whole numbers, for 0.75 × 60 is not a matter of rounding."""
    return 4 * n >= 3 * expected


def expected_readings(spans: Iterable[tuple[int, int]]) -> int:
    """Return how many readings an hour should hold, at least 1.

    `spans`: (length in ms, interval in s) for each setting of the interval within the hour.
    """
    # A hair above, so that spans which add up to a whole number in theory do so in floating point.
    return max(1, floor(sum(length / (interval_s * 1000) for length, interval_s in spans) + 1e-6))


def device_hour(
    device_id: str,
    values: Sequence[BoundedValue],
    expected: int,
    *,
    mean: float | None = None,
    reference: bool = False,
    blind: bool = False,
) -> DeviceHour:
    """Average the values that one device measured in one hour; there must be one. Their order does not matter.

    `mean`: theirs, where they are not simply averaged (see `mean_in`).
    """
    return DeviceHour(
        device_id=device_id,
        mean=mean_of([value.value for value in values]) if mean is None else mean,
        n=len(values),
        expected=expected,
        reference=reference,
        blind=blind,
        at_least=any(value.bound == "at_least" for value in values),
    )


def site_hour(site: str, parameter: str, start: int, hours: Sequence[DeviceHour]) -> SiteHour:
    """Average the devices' hours at a site, of which there must be one.

    The reference instrument's hour stands for the site where it is valid, else the valid hours' mean does. Vanes that point opposite
    ways give no valid hour.
    """
    valid = [hour for hour in hours if hour.valid]
    chosen = [hour for hour in valid if hour.reference] or valid or list(hours)
    mean = mean_in(parameter, [hour.mean for hour in chosen])
    return SiteHour(
        site=site,
        parameter=parameter,
        start=start,
        mean=chosen[0].mean if mean is None else mean,
        n=sum(hour.n for hour in chosen),
        expected=sum(hour.expected for hour in chosen),
        valid=bool(valid) and mean is not None,
        sources=tuple(sorted(hour.device_id for hour in chosen)),
        grade=_grade(chosen),
        at_least=any(hour.at_least for hour in chosen),
    )


def _grade(hours: Sequence[DeviceHour]) -> Grade:
    if any(hour.blind for hour in hours):
        return Grade.BLIND
    return Grade.REFERENCE if all(hour.reference for hour in hours) else Grade.INDICATIVE


def mean_in(parameter: str, values: Sequence[float]) -> float | None:
    """Return the mean of at least one value of a parameter: of directions as vectors, None where they cancel out."""
    return mean_direction(values) if parameter in DIRECTIONS else mean_of(values)


def mean_of(values: Sequence[float]) -> float:
    """Return the mean of at least one value: whatever their order the same, never outside them, and without noise.

    A mean of 50 is never 50.00000000000001, which would exceed a limit of 50.
    """
    # The clamp: rounding may fall a hair outside equal values.
    return min(max(tidy(fmean(values)), min(values)), max(values))


def weighted_mean(counted: Sequence[tuple[int, float]]) -> float:
    """Return the mean of (how many, their mean) of at least one, as `mean_of` does."""
    means = [mean for _, mean in counted]
    mean = fsum(count * mean for count, mean in counted) / sum(count for count, _ in counted)
    return min(max(tidy(mean), min(means)), max(means))

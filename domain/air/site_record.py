"""What a site measured in a legal year, as far as limits ask for it: read once, so that judging needs no store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.air.limit import Alarm, Limit, Regime, in_force
from domain.air.year import SiteYear

HourlyMean = tuple[int, float]  # an hour's start (ms UTC) and its mean, in the parameter's unit


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRecord:
    """A site's legal year.

    `years`: by parameter and year, that year's and the earlier ones that averages need; a year without data is left out.
    `high_hours`: by parameter, the hours that may exceed an hourly limit or alarm value, in order; only what may be judged.
    """

    year: int
    years: Mapping[tuple[str, int], SiteYear]
    high_hours: Mapping[str, Sequence[HourlyMean]]

    def of(self, parameter: str) -> SiteYear:
        """Return the parameter's year, an empty one where nothing was measured."""
        return self.years.get((parameter, self.year)) or SiteYear(parameter=parameter, year=self.year, days=())

    def before(self, parameter: str, count: int) -> list[SiteYear]:
        """Return those of the `count` years before that have data, oldest first."""
        numbers = range(self.year - count, self.year)
        return [self.years[parameter, number] for number in numbers if (parameter, number) in self.years]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNeeds:
    """What regimes ask of a record: `parameters`; `averaged`: years of a parameter, where more than one; `hourly`: the value (in
    the parameter's unit) above which hours are needed.
    """

    parameters: frozenset[str]
    averaged: Mapping[str, int]
    hourly: Mapping[str, float]


def record_needs(regimes: Iterable[Regime], year: int) -> RecordNeeds:
    """Return what must be read to judge a legal year by all of `regimes`."""
    parameters: set[str] = set()
    averaged: dict[str, int] = {}
    hourly: dict[str, float] = {}
    for regime in regimes:
        limits = in_force(regime.limits, year)
        rules: list[Limit | Alarm] = [*limits, *regime.alarms]
        parameters |= {rule.parameter for rule in rules}
        for limit in limits:
            if limit.years_averaged > 1:
                averaged[limit.parameter] = max(limit.years_averaged, averaged.get(limit.parameter, 0))
        for rule in rules:
            if rule.averaging == "hour":
                least = regime.least_exceeding(rule.limit)
                hourly[rule.parameter] = min(least, hourly.get(rule.parameter, least))
    return RecordNeeds(parameters=frozenset(parameters), averaged=averaged, hourly=hourly)

"""All that a dry run rests on, and what one draw of the unknown demand comes to under each way of collecting."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from domain.dryrun.demand.dice import Dice
from domain.dryrun.demand.fill_rate import FillRate
from domain.dryrun.demand.year_draw import Filling, drawn_year
from domain.dryrun.driven_order import practice_of
from domain.dryrun.emptying_list import EmptyingList
from domain.dryrun.money import Figures, Prices, figures
from domain.dryrun.policy import Rounds, Schedule, Sending, as_listed, decided
from domain.dryrun.sensing.sight import FullSight, Sensors, SensorSight, Sight
from domain.dryrun.tally import Counts, Tally, along_the_curve, sums, tally
from domain.dryrun.town import DryTown, Group, Pace
from domain.duration import DAY
from domain.effects.co2 import Co2Factors
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.forecast.demand import DemandRules

PRACTICE, REORDERED, FIXED, BYSANS, FORESIGHT = POLICIES = ("practice", "reordered", "fixed", "bysans", "foresight")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceDoubt:
    """By which share the road's length, the speed and the time at a bin may be wrong: drawn evenly within.

    `along_line`: the speed along the straight line is what is known, so that longer roads were driven faster.
    """

    detour: float
    speed: float
    stop: float
    along_line: bool = False


Origin = Literal["plan", "practice", "list", "odometer"]  # who told a figure of the pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What every draw shares. `ratios`: how much shorter than the curve the planner's tours were, by policy.

    `sending`: how Bysans and foresight send, as the list itself chose it. `origins`: who told each figure of the pace.
    """

    town: DryTown
    listed: EmptyingList
    rates: Mapping[str, FillRate]
    pace: Pace
    doubt: PaceDoubt
    factors: Co2Factors
    prices: Prices
    demand: DemandRules
    decision: DecisionRules
    schedule: Schedule
    ratios: Mapping[str, float]
    sending: Mapping[str, Sending]
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def years(self) -> float:
        """How many years the list is long."""
        return self.town.days / 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawResult:
    """One draw's figures by policy and part of the town ('' is all of it), and each bin's counts by policy."""

    parts: Mapping[str, Mapping[str, Figures]]
    bins: Mapping[str, Mapping[int, Counts]]


PartsOf = Callable[[int, int], Iterable[str]]


def drawn(study: Study, dice: Dice) -> Sequence[Filling]:
    """Return one draw of what came into every bin, in the bins' order."""
    year = drawn_year(study.town.histories, study.rates, study.town.days, dice)
    return [year[name] for name in study.town.names]


def drawn_pace(study: Study, dice: Dice) -> Pace:
    """Return one draw of how ways are driven."""
    pace, doubt = study.pace, study.doubt
    longer = 1 + doubt.detour * (2 * dice.random() - 1)
    faster = 1 + doubt.speed * (2 * dice.random() - 1)
    return Pace(
        detour_factor=pace.detour_factor * longer,
        speed_kmh=pace.speed_kmh * faster * (longer if doubt.along_line else 1),
        stop_s=pace.stop_s * (1 + doubt.stop * (2 * dice.random() - 1)),
    )


def run_draw(study: Study, dice: Dice, parts_of: PartsOf) -> DrawResult:
    """Run every policy against one draw."""
    fillings, pace = drawn(study, dice), drawn_pace(study, dice)
    tallies = {policy: tallies_of(study, policy, fillings, pace) for policy in POLICIES}
    parts = {policy: sums(rows, parts_of) for policy, rows in tallies.items()}
    return DrawResult(
        parts={policy: {part: _figures(study, counts, pace) for part, counts in by_part.items()} for policy, by_part in parts.items()},
        bins={policy: _by_bin(rows) for policy, rows in tallies.items()},
    )


def tallies_of(study: Study, policy: str, fillings: Sequence[Filling], pace: Pace) -> Sequence[Tally]:
    """Return what a policy comes to for each fraction."""
    rows = []
    for group in study.town.groups:
        rounds = rounds_of(study, policy, group, fillings)
        tour_of = along_the_curve(study.town, group, pace, study.ratios[policy])
        if policy == PRACTICE:
            tour_of = practice_of(study.town, group, study.listed, pace, study.ratios[policy]).tour_of
        rows.append(tally(study.town, group, rounds, fillings, pace, tour_of))
    return rows


def rounds_of(study: Study, policy: str, group: Group, fillings: Sequence[Filling]) -> Rounds:
    """Return the rounds of one fraction under a policy."""
    if policy in (PRACTICE, REORDERED):
        return as_listed(study.town, group, study.listed)
    if policy == FIXED:
        return study.schedule.rounds(group)
    sending = study.sending[policy]
    sight: Sight = SensorSight(sensors=sensors_of(study, fillings), risk_limit=sending.limit)
    if policy == FORESIGHT:
        sight = FullSight(fillings=fillings, above=sending.limit)
    return decided(study.town, group, fillings, sight, sending)


def sensors_of(study: Study, fillings: Sequence[Filling]) -> Sensors:
    """Return what sensors in all bins would show of a draw."""
    rates = [study.rates[name] for name in study.town.names]
    return Sensors(fillings=fillings, rates=rates, rules=study.demand, reach_days=study.decision.reach_ms / DAY)


def with_sending(study: Study, policy: str, sending: Sending) -> Study:
    """Return the study with another way of sending under a policy."""
    return replace(study, sending={**study.sending, policy: sending})


def _figures(study: Study, counts: Counts, pace: Pace) -> Figures:
    return figures(counts, pace, study.factors, study.prices)


def _by_bin(rows: Sequence[Tally]) -> dict[int, Counts]:
    return dict(sorted(sums(rows, lambda number, _month: (number,)).items()))

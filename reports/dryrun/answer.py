"""The answer of a dry run: every figure with its interval, or nothing where the list does not carry it, with what is needed instead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Literal

from domain.dryrun.bin_verdict import BinVerdict
from domain.dryrun.doubt import Doubt
from domain.dryrun.money import Figures, break_even_emptying, payback_years
from domain.dryrun.spread import Interval, interval
from domain.dryrun.study import BYSANS, FIXED, POLICIES, PRACTICE, REORDERED, DrawResult, Study

FIGURES = tuple(field.name for field in fields(Figures))
Why = Literal["no_places", "no_fills", "too_short"]
LEAST_DAYS = 28  # of a list: less shows no interval that could be longer
LEAST_FILLS = 0.2  # of the cycles with a noted fill
LEAST_PLACES = 0.5  # of the bins with a place
_WAY = frozenset({"km", "drive_hours", "hours", "idle_hours", "unload_hours", "litres", "co2_kg", "truck_days", "cost"})
_CONTENT = frozenset({"early_share", "late_share", "overflow_hours", "cost"})
FiguresOf = Mapping[str, Interval | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the answer rests on: the list's first day and length, what of it is known (0–1), seed and draws."""

    first_day: str
    days: int
    bins: int
    emptyings: int
    known_fills: float
    known_places: float
    known_order: float
    seed: int
    draws: int
    currency: str
    risk_limit: float
    collection_days: Mapping[str, Sequence[int]]
    is_rough: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What changes with money: a saving a year, the on-demand emptying's break-even price, pay-back in years, against the practice."""

    saving_year: Interval | None
    saving_against_fixed_year: Interval | None
    break_even_emptying: Interval | None
    payback_years: Interval | None
    pays_back: float | None
    sensors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorPoint:
    """What so many sensors save a year against the fixed schedule, before and after they are paid for."""

    sensors: int
    saving_year: Interval
    net_year: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedBin:
    """A bin and what a sensor in it saves a year (money, the mean of the draws), the sensor not yet paid."""

    bin_id: str
    saving_year: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The whole answer. `policies`, `parts`: figures by policy, and by part of the town; `unknown`: why others are not known."""

    basis: Basis
    unknown: Sequence[Why]
    policies: Mapping[str, FiguresOf]
    parts: Mapping[str, Mapping[str, FiguresOf]]
    money: Money
    sensors: Sequence[SensorPoint]
    ranking: Sequence[RankedBin]
    verdicts: Sequence[BinVerdict]
    doubts: Sequence[Doubt]
    sources: Mapping[str, str]


def unknown_because(basis: Basis) -> Sequence[Why]:
    """Return why some figures are not known."""
    reasons: list[Why] = []
    if basis.known_places < LEAST_PLACES:
        reasons.append("no_places")
    if basis.known_fills < LEAST_FILLS:
        reasons.append("no_fills")
    if basis.days < LEAST_DAYS:
        reasons.append("too_short")
    return reasons


def policy_figures(draws: Sequence[DrawResult], part: str, unknown: Sequence[Why]) -> Mapping[str, FiguresOf]:
    """Return each policy's figures for a part of the town, None where the list does not carry one."""
    return {policy: _figures([draw.parts[policy].get(part) for draw in draws], policy, unknown) for policy in POLICIES}


def _figures(drawn: Sequence[Figures | None], policy: str, unknown: Sequence[Why]) -> FiguresOf:
    known = [figures for figures in drawn if figures is not None]
    return {
        name: interval([getattr(figures, name) for figures in known]) if known and is_known(name, policy, unknown) else None
        for name in FIGURES
    }


def is_known(name: str, policy: str, unknown: Sequence[Why]) -> bool:
    """Return whether the list carries a policy's figure: practice needs no fills for its way, what might have been needs both."""
    if policy not in (PRACTICE, REORDERED) and {"no_fills", "too_short"} & set(unknown):
        return False
    if "no_places" in unknown and name in _WAY:
        return False
    return not ("no_fills" in unknown and name in _CONTENT)


def money_of(study: Study, draws: Sequence[DrawResult], sensors: int, unknown: Sequence[Why]) -> Money:
    """Return what Bysans with so many sensors saves."""
    if unknown:
        return Money(
            saving_year=None, saving_against_fixed_year=None, break_even_emptying=None, payback_years=None, pays_back=None, sensors=sensors
        )
    pairs = [(draw.parts[PRACTICE][""], draw.parts[FIXED][""], draw.parts[BYSANS][""]) for draw in draws]
    years, upkeep = study.years, sensors * study.prices.sensor_year
    paid = [payback_years(before, after, sensors, years, study.prices) for before, _, after in pairs]
    lasting = [value for value in paid if value is not None]
    return Money(
        saving_year=interval([(before.cost - after.cost) / years - upkeep for before, _, after in pairs]),
        saving_against_fixed_year=interval([(fixed.cost - after.cost) / years - upkeep for _, fixed, after in pairs]),
        break_even_emptying=interval([break_even_emptying(before, after, sensors, years, study.prices) for before, _, after in pairs]),
        payback_years=interval(lasting) if lasting else None,
        pays_back=len(lasting) / len(paid),
        sensors=sensors,
    )


def sensor_points(study: Study, counts: Sequence[int], savings: Iterable[Sequence[float]]) -> Sequence[SensorPoint]:
    """Return the curve of saving against number of sensors, from each draw's savings."""
    columns = list(zip(*savings, strict=True))
    upkeep, years = study.prices.sensor_year, study.years
    return [
        SensorPoint(
            sensors=count,
            saving_year=interval([saved / years for saved in column]),
            net_year=interval([saved / years - count * upkeep for saved in column]),
        )
        for count, column in zip(counts, columns, strict=True)
    ]


def as_json(answer: Answer) -> dict[str, object]:
    """Return the answer as JSON has it, numbers to six digits."""
    return {name: _rounded(value) for name, value in asdict(answer).items()}


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, Mapping):
        return {str(key): _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value

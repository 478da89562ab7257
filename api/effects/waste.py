"""What collecting came to in a period, held against today's practice and a tuned schedule."""

from collections.abc import Mapping
from datetime import UTC, datetime

from api.effects.answer import BaselineAnswer, FigureAnswer, RangeAnswer
from api.effects.collecting import Collected
from config.plan import BaselineFigure, PlanFigures, co2_factors
from domain.device import Bin
from domain.effects import collecting
from domain.effects.collecting import Emptied, Share
from domain.waste.level.fill import BRIMFUL
from storage.state.waste.emptyings import Emptying

_KEPT_DAYS = 90  # of beliefs
_YEAR = 365.25


def figures(found: Collected, plan: PlanFigures) -> list[FigureAnswer]:
    """Return the figures, each with its formula, coverage and what it is held against."""
    told = [_emptied(one, found.bins) for one in found.emptied]
    known = sum(one.fill is not None for one in told) / len(told) if told else None
    stop_s, factors = plan.stop.seconds, co2_factors(plan.co2)
    km, co2 = found.driven.metres / 1000, collecting.co2_kg(found.driven, stop_s, factors)
    ways = _way_error(found, plan)
    tuned = found.schedule
    believed = found.believed / len(found.bins) if found.bins else None
    kept = min(1.0, _KEPT_DAYS / found.days)
    today = plan.today
    hours = found.overflow_hours if found.believed else None
    driven, counted = "trucks that set out and settled a stop", "seen by a sensor, told by a crew, or both"
    of_litres, of_full = "emptyings / (fill found × capacity)", f"time that bins stood at {BRIMFUL:g} % or above, until emptied"
    of_co2 = "(km · l/km + stop hours · l/h + idle hours · l/h) × kg/l"
    seen = None if believed is None else believed * kept
    return [
        _figure("km", km, "km", "planned ways of the rounds driven", found, today.km, tuned.km if tuned else None, error=ways),
        _figure("rounds", found.driven.rounds, "rounds", driven, found, today.rounds, tuned.rounds if tuned else None),
        _figure("emptyings", len(told), "emptyings", counted, found, today.emptyings, tuned.emptyings if tuned else None),
        _figure("emptyings_per_1000_l", collecting.per_thousand_litres(told), "per 1,000 l", of_litres, found, coverage=known),
        _share("emptied_under_40", collecting.early(told), "emptied below 40 % / emptyings whose fill is known", found, known),
        _share("emptied_over_95", collecting.late(told), "emptied above 95 % / emptyings whose fill is known", found, known),
        _figure("overflow_hours", hours, "bin-hours", of_full, found, today.overflow_hours, coverage=seen),
        _figure("stop_hours", collecting.stop_hours(found.driven, stop_s), "h", f"stops settled × {stop_s} s", found),
        _figure("co2_kg", co2, "kg", of_co2, found, error=ways),
    ]


def change_percent(value: float, of: float) -> float | None:
    """Return by how much a value differs from another, in per cent of that."""
    return round(100 * (value / of - 1), 1) if of else None


def _figure(
    name: str,
    value: float | None,
    unit: str,
    formula: str,
    found: Collected,
    today: BaselineFigure | None = None,
    tuned: float | None = None,
    *,
    coverage: float | None = 1.0,
    error: tuple[float, str] | None = None,
) -> FigureAnswer:
    spread = (
        RangeAnswer(low=round(value * (1 - error[0]), 2), high=round(value * (1 + error[0]), 2), how=error[1]) if error and value else None
    )
    schedule = None
    if tuned is not None and found.schedule is not None:
        said = f"an interval for each of {found.schedule.bins} bins with three cycles or more, tuned on the same history"
        schedule = _against(value, tuned, said, found)
    return FigureAnswer(
        name=name,
        value=None if value is None else round(value, 2),
        unit=unit,
        formula=formula,
        coverage=None if coverage is None else round(coverage, 3),
        uncertainty=spread,
        today=None if today is None else _of_today(value, today, found),
        tuned_schedule=schedule,
    )


def _share(name: str, found_share: Share | None, formula: str, found: Collected, coverage: float | None) -> FigureAnswer:
    percent = None if found_share is None else 100 * found_share.value
    answer = _figure(name, percent, "%", formula, found, coverage=coverage)
    if found_share is None:
        return answer
    how = f"95 % interval (Wilson) of {found_share.of} emptyings"
    return answer.model_copy(
        update={"uncertainty": RangeAnswer(low=round(100 * found_share.low, 2), high=round(100 * found_share.high, 2), how=how)}
    )


def _of_today(value: float | None, today: BaselineFigure, found: Collected) -> BaselineAnswer:
    """Return today's practice for a period as long: its year's figure by days."""
    share = today.value * found.days / _YEAR
    change = None if value is None else change_percent(value, share)
    return BaselineAnswer(value=round(share, 2), change_percent=change, source=today.source, date=today.date)


def _against(value: float | None, other: float, source: str, found: Collected) -> BaselineAnswer:
    change = None if value is None else change_percent(value, other)
    return BaselineAnswer(
        value=round(other, 2), change_percent=change, source=source, date=datetime.fromtimestamp(found.end / 1000, UTC).date()
    )


def _way_error(found: Collected, plan: PlanFigures) -> tuple[float, str]:
    if "straight_line" in found.sources:
        return plan.roads.detour_error, f"straight lines × {plan.roads.detour_factor:g}: {plan.roads.detour_error_source}"
    return 0.0, "by the road service's ways; what was driven besides is not known"


def _emptied(one: Emptying, bins: Mapping[str, Bin]) -> Emptied:
    bin_ = bins.get(one.bin_id)
    return Emptied(fill=None if bin_ is None else one.before, capacity_l=bin_.capacity_l if bin_ else 0.0)

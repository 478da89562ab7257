"""The figures of collecting in a period, compared with today's practice and a tuned schedule."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from config.plan import BaselineFigure, PlanFigures, co2_factors
from domain.device import Bin
from domain.effects.co2 import co2_kg, stop_hours
from domain.effects.collecting import EmptiedBin, Share, early, late, per_thousand_litres
from domain.waste.level.fill import BRIMFUL
from reports.effects.collection_records import CollectionRecords
from reports.effects.figure import Baseline, Figure, Uncertainty
from storage.state.waste.emptyings import Emptying

_YEAR = 365.25  # days
_BEFORE_RECORDS = "the period ends before the first round, emptying or level that is recorded"
_NO_RECORDS = "no round, emptying or level is recorded yet"
_NO_LEVEL = "no bin's level is known in this period"
_NOTHING_EMPTIED = "no emptying in this period with a known fill"


def waste_figures(records: CollectionRecords, plan: PlanFigures) -> list[Figure]:
    """Return the figures, each with its formula, coverage and what it is compared with."""
    figures = [*_driven(records, plan), *_emptied(records, plan), _overflow(records, plan), *_spent(records, plan)]
    return [figure if figure.value is not None else replace(figure, note=_unknown(records, figure)) for figure in figures]


def change_percent(value: float, of: float) -> float | None:
    """Return by how much a value differs from another, in per cent of that."""
    return round(100 * (value / of - 1), 1) if of else None


def _unknown(records: CollectionRecords, figure: Figure) -> str:
    if not _is_recorded(records):
        return _NO_RECORDS if records.first_record is None else _BEFORE_RECORDS
    return _NO_LEVEL if figure.name == "overflow_hours" else _NOTHING_EMPTIED


def _driven(records: CollectionRecords, plan: PlanFigures) -> list[Figure]:
    driven, schedule = records.driven, records.schedule
    of_km = "planned ways of the rounds, as far as they are driven"
    km = _figure("km", driven.metres / 1000, "km", of_km, records, error=_way_error(records, plan))
    rounds = _figure("rounds", driven.rounds, "rounds", "trucks that set out and settled a stop", records)
    return [
        _compared(km, records, plan.today.km, schedule.km if schedule else None),
        _compared(rounds, records, plan.today.rounds, schedule.rounds if schedule else None),
    ]


def _spent(records: CollectionRecords, plan: PlanFigures) -> list[Figure]:
    stop_s = plan.stop.seconds
    co2 = co2_kg(records.driven, stop_s, co2_factors(plan.co2))
    of_co2 = "(km · l/km + stop hours · l/h + idle hours · l/h) × kg/l"
    return [
        _figure("stop_hours", stop_hours(records.driven, stop_s), "h", f"stops settled × {stop_s} s", records),
        _figure("co2_kg", co2, "kg", of_co2, records, error=_way_error(records, plan)),
    ]


def _emptied(records: CollectionRecords, plan: PlanFigures) -> list[Figure]:
    emptied = [_emptied_bin(emptying, records.bins) for emptying in records.emptied]
    known_share = sum(bin_.fill is not None for bin_ in emptied) / len(emptied) if emptied else None
    count = _figure("emptyings", len(emptied), "emptyings", "detected by a sensor, reported by a crew, or both", records)
    of_litres = "emptyings / (fill before × capacity)"
    litres = _figure("emptyings_per_1000_l", per_thousand_litres(emptied), "per 1,000 l", of_litres, records)
    shares = [
        _share("emptied_under_40", early(emptied), "emptied below 40 % / emptyings whose fill is known", records),
        _share("emptied_over_95", late(emptied), "emptied above 95 % / emptyings whose fill is known", records),
    ]
    return [
        _compared(count, records, plan.today.emptyings, records.schedule.emptyings if records.schedule else None),
        *(replace(figure, coverage=None if known_share is None else round(known_share, 3)) for figure in (litres, *shares)),
    ]


def _overflow(records: CollectionRecords, plan: PlanFigures) -> Figure:
    formula = f"time that bins stood at {BRIMFUL:g} % or above while their level was known, until emptied"
    known_share = records.levels_known
    figure = _figure("overflow_hours", records.overflow_hours if known_share else None, "bin-hours", formula, records)
    return _compared(replace(figure, coverage=None if known_share is None else round(known_share, 3)), records, plan.today.overflow_hours)


def _is_recorded(records: CollectionRecords) -> bool:
    return records.first_record is not None and records.first_record < records.end


def _figure(
    name: str, value: float | None, unit: str, formula: str, records: CollectionRecords, *, error: tuple[float, str] | None = None
) -> Figure:
    recorded = value if _is_recorded(records) else None
    spread = None
    if error and recorded:
        spread = Uncertainty(low=round(recorded * (1 - error[0]), 2), high=round(recorded * (1 + error[0]), 2), how=error[1])
    return Figure(
        name=name,
        value=None if recorded is None else round(recorded, 2),
        unit=unit,
        formula=formula,
        coverage=round(records.coverage, 3),
        uncertainty=spread,
    )


def _share(name: str, share: Share | None, formula: str, records: CollectionRecords) -> Figure:
    figure = _figure(name, None if share is None else 100 * share.value, "%", formula, records)
    if share is None or figure.value is None:
        return figure
    how = f"95 % interval (Wilson) of {share.of} emptyings"
    return replace(figure, uncertainty=Uncertainty(low=round(100 * share.low, 2), high=round(100 * share.high, 2), how=how))


def _compared(figure: Figure, records: CollectionRecords, today: BaselineFigure | None, tuned: float | None = None) -> Figure:
    """Return the figure beside today's practice for a period as long, and beside the tuned schedule."""
    practice = schedule = None
    if today is not None:
        practice = _baseline(figure, today.value * records.days / _YEAR, today.source, today.date)
    if tuned is not None and records.schedule is not None:
        source = f"an interval for each of {records.schedule.bins} bins with three cycles or more, tuned on the same history"
        schedule = _baseline(figure, tuned, source, datetime.fromtimestamp(records.end / 1000, UTC).date())
    return replace(figure, today=practice, tuned_schedule=schedule)


def _baseline(figure: Figure, value: float, source: str, dated: date) -> Baseline:
    change = None if figure.value is None else change_percent(figure.value, value)
    return Baseline(value=round(value, 2), change_percent=change, source=source, date=dated)


def _way_error(records: CollectionRecords, plan: PlanFigures) -> tuple[float, str]:
    if "straight_line" in records.driven.sources:
        return plan.roads.detour_error, f"straight lines × {plan.roads.detour_factor:g}: {plan.roads.detour_error_source}"
    return 0.0, "by the road service's ways; what was driven besides is not known"


def _emptied_bin(emptying: Emptying, bins: Mapping[str, Bin]) -> EmptiedBin:
    bin_ = bins.get(emptying.bin_id)
    return EmptiedBin(fill=None if bin_ is None else emptying.before, capacity_l=bin_.capacity_l if bin_ else 0.0)

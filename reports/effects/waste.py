"""The figures of collecting in a period: what was driven, emptied and spent, and for how long bins overflowed."""

from collections.abc import Mapping
from dataclasses import replace

from config.plan import PlanFigures, co2_factors
from domain.count_of import count_of
from domain.device import Bin
from domain.effects.co2 import co2_kg, fuel_litres
from domain.effects.collecting import EmptiedBin, Share, count_interval, early, late, per_thousand_litres
from domain.effects.coverage import is_enough
from domain.effects.effort import driven_effort
from domain.waste.level.fill import BRIMFUL
from reports.effects.collection_records import CollectionRecords
from reports.effects.figure import Figure, Uncertainty
from storage.state.waste.emptyings import Emptying

_BEFORE_RECORDS = "the period ends before the first round, emptying or level that is recorded"
_NO_RECORDS = "no round, emptying or level is recorded yet"
_NO_LEVEL = "no bin's level is known in this period"
_NOTHING_EMPTIED = "no emptying in this period with a known fill"
_NO_ROUND = "no round was reported in this period: what was driven besides is not known"
_NO_EMPTYING = "no emptying was seen in this period, and too few levels were known to say that there was none"
_WHY_UNKNOWN = {
    **dict.fromkeys(("km", "rounds", "hours", "stop_hours", "litres", "co2_kg"), _NO_ROUND),
    "emptyings": _NO_EMPTYING,
    "overflow_hours": _NO_LEVEL,
}
_OF_LITRES = "km · l/km + stop hours · l/h + idle hours · l/h"


def waste_figures(records: CollectionRecords, plan: PlanFigures) -> list[Figure]:
    """Return the figures, each with its formula, coverage and uncertainty."""
    figures = [*_driven(records, plan), *_emptied(records), _overflow(records)]
    return [figure if figure.value is not None else replace(figure, note=_unknown(records, figure)) for figure in figures]


def _unknown(records: CollectionRecords, figure: Figure) -> str:
    if not _is_recorded(records):
        return _NO_RECORDS if records.first_record is None else _BEFORE_RECORDS
    return _WHY_UNKNOWN.get(figure.name, _NOTHING_EMPTIED)


def _driven(records: CollectionRecords, plan: PlanFigures) -> list[Figure]:
    """Return what rounds came to; emptyings beside the reported rounds are a part of the collecting that these figures lack."""
    stop_s, factors, error = plan.stop.seconds, co2_factors(plan.co2), _way_error(records, plan)
    effort, driven = driven_effort(records.driven, stop_s), records.driven
    of_km = "planned ways of the rounds, as far as they are driven"
    of_hours = "from departure to return, as planned, of the rounds as far as they are driven"
    figures = [
        _figure("km", effort.km, "km", of_km, records, error=error),
        _figure("rounds", driven.rounds, "rounds", "trucks that set out and settled a stop", records),
        _figure("hours", effort.hours, "h", of_hours, records, error=error),
        _figure("stop_hours", effort.stop_hours, "h", f"stops settled × {stop_s} s", records),
        _figure("litres", fuel_litres(effort, factors), "l", _OF_LITRES, records, error=error),
        _figure("co2_kg", co2_kg(effort, factors), "kg", f"({_OF_LITRES}) × kg/l", records, error=error),
    ]
    reported = min(1.0, driven.stops / len(records.emptied)) if records.emptied else float(driven.stops > 0)
    coverage = records.coverage * reported
    return [replace(figure, coverage=coverage, value=figure.value if driven.stops else None) for figure in figures]


def _emptied(records: CollectionRecords) -> list[Figure]:
    emptied = [_emptied_bin(emptying, records.bins) for emptying in records.emptied]
    known_share = sum(bin_.fill is not None for bin_ in emptied) / len(emptied) if emptied else None
    of_litres = "emptyings / (fill before × capacity)"
    litres = _figure("emptyings_per_1000_l", per_thousand_litres(emptied), "per 1,000 l", of_litres, records)
    shares = [
        _share("emptied_under_40", early(emptied), "emptied below 40 % / emptyings whose fill is known", records),
        _share("emptied_over_95", late(emptied), "emptied above 95 % / emptyings whose fill is known", records),
    ]
    return [
        _emptyings(records),
        *(replace(figure, coverage=known_share) for figure in (litres, *shares)),
    ]


def _emptyings(records: CollectionRecords) -> Figure:
    count = len(records.emptied)
    known = count or (0 if is_enough(records.levels_known or 0.0) else None)
    figure = _figure("emptyings", known, "emptyings", "detected by a sensor, reported by a crew, or both", records)
    if not figure.value:
        return figure
    low, high = count_interval([emptying.confidence for emptying in records.emptied])
    return replace(figure, uncertainty=Uncertainty(low=low, high=high, how="95 % interval from how sure each emptying is"))


def _overflow(records: CollectionRecords) -> Figure:
    formula = f"time that bins stood at {BRIMFUL:g} % or above while their level was known, until emptied"
    known_share = records.levels_known
    figure = _figure("overflow_hours", records.overflow_hours if known_share else None, "bin-hours", formula, records)
    if known_share and figure.value:
        how = "from what was seen, to as much in the time when no level was known"
        figure = replace(figure, uncertainty=Uncertainty(low=figure.value, high=round(figure.value / known_share, 2), how=how))
    # A town whose records began within the period knows nothing of what was before, however well it has known its bins since.
    return replace(figure, coverage=None if known_share is None else min(known_share, records.coverage))


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
        coverage=records.coverage,
        uncertainty=spread,
    )


def _share(name: str, share: Share | None, formula: str, records: CollectionRecords) -> Figure:
    figure = _figure(name, None if share is None else 100 * share.value, "%", formula, records)
    if share is None or figure.value is None:
        return figure
    how = f"95 % interval (Wilson) of {count_of(share.of, 'emptying')}"
    return replace(figure, uncertainty=Uncertainty(low=round(100 * share.low, 2), high=round(100 * share.high, 2), how=how))


def _way_error(records: CollectionRecords, plan: PlanFigures) -> tuple[float, str]:
    if "straight_line" in records.driven.sources:
        return plan.roads.detour_error, f"straight lines × {plan.roads.detour_factor:g}: {plan.roads.detour_error_source}"
    return 0.0, "by the road service's ways; what was driven besides is not known"


def _emptied_bin(emptying: Emptying, bins: Mapping[str, Bin]) -> EmptiedBin:
    bin_ = bins.get(emptying.bin_id)
    return EmptiedBin(fill=None if bin_ is None else emptying.before, capacity_l=bin_.capacity_l if bin_ else 0.0)

"""What collecting came to in a period, and what it would have been by today's practice and by a tuned schedule."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from sqlalchemy import Connection

from api.effect_answer import BaselineAnswer, FigureAnswer, RangeAnswer
from api.pickup_request import fleet_of
from api.services import Services
from config.plan import Known, PlanFigures, co2_factors
from domain.device import Bin
from domain.waste import effects
from domain.waste.demand import DAY
from domain.waste.effects import Driven, Emptied, Share
from domain.waste.fill import BRIMFUL
from domain.waste.fixed_schedule import Comparison, Cycle, scheduled
from domain.waste.fleet import Place
from domain.waste.full_time import full_ms
from domain.waste.stop_state import outcomes
from storage.state import beliefs, emptyings, pickups, stop_events
from storage.state.emptyings import Emptying

_KEPT_DAYS = 90  # of beliefs
_YEAR = 365.25
_HISTORY_DAYS = 90  # before the period's end: what a schedule is tuned on


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A period's records."""

    start: int
    end: int
    bins: Mapping[str, Bin]
    emptied: Sequence[Emptying]
    driven: Driven
    sources: frozenset[str]
    overflow_hours: float
    believed: int
    schedule: Comparison | None

    @property
    def days(self) -> float:
        """Days of the period."""
        return (self.end - self.start) / DAY


def collected(here: Services, connection: Connection, start: int, end: int) -> Collected:
    """Read a period's records."""
    bins = {name: bin_ for name, history in here.registry().bins.items() if not (bin_ := history.at(end - 1)).removed}
    driven, sources = _driven(connection, start, end)
    levels = beliefs.levels(connection, start, end)
    return Collected(
        start=start,
        end=end,
        bins=bins,
        emptied=emptyings.between(connection, start, end),
        driven=driven,
        sources=sources,
        overflow_hours=sum(full_ms(seen, BRIMFUL, start, end) for seen in levels.values()) / 3_600_000,
        believed=len(levels.keys() & bins.keys()),
        schedule=_schedule(here, connection, bins, start, end),
    )


def figures(found: Collected, plan: PlanFigures) -> list[FigureAnswer]:
    """Return the figures, each with its formula, coverage and what it is held against."""
    told = [_emptied(one, found.bins) for one in found.emptied]
    known = sum(one.fill is not None for one in told) / len(told) if told else None
    stop_s, factors = plan.stop.seconds, co2_factors(plan.co2)
    km, co2 = found.driven.metres / 1000, effects.co2_kg(found.driven, stop_s, factors)
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
        _figure("emptyings_per_1000_l", effects.per_thousand_litres(told), "per 1,000 l", of_litres, found, coverage=known),
        _share("emptied_under_40", effects.early(told), "emptied below 40 % / emptyings whose fill is known", found, known),
        _share("emptied_over_95", effects.late(told), "emptied above 95 % / emptyings whose fill is known", found, known),
        _figure("overflow_hours", hours, "bin-hours", of_full, found, today.overflow_hours, coverage=seen),
        _figure("stop_hours", effects.stop_hours(found.driven, stop_s), "h", f"stops settled × {stop_s} s", found),
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
    today: Known | None = None,
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


def _of_today(value: float | None, today: Known, found: Collected) -> BaselineAnswer:
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


def _driven(connection: Connection, start: int, end: int) -> tuple[Driven, frozenset[str]]:
    """Return what was driven by the rounds that set out in the period, and how their ways were told."""
    rounds = [one for one in pickups.departed(connection, start, end) if one.plan is not None]
    events = stop_events.of_pickups(connection, [one.id for one in rounds])
    trucks = metres = seconds = stops = 0
    sources = set()
    for one in rounds:
        found = outcomes(events.get(one.id, []))
        for drive in one.plan.drives if one.plan else ():
            settled = sum(stop.stop_id in found and found[stop.stop_id].state != "planned" for stop in drive.stops)
            if settled and one.plan:
                trucks, stops = trucks + 1, stops + settled
                metres, seconds = metres + drive.metres, seconds + (drive.end - drive.start) // 1000
                sources.add(one.plan.distance_source)
    return Driven(rounds=trucks, metres=metres, seconds=seconds, stops=stops), frozenset(sources)


def _schedule(here: Services, connection: Connection, bins: Mapping[str, Bin], start: int, end: int) -> Comparison | None:
    """Return what a schedule tuned on the history until the period's end would have come to."""
    by_bin: dict[str, list[Emptying]] = defaultdict(list)
    for one in emptyings.between(connection, end - _HISTORY_DAYS * DAY, end):
        by_bin[one.bin_id].append(one)
    cycles = {
        name: [Cycle(length=after.time - before.time, fill=after.before) for before, after in pairwise(rows) if after.before is not None]
        for name, rows in by_bin.items()
    }
    places = {name: Place(id=name, lat=bin_.lat, lon=bin_.lon) for name, bin_ in bins.items()}
    depot = next(iter(fleet_of(connection).depots), None)
    return scheduled(cycles, places, depot, round((end - start) / DAY), here.figures.roads.detour_factor)

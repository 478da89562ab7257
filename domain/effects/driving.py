"""What rounds came to: trucks that set out, way, time and stops, each as far as it is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.waste.rounds.replanning import Outcomes, driven_part
from domain.waste.rounds.round_plan import RoundPlan, VehicleRoute
from domain.waste.rounds.stop_state import all_settled
from domain.waste.routing.distance import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRound:
    """A round as planned, and what crews reported; `is_done`: all was settled; `is_cancelled`: it was called off on the way."""

    plan: RoundPlan
    outcomes: Outcomes
    is_done: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DrivenTotals:
    """What was driven: rounds of one truck each, their planned metres and time (s), how many stops were settled, and by which
    `sources` distances were measured.
    """

    rounds: int
    metres: int
    seconds: int
    stops: int
    sources: frozenset[Source]


def driven_totals(rounds: Iterable[ReportedRound], start: int, end: int, detour_factor: float) -> DrivenTotals:
    """Add up the routes that set out within [start, end) (ms UTC); one that is under way counts until its last settled stop."""
    trucks = metres = seconds = stops = 0
    sources: set[Source] = set()
    for round_ in rounds:
        for route in round_.plan.routes:
            stop_ids = [stop.stop_id for stop in route.stops if all_settled([stop.stop_id], round_.outcomes)]
            if stop_ids and start <= _set_out(route, round_.outcomes) < end:
                driven = driven_part(
                    route, round_.outcomes, is_done=round_.is_done, is_cancelled=round_.is_cancelled, detour_factor=detour_factor
                )
                trucks, stops, metres = trucks + 1, stops + len(stop_ids), metres + driven.metres
                seconds += max(0, driven.end - driven.start) // 1000
                sources.add(round_.plan.distance_source)
    return DrivenTotals(rounds=trucks, metres=metres, seconds=seconds, stops=stops, sources=frozenset(sources))


def _set_out(route: VehicleRoute, outcomes: Outcomes) -> int:
    """Return when a truck set out: as planned, or before its first report where that came earlier."""
    reported = (outcomes[stop.stop_id].time for stop in route.stops if stop.stop_id in outcomes)
    return min([route.start, *(time for time in reported if time is not None)])

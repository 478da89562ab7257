"""A bin that nobody had planned and a crew emptied all the same: how does it come into a plan, and out of it again?"""

from collections.abc import Mapping
from dataclasses import replace

from domain.waste.rounds.round_plan import Drive, RoundPlan, Stop
from domain.waste.rounds.stop_state import Outcome

EXTRA = "extra"  # the reason of such a stop


def with_extra(plan: RoundPlan, vehicle: str, stop: Stop) -> RoundPlan:
    """Return the plan with a stop that nobody had planned, in the order of time; tips stay between the stops that they were between."""
    drives = tuple(_with(drive, stop) if drive.vehicle == vehicle else drive for drive in plan.drives)
    return replace(plan, drives=drives)


def without_taken_back(plan: RoundPlan, found: Mapping[str, Outcome]) -> RoundPlan:
    """Return the plan without the extra stops whose report was taken back: nobody waits for them."""
    return replace(plan, drives=tuple(_without(drive, found) for drive in plan.drives))


def _with(drive: Drive, stop: Stop) -> Drive:
    behind = sum(one.eta <= stop.eta for one in drive.stops)
    ordered = sorted(drive.stops, key=lambda one: one.eta)
    tips = tuple(
        replace(tip, after=tip.after + 1) if tip.after > behind or (tip.after == behind and tip.eta > stop.eta) else tip
        for tip in drive.tips
    )
    return replace(drive, stops=(*ordered[:behind], stop, *ordered[behind:]), tips=tips)


def _without(drive: Drive, found: Mapping[str, Outcome]) -> Drive:
    gone = [number for number, stop in enumerate(drive.stops) if stop.reason == EXTRA and _open(stop, found)]
    stops = tuple(stop for number, stop in enumerate(drive.stops) if number not in gone)
    tips = tuple(replace(tip, after=tip.after - sum(number < tip.after for number in gone)) for tip in drive.tips)
    return replace(drive, stops=stops, tips=tips)


def _open(stop: Stop, found: Mapping[str, Outcome]) -> bool:
    return found.get(stop.stop_id, Outcome()).state == "planned"

"""How far is a round, where is each truck, and what has it aboard?"""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from domain.waste.rounds.round_plan import Drive, RoundPlan, Stop
from domain.waste.rounds.round_problem import Standing
from domain.waste.rounds.stop_state import Outcome, StopEvent, all_settled, outcomes
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load

Progress = Literal["planned", "under_way", "done"]


def progress(stop_ids: Collection[str], events: Iterable[StopEvent]) -> Progress:
    """Tell how far a round is: done when every stop was emptied or could not be; what was undone counts as nothing."""
    happened = list(events)
    found = outcomes(happened)
    if all_settled(stop_ids, found):
        return "done"
    begun = any(outcome.state != "planned" for outcome in found.values())
    return "under_way" if begun or any(event.type == "tipped" for event in happened) else "planned"


def standings(plan: RoundPlan | None, events: Iterable[StopEvent]) -> dict[str, Standing]:
    """Return where each truck that has begun is: at its last settled stop or tip, loaded with what it emptied since it last tipped."""
    happened = list(events)
    found = outcomes(happened)
    tips = [(event.time, event.vehicle) for event in happened if event.type == "tipped" and event.vehicle is not None]
    tipped = {vehicle: time for time, vehicle in sorted(tips)}
    there = ((drive.vehicle, _standing(drive, found, tipped.get(drive.vehicle))) for drive in (plan.drives if plan else ()))
    return {vehicle: standing for vehicle, standing in there if standing is not None}


def _standing(drive: Drive, found: Mapping[str, Outcome], tipped: int | None) -> Standing | None:
    own = sorted(((time, stop) for stop in drive.stops if (time := _settled_at(stop, found)) is not None), key=lambda pair: pair[0])
    since = -1 if tipped is None else tipped
    aboard: dict[str, Load] = {}
    for time, stop in own:
        if time > since and found[stop.stop_id].state == "emptied":
            before = aboard.get(stop.fraction, Load())
            aboard[stop.fraction] = Load(litres=before.litres + stop.load.litres, kg=before.kg + stop.load.kg)
    if tipped is not None and drive.tips and (not own or tipped >= own[-1][0]):
        return Standing(place=_next_tip(drive, len(own)), since=tipped, aboard=aboard)
    return Standing(place=own[-1][1].place, since=own[-1][0], aboard=aboard) if own else None


def _next_tip(drive: Drive, behind: int) -> Place:
    """Return the tip that the drive leads to after so many stops, or its last."""
    return next((tip.place for tip in drive.tips if tip.after >= behind), drive.tips[-1].place)


def _settled_at(stop: Stop, found: Mapping[str, Outcome]) -> int | None:
    outcome = found.get(stop.stop_id)
    return None if outcome is None or outcome.state == "planned" else outcome.time

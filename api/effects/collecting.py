"""What collecting came to in a period, as the records have it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection

from api.web.services import Services
from domain.device import Bin
from domain.duration import DAY, HOUR
from domain.effects.collecting import Driven
from domain.effects.fixed_schedule import Comparison, Cycle, scheduled
from domain.effects.overflow_time import full_ms
from domain.waste.level.fill import BRIMFUL
from domain.waste.rounds.replanning import cut_short
from domain.waste.rounds.stop_state import stop_outcomes
from domain.waste.routing.fleet import Place
from storage.state.waste import beliefs, emptyings, fleets, pickups, stop_events
from storage.state.waste.emptyings import Emptying

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


def collected(services: Services, connection: Connection, start: int, end: int) -> Collected:
    """Read a period's records."""
    bins = {name: bin_ for name, history in services.registry(connection).bins.items() if not (bin_ := history.at(end - 1)).removed}
    driven, sources = _driven(connection, start, end, services.figures.roads.detour_factor)
    levels = beliefs.levels(connection, start, end)
    return Collected(
        start=start,
        end=end,
        bins=bins,
        emptied=emptyings.between(connection, start, end),
        driven=driven,
        sources=sources,
        overflow_hours=sum(full_ms(seen, BRIMFUL, start, end) for seen in levels.values()) / HOUR,
        believed=len(levels.keys() & bins.keys()),
        schedule=_schedule(services, connection, bins, start, end),
    )


def _driven(connection: Connection, start: int, end: int, detour_factor: float) -> tuple[Driven, frozenset[str]]:
    """Return what was driven by the rounds that set out in the period, and how their ways were told."""
    rounds = [one for one in pickups.departed(connection, start, end) if one.plan is not None]
    events = stop_events.of_pickups(connection, [one.id for one in rounds])
    trucks = metres = seconds = stops = 0
    sources = set()
    for one in rounds:
        found = stop_outcomes(events.get(one.id, []))
        for planned in one.plan.routes if one.plan else ():
            drive = cut_short(planned, found, detour_factor) if one.state == "cancelled" else planned
            settled = sum(stop.stop_id in found and found[stop.stop_id].state != "planned" for stop in drive.stops)
            if settled and one.plan:
                trucks, stops = trucks + 1, stops + settled
                metres, seconds = metres + drive.metres, seconds + (drive.end - drive.start) // 1000
                sources.add(one.plan.distance_source)
    return Driven(rounds=trucks, metres=metres, seconds=seconds, stops=stops), frozenset(sources)


def _schedule(services: Services, connection: Connection, bins: Mapping[str, Bin], start: int, end: int) -> Comparison | None:
    """Return what a schedule tuned on the history until the period's end would have come to."""
    by_bin: dict[str, list[Emptying]] = defaultdict(list)
    for one in emptyings.between(connection, end - _HISTORY_DAYS * DAY, end):
        by_bin[one.bin_id].append(one)
    cycles = {
        name: [Cycle(length=after.time - before.time, fill=after.before) for before, after in pairwise(rows) if after.before is not None]
        for name, rows in by_bin.items()
    }
    places = {name: Place(id=name, lat=bin_.lat, lon=bin_.lon) for name, bin_ in bins.items()}
    depot = next(iter(fleets.current(connection).depots), None)
    return scheduled(cycles, places, depot, round((end - start) / DAY), services.figures.roads.detour_factor)

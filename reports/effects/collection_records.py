"""What collecting came to in a period, as the records have it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection

from domain.device import Bin, Registry
from domain.duration import DAY, HOUR
from domain.effects.driving import DrivenTotals, ReportedRound, driven_totals
from domain.effects.fixed_schedule import Cycle, ScheduleEstimate, estimate_schedule
from domain.effects.overflow_time import ReportedLevel, full_ms, known_ms
from domain.waste.level.crew_report import REPORT_ALONE
from domain.waste.level.emptying import DRIVER
from domain.waste.level.fill import BRIMFUL
from domain.waste.rounds.stop_state import stop_outcomes
from domain.waste.routing.fleet import Place
from storage.state.waste import beliefs, bin_states, emptyings, fleets, pickups, stop_events
from storage.state.waste.emptyings import Emptying
from storage.state.waste.first_record import first_record

_HISTORY_DAYS = 90  # before the period's end: what a schedule is tuned on


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRecords:
    """A period's records, from `start` to `end` (ms UTC).

    `first_record`: since when there are any, None where there are none. `overflow_hours`: that bins stood full while their level was
    known; `levels_known`: the share (0–1) of the bins' time in which it was, None without bins.
    """

    start: int
    end: int
    first_record: int | None
    bins: Mapping[str, Bin]
    emptied: Sequence[Emptying]
    driven: DrivenTotals
    overflow_hours: float
    levels_known: float | None
    schedule: ScheduleEstimate | None

    @property
    def days(self) -> float:
        """Days of the period."""
        return (self.end - self.start) / DAY

    @property
    def coverage(self) -> float:
        """Share of the period (0–1) in which the service had begun to keep records."""
        begun = self.end if self.first_record is None else self.first_record
        return min(1.0, max(0.0, (self.end - begun) / (self.end - self.start)))


def collection_records(connection: Connection, registry: Registry, start: int, end: int, *, detour_factor: float) -> CollectionRecords:
    """Read a period's records."""
    rounds = _rounds(connection, start, end)
    histories = registry.bins.items()
    bins = {name: bin_ for name, history in histories if not (bin_ := history.at(end - 1)).removed}
    since = {name: history.starts[0] for name, history in histories}
    levels = beliefs.levels(connection, start, end)
    spans = {name: (_begins(since[name], levels.get(name, ()), start), end) for name in bins}
    known_time = sum(known_ms(levels.get(name, ()), *span) for name, span in spans.items())
    whole_time = sum(max(0, stop - begin) for begin, stop in spans.values())
    return CollectionRecords(
        start=start,
        end=end,
        first_record=first_record(connection),
        bins=bins,
        emptied=[*emptyings.between(connection, start, end), *_only_reported(connection, rounds, start, end)],
        driven=driven_totals(rounds, start, end, detour_factor),
        overflow_hours=sum(full_ms(levels.get(name, ()), BRIMFUL, *span) for name, span in spans.items()) / HOUR,
        levels_known=known_time / whole_time if whole_time else None,
        schedule=_schedule(connection, bins, start, end, detour_factor),
    )


def _begins(valid_from: int, levels: Sequence[ReportedLevel], start: int) -> int:
    """Return when within the period a bin was there: since it was registered, or sent before that."""
    return max(start, min([valid_from, *(level.time for level in levels[:1])]))


def _rounds(connection: Connection, start: int, end: int) -> list[ReportedRound]:
    rounds = pickups.driven_within(connection, start, end)
    events = stop_events.of_pickups(connection, [round_.id for round_ in rounds])
    return [
        ReportedRound(
            plan=round_.plan,
            outcomes=stop_outcomes(events.get(round_.id, [])),
            is_done=round_.state == "done",
            is_cancelled=round_.state == "cancelled",
        )
        for round_ in rounds
        if round_.plan is not None
    ]


def _only_reported(connection: Connection, rounds: Sequence[ReportedRound], start: int, end: int) -> list[Emptying]:
    """Return emptyings that crews reported and that their bins' sensors have neither confirmed nor denied."""
    visited = {stop.bin_id for round_ in rounds for route in round_.plan.routes for stop in route.stops}
    return [
        Emptying(
            bin_id=bin_id,
            time=report.time,
            known_at=report.time,
            status="confirmed",
            before=None,
            after=None,
            evidence=(DRIVER,),
            confidence=REPORT_ALONE,
        )
        for bin_id, report in bin_states.emptying_reports(connection, visited).items()
        if report.status == "unconfirmed" and start <= report.time < end
    ]


def _schedule(connection: Connection, bins: Mapping[str, Bin], start: int, end: int, detour_factor: float) -> ScheduleEstimate | None:
    """Return what a schedule tuned on the history until the period's end would have come to."""
    by_bin: dict[str, list[Emptying]] = defaultdict(list)
    for emptying in emptyings.between(connection, end - _HISTORY_DAYS * DAY, end):
        by_bin[emptying.bin_id].append(emptying)
    cycles = {
        name: [Cycle(length=after.time - before.time, fill=after.before) for before, after in pairwise(rows) if after.before is not None]
        for name, rows in by_bin.items()
    }
    places = {name: Place(id=name, lat=bin_.lat, lon=bin_.lon) for name, bin_ in bins.items()}
    depot = next(iter(fleets.current(connection).depots), None)
    return estimate_schedule(cycles, places, depot, round((end - start) / DAY), detour_factor)

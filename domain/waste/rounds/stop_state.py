"""What became of each stop, from reports that may arrive in any order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

EventType = Literal["emptied", "could_not", "undo", "extra", "tipped"]
CouldNotReason = Literal["blocked", "damaged", "not_found", "truck_full", "other"]
StopState = Literal["planned", "emptied", "could_not"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopEvent:
    """A crew's report of a stop, an extra bin or an unloading at `time` (ms UTC, its own clock); `vehicle` is a truck, never a person.

    `note`: the crew's own words on why a bin could not be emptied.
    """

    type: EventType
    time: int
    stop_id: str | None = None
    bin_id: str | None = None
    vehicle: str | None = None
    reason: CouldNotReason | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopOutcome:
    """What became of a stop, and when (ms UTC; None: nothing has been reported)."""

    state: StopState = "planned"
    reason: CouldNotReason | None = None
    note: str | None = None
    time: int | None = None


def stop_outcomes(events: Iterable[StopEvent]) -> dict[str, StopOutcome]:
    """Return each stop's outcome by its id: the report with the latest time counts, `undo` takes back the one before it."""
    reported: dict[str, list[StopEvent]] = {}
    for event in sorted(events, key=lambda event: event.time):
        if event.stop_id is None:
            continue
        stack = reported.setdefault(event.stop_id, [])
        if event.type == "undo":
            del stack[-1:]
        elif event.type in {"emptied", "extra", "could_not"}:
            stack.append(event)
    return {stop: _outcome(stack) for stop, stack in reported.items()}


def all_settled(stop_ids: Collection[str], outcomes: Mapping[str, StopOutcome]) -> bool:
    """Return whether every stop was emptied or could not be."""
    return bool(stop_ids) and all(stop in outcomes and outcomes[stop].state != "planned" for stop in stop_ids)


def _outcome(stack: list[StopEvent]) -> StopOutcome:
    if not stack:
        return StopOutcome()
    last = stack[-1]
    return StopOutcome(state="could_not" if last.type == "could_not" else "emptied", reason=last.reason, note=last.note, time=last.time)

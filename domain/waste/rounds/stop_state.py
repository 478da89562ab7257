"""What has become of a stop, after what was reported of it in whatever order?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

EventType = Literal["emptied", "could_not", "undo", "extra", "tipped"]
Reason = Literal["blocked", "damaged", "not_found", "truck_full", "other"]
StopState = Literal["planned", "emptied", "could_not"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopEvent:
    """Something a crew reports at `time` (ms UTC, their own): of a stop, an extra bin, or a tip; `vehicle` is a truck, never a person."""

    type: EventType
    time: int
    stop_id: str | None = None
    bin_id: str | None = None
    vehicle: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a stop has come to, and when (ms UTC; None: nothing has been reported)."""

    state: StopState = "planned"
    reason: Reason | None = None
    time: int | None = None


def outcomes(events: Iterable[StopEvent]) -> dict[str, Outcome]:
    """Return each stop's outcome by its id: the last report counts by its own time, `undo` takes the one before it back."""
    reported: dict[str, list[StopEvent]] = {}
    for event in sorted(events, key=lambda one: one.time):
        if event.stop_id is None:
            continue
        stack = reported.setdefault(event.stop_id, [])
        if event.type == "undo":
            del stack[-1:]
        elif event.type in {"emptied", "extra", "could_not"}:
            stack.append(event)
    return {stop: _outcome(stack) for stop, stack in reported.items()}


def all_settled(stop_ids: Collection[str], found: dict[str, Outcome]) -> bool:
    """Return whether every stop was emptied or could not be."""
    return bool(stop_ids) and all(stop in found and found[stop].state != "planned" for stop in stop_ids)


def _outcome(stack: list[StopEvent]) -> Outcome:
    if not stack:
        return Outcome()
    last = stack[-1]
    return Outcome(state="could_not" if last.type == "could_not" else "emptied", reason=last.reason, time=last.time)

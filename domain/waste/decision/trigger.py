"""A trigger: the bins of an area that need a truck, why, and what has become of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from domain.device import Bin

DueReason = Literal["full", "will_overflow", "age", "report"]
TriggerState = Literal["open", "planned", "done", "withdrawn"]
EVERYWHERE = "all"  # the area of bins without tags
STATES: tuple[TriggerState, ...] = get_args(TriggerState)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueBin:
    """A bin that must be emptied by the next departure but one.

    `fill`: % as believed, `full_at`: ms UTC when it will as likely as not be full, None where a bin tells neither.
    `probability`: that it overflows (0–1) before a truck of the next departure but one reaches it.
    """

    bin_id: str
    reason: DueReason
    fill: float | None
    full_at: int | None
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A truck is needed for `bins` of an `area` and `fraction`, to leave by `latest_departure` (times in ms UTC).

    `open` until somebody plans a round for it; `withdrawn` when its bins no longer need one.
    """

    id: str
    raised_at: int
    latest_departure: int
    area: str
    fraction: str
    bins: tuple[DueBin, ...]
    state: TriggerState = "open"
    pickup_id: str | None = None
    planned_at: int | None = None
    ended_at: int | None = None

    def __post_init__(self) -> None:
        if not self.bins:
            raise ValueError(f"trigger {self.id}: a truck is needed for at least one bin")
        if (self.state == "planned") and self.pickup_id is None:
            raise ValueError(f"trigger {self.id}: planned means that there is a pickup")

    @property
    def bin_ids(self) -> frozenset[str]:
        """The bins that it names."""
        return frozenset(bin_.bin_id for bin_ in self.bins)


def renew(trigger: Trigger, bins: Iterable[DueBin], latest_departure: int) -> Trigger:
    """Return an open trigger with the bins that need a truck now; it stays the same trigger."""
    return replace(trigger, bins=tuple(bins), latest_departure=latest_departure)


def plan(trigger: Trigger, pickup_id: str, now: int) -> Trigger:
    """Return it with a round planned for it. Raises ValueError where it is over."""
    if trigger.state not in ("open", "planned"):
        raise ValueError(f"trigger {trigger.id} is {trigger.state}: there is nothing left to plan for it")
    return replace(trigger, state="planned", pickup_id=pickup_id, planned_at=now)


def release(trigger: Trigger) -> Trigger:
    """Return it waiting for a round again: the one planned for it was cancelled."""
    return replace(trigger, state="open", pickup_id=None, planned_at=None) if trigger.state == "planned" else trigger


def finish(trigger: Trigger, now: int) -> Trigger:
    """Return it done: its round was driven."""
    return replace(trigger, state="done", ended_at=now) if trigger.state == "planned" else trigger


def resume(trigger: Trigger) -> Trigger:
    """Return it planned again: its round goes on, since the last report was undone."""
    return replace(trigger, state="planned", ended_at=None) if trigger.state == "done" else trigger


def withdraw(trigger: Trigger, now: int) -> Trigger:
    """Return it withdrawn: its bins no longer need a truck."""
    return replace(trigger, state="withdrawn", ended_at=now) if trigger.state == "open" else trigger


def contract_form(trigger: Trigger) -> dict[str, Any]:
    """Return the contract's fields, for the API, the stream and webhooks alike; times are ms UTC."""
    bins = [
        {"bin_id": bin_.bin_id, "reason": bin_.reason, "fill": bin_.fill, "full_at": bin_.full_at, "probability": bin_.probability}
        for bin_ in trigger.bins
    ]
    names = ("id", "raised_at", "latest_departure", "area", "fraction", "state", "pickup_id")
    return {**{name: getattr(trigger, name) for name in names}, "bins": bins}


def area_of(bin_: Bin) -> str:
    """Return the area of a bin: its first tag, or `all` without tags."""
    return bin_.tags[0] if bin_.tags else EVERYWHERE


def stands_in(bin_: Bin, area: str | None) -> bool:
    """Return whether a query for `area` includes this bin: `area` is one of its tags, or `all` or None for every bin."""
    return area in (None, EVERYWHERE) or area in bin_.tags

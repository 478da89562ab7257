"""The situation that a decision rests on, built from what was known at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.device import Bin
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.decision.departures import departures
from domain.waste.decision.trigger import Trigger
from domain.waste.level.belief import Belief
from domain.waste.routing.fleet import Fleet, Place

SPARES_A_ROUND = "soon"  # why a bin is on a round that it need not be on: it would soon call for a round of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionInputs:
    """What was known at `at` (ms UTC).

    `beliefs` and `reports` (ms UTC of the newest): by bin. `under_way`: the triggers whose rounds were not over;
    `round_bins`: the bins of these rounds, each with why it is on its round; `taken_off`: those that somebody took
    off one, and that are on no other.
    """

    at: int
    beliefs: Mapping[str, Belief]
    reports: Mapping[str, int]
    under_way: Sequence[Trigger]
    round_bins: Sequence[tuple[str, str]]
    taken_off: frozenset[str] = frozenset()

    @property
    def served(self) -> frozenset[str]:
        """The bins that rounds under way were sent for, or take along so that no further round is needed."""
        called = frozenset(bin_id for trigger in self.under_way for bin_id in trigger.bin_ids)
        return (called - self.taken_off) | {bin_id for bin_id, reason in self.round_bins if reason == SPARES_A_ROUND}


@dataclass(frozen=True, slots=True, kw_only=True)
class BinSituation:
    """One bin as it was when the decision was asked for; times in ms UTC.

    `registered_at`: its age counts from there until an emptying is known. `reported_at`: the last report since it was emptied.
    """

    place: Place
    registered_at: int
    belief: Belief | None = None
    interval_days: float | None = None
    reported_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a decision at `at` (ms UTC) rests on.

    `departures`: when trucks can leave, earliest first; two or more, or none for a fleet that never drives.
    """

    at: int
    departures: Sequence[int]
    bins: Sequence[BinSituation]
    depot: Place | None = None

    def reached(self, departure: int, rules: DecisionRules) -> int:
        """Return when (ms UTC) a truck of the departure of this number (0: the next) reaches the bins; `at` where none drives."""
        return self.departures[departure] + rules.reach_ms if self.departures else self.at


def situation(bins: Iterable[Bin], inputs: DecisionInputs, fleet: Fleet, fraction: str | None, rules: DecisionRules) -> Situation:
    """Return the situation of the bins that no round under way serves."""
    return Situation(
        at=inputs.at,
        departures=departures(inputs.at, fleet, fraction, rules, count=rules.slots),
        bins=[_bin_situation(bin_, inputs) for bin_ in bins if bin_.id not in inputs.served],
        depot=fleet.depots[0] if fleet.depots else None,
    )


def _bin_situation(bin_: Bin, inputs: DecisionInputs) -> BinSituation:
    belief, report = inputs.beliefs.get(bin_.id), inputs.reports.get(bin_.id)
    emptied = belief.emptied_at if belief is not None else None
    return BinSituation(
        place=Place(id=bin_.id, lat=bin_.lat, lon=bin_.lon),
        registered_at=min(bin_.valid_from, inputs.at),
        belief=belief,
        interval_days=bin_.interval_days,
        reported_at=report if report is not None and (emptied is None or report > emptied) else None,
    )

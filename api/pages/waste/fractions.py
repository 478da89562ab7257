"""A line for each fraction: how many bins must be emptied, how many soon, until when, and why it may wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.waste.bin_rows import BinRow
from domain.waste.decision.decision import Decision
from domain.waste.decision.trigger import Trigger

Where = tuple[str, str]  # area and fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class FractionLine:
    """One fraction of one area, with the newest decision (None before the first) and the trigger that a round may be planned for.

    `latest_departure`: until when a truck must have left (ms UTC), the trigger's where there is one. `risk`: the highest P(overflow)
    of its bins, 0–1. `hours_…`: at the wheel for the decision's km, without stops.
    """

    area: str
    fraction: str
    must: int
    soon: int
    on_round: int
    decision: Decision | None
    risk: float
    hours_if_sent: float
    hours_if_waiting: float
    trigger_id: str | None
    latest_departure: int | None


def lines(
    rows: Mapping[Where, Sequence[BinRow]], decisions: Mapping[Where, Decision], open_triggers: Sequence[Trigger], speed_kmh: float
) -> list[FractionLine]:
    """Return a line for each area and fraction that has bins, those that must be emptied first."""
    waiting = {(trigger.area, trigger.fraction): trigger for trigger in open_triggers}
    made = [_line(where, group, decisions.get(where), waiting.get(where), speed_kmh) for where, group in rows.items()]
    return sorted(made, key=_urgency)


def _line(where: Where, rows: Sequence[BinRow], decision: Decision | None, trigger: Trigger | None, speed_kmh: float) -> FractionLine:
    counts = {mark: sum(row.mark == mark for row in rows) for mark in ("must", "soon", "route")}
    return FractionLine(
        area=where[0],
        fraction=where[1],
        must=counts["must"],
        soon=counts["soon"],
        on_round=counts["route"],
        decision=decision,
        risk=max(decision.risks.values(), default=0.0) if decision else 0.0,
        hours_if_sent=decision.km_if_sent / speed_kmh if decision else 0.0,
        hours_if_waiting=decision.km_if_waiting / speed_kmh if decision else 0.0,
        trigger_id=trigger.id if trigger else None,
        latest_departure=trigger.latest_departure if trigger else decision.latest_departure if decision else None,
    )


def _urgency(line: FractionLine) -> tuple[bool, int, int, int, int, str, str]:
    """Return a sort key: the truck that must leave first, then what is on its way, then what comes soon."""
    leave_by = (line.latest_departure or 0) if line.must else 0
    return not line.must, leave_by, -line.must, -line.on_round, -line.soon, line.fraction, line.area

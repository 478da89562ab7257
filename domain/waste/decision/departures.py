"""When can a truck leave?"""

from collections.abc import Iterator

from domain.local_time import LocalDay, days_from
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.routing.fleet import Fleet

_LOOKED_AT = 60  # days: further ahead nobody sends a truck


def departures(at: int, fleet: Fleet, fraction: str | None, rules: DecisionRules, *, count: int) -> list[int]:
    """Return up to `count` moments (ms UTC) at which a truck for `fraction` (None: any) can leave, `at` or later, earliest first.

    On each collection day at the start of the shift; on a day already begun at once, as long as a round still fits in.
    """
    found = (moment for day in days_from(at, _LOOKED_AT) if _collects(day, fleet) for moment in _on(day, at, fleet, fraction, rules))
    return [moment for moment, _ in zip(found, range(count), strict=False)]


def _collects(day: LocalDay, fleet: Fleet) -> bool:
    return not fleet.collection_days or day.weekday in fleet.collection_days


def _on(day: LocalDay, at: int, fleet: Fleet, fraction: str | None, rules: DecisionRules) -> Iterator[int]:
    trucks = [one for one in fleet.vehicles if fraction is None or fraction in one.capacities]
    begins = day.at(min((one.shift_start_s for one in trucks), default=rules.shift_start_s))
    ends = day.at(max((one.shift_end_s for one in trucks), default=rules.shift_end_s))
    if at <= begins:
        yield begins
    elif at <= ends - rules.round_ms:
        yield at

"""Which bins does a round take along now, so that the rounds after it are spared?

A truck that goes anyway can empty what would call the next one. As in joint replenishment, a bin that may go along has a lower
limit than one that calls a truck (Balintfy 1964, the can-order policy); and as in lot sizing a round lasts for as
many departures as make the km of each of them least (Silver & Meal 1973).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.waste.decision.decision import Situation
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.forecast.forecast import Outlook
from domain.waste.routing.fleet import Place
from domain.waste.routing.tour import about_km

SPARES_A_ROUND = "soon"  # why such a bin is on a round


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A round with the first departure that lasts for so many `departures`: the `bins` (ids) that it would have to empty for that."""

    departures: int
    bins: frozenset[str]


def cover(situation: Situation, rules: DecisionRules) -> Cover:
    """Return the cover with the least km a departure; of bins whose level nobody knows nothing is foreseen, and they are in none."""
    outlooks = {one.place: one.belief.outlook for one in situation.bins if one.belief is not None and one.belief.outlook is not None}
    km_of_each = list(_covers(outlooks, situation, rules))
    return min(km_of_each, key=lambda pair: pair[0], default=(0.0, Cover(departures=1, bins=frozenset())))[1]


def _covers(outlooks: dict[Place, Outlook], situation: Situation, rules: DecisionRules) -> Iterator[tuple[float, Cover]]:
    """Yield each cover with its km a departure: its own round's, and those for bins that fill again before it is over."""
    first, *later = situation.departures[: rules.covers + 1]
    emptied = {place: replace(one, since=first + rules.reach_ms, content=((0.0, 1.0),)) for place, one in outlooks.items()}
    km_between = 0.0
    for count, departure in enumerate(later, start=1):
        until = departure + rules.reach_ms
        due = _above(outlooks, until, min(rules.cover_limit, rules.risk_limit))
        if count > 1:
            km_between += about_km(_above(emptied, until, rules.risk_limit), situation.depot, rules.detour_factor)
        km = about_km(due, situation.depot, rules.detour_factor) + km_between
        yield km / count, Cover(departures=count, bins=frozenset(place.id for place in due))


def _above(outlooks: dict[Place, Outlook], until: int, limit: float) -> list[Place]:
    return [place for place, one in outlooks.items() if one.chance_full(max(until, one.since)) > limit]

"""The bins that a round takes along so that the rounds after it are spared.

A truck that goes anyway can empty what would call the next one. As in joint replenishment, a bin that may go along has a lower
limit than one that calls a truck (Balintfy 1964, the can-order policy). As in lot sizing, a round is to last for the number
of departures with the fewest km per departure (Silver & Meal 1973).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.decision.situation import Situation
from domain.waste.forecast.forecast import Outlook
from domain.waste.routing.fleet import Place
from domain.waste.routing.tour import about_km


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A round with the first departure that is to last for so many `departures`: the `bins` (ids) that it must empty for that."""

    departures: int
    bins: frozenset[str]


def cover(situation: Situation, rules: DecisionRules) -> Cover:
    """Return the cover with the fewest km per departure; bins whose level nobody knows are in none, since nothing is foreseen of them."""
    outlooks = {bin_.place: bin_.belief.outlook for bin_ in situation.bins if bin_.belief is not None and bin_.belief.outlook is not None}
    covers = _covers(outlooks, situation, rules) if situation.departures else ()
    # To the metre: where a longer cover saves nothing, how a sum is rounded must not choose it.
    return min(covers, key=lambda pair: round(pair[0], 3), default=(0.0, Cover(departures=1, bins=frozenset())))[1]


def _covers(outlooks: dict[Place, Outlook], situation: Situation, rules: DecisionRules) -> Iterator[tuple[float, Cover]]:
    """Yield each cover with its km per departure: those of its own round, and of rounds for bins that fill again before it is over."""
    first, *later = situation.departures[: rules.covers + 1]
    emptied = {place: replace(outlook, since=first + rules.reach_ms, content=((0.0, 1.0),)) for place, outlook in outlooks.items()}
    km_between = 0.0
    for count, departure in enumerate(later, start=1):
        until = departure + rules.reach_ms
        due = _above(outlooks, until, min(rules.cover_limit, rules.risk_limit))
        if count > 1:
            km_between += about_km(_above(emptied, until, rules.risk_limit), situation.depot, rules.detour_factor)
        km = about_km(due, situation.depot, rules.detour_factor) + km_between
        yield km / count, Cover(departures=count, bins=frozenset(place.id for place in due))


def _above(outlooks: dict[Place, Outlook], until: int, limit: float) -> list[Place]:
    return [place for place, outlook in outlooks.items() if outlook.chance_full(max(until, outlook.since)) > limit]

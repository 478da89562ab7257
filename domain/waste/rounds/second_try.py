"""A bin that could not be emptied may get another stop on the same round: then that one says what became of the bin."""

from collections import defaultdict
from collections.abc import Iterable

from domain.waste.rounds.replanning import Outcomes
from domain.waste.rounds.round_plan import Stop
from domain.waste.rounds.stop_state import StopOutcome


def tried_again(stops: Iterable[Stop], outcomes: Outcomes) -> frozenset[str]:
    """Return the ids of the stops at which a bin could not be emptied that has a later try, or one still before it."""
    tries: dict[str, list[tuple[StopOutcome, str]]] = defaultdict(list)
    for stop in stops:
        tries[stop.bin_id].append((outcomes.get(stop.stop_id, StopOutcome()), stop.stop_id))
    return frozenset(
        stop_id
        for of_bin in tries.values()
        for outcome, stop_id in sorted(of_bin, key=lambda each: _standing(each[0]))[:-1]
        if outcome.state == "could_not"
    )


def _standing(outcome: StopOutcome) -> tuple[bool, int]:
    return outcome.state != "could_not", outcome.time or 0

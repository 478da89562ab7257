"""How many bins a round must visit, how many go along and why, and how much shorter it would be without these."""

from collections import Counter

from api.web.fields import Answer
from domain.waste.decision.situation import SPARES_A_ROUND
from domain.waste.rounds.extra_stop import EXTRA
from domain.waste.rounds.round_plan import RoundPlan

_WORTH = ("is worth its detour", "are worth their detour")
_WHY = {SPARES_A_ROUND: ("would soon call for a round of its own", "would soon call for a round of their own")}


class RoundLengthAnswer(Answer):
    """How long a round is: its stops, km, and minutes of all its vehicles together."""

    stops: int
    km: float
    minutes: float


class SelectionAnswer(Answer):
    """The bins that the routes visit: `required` ones, and `optional` ones that go along, by reason (`soon`, `near`, `asked`).

    `optional_km`, `optional_minutes`: how much shorter the round would be at least without the optional ones; null where that was not
    worked out. `whole`: the round as planned; `without_optional`: the same order of stops without the optional ones.
    """

    required: int
    optional: dict[str, int]
    optional_km: float | None
    optional_minutes: float | None
    whole: RoundLengthAnswer
    without_optional: RoundLengthAnswer | None

    @property
    def along(self) -> int:
        """How many bins go along."""
        return sum(self.optional.values())


def selection_answer(plan: RoundPlan) -> SelectionAnswer:
    """Return what a plan's stops are for, each bin once; those that a crew emptied unplanned are neither required nor taken along."""
    bins = {stop.bin_id: stop for stop in plan.stops if stop.reason != EXTRA}.values()
    reasons = Counter(stop.reason for stop in bins if not stop.required)
    metres, ms = sum(route.metres for route in plan.routes), sum(route.end - route.start for route in plan.routes)
    return SelectionAnswer(
        required=sum(stop.required for stop in bins),
        optional=dict(sorted(reasons.items())),
        optional_km=None if plan.optional is None else round(plan.optional.metres / 1000, 1),
        optional_minutes=None if plan.optional is None else round(plan.optional.seconds / 60),
        whole=_length(len(plan.stops), metres, ms / 1000),
        without_optional=None
        if plan.optional is None
        else _length(len(plan.stops) - reasons.total(), metres - plan.optional.metres, ms / 1000 - plan.optional.seconds),
    )


def _length(stops: int, metres: float, seconds: float) -> RoundLengthAnswer:
    return RoundLengthAnswer(stops=stops, km=round(max(0.0, metres) / 1000, 1), minutes=round(max(0.0, seconds) / 60))


def selection_notes(selection: SelectionAnswer) -> list[str]:
    """Return a sentence for a round that takes bins along, none for one that does not."""
    if not selection.along:
        return []
    counts = Counter[tuple[str, str]]()
    for reason, count in selection.optional.items():
        counts[_WHY.get(reason, _WORTH)] += count
    whys = " and ".join(f"{count} that {why[count != 1]}" for why, count in sorted(counts.items()))
    note = f"The round must empty {selection.required} of its bins and takes {selection.along} along: {whys}."
    if selection.optional_km is not None:
        note += f" Without these it would be {selection.optional_km:g} km and {selection.optional_minutes:g} min shorter."
    return [note]

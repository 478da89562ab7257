"""What a new round could be for: triggers that wait, fractions of bins, and the trucks and days to choose from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.pages.rounds.choices import Choices, Chosen, choices, departure_of, vehicles_of
from api.pickups.body import PickupBody
from api.waste.decision import decision_at
from api.web.problems import wrong_field
from api.web.services import Services
from domain.waste.decision.trigger import Trigger
from storage.state.waste import fleets, pickups, triggers


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRound:
    """A round to ask for, at `now` (ms UTC).

    `trigger` or `fraction`: what it is for, both None before that is chosen, also where a fraction has several triggers.
    `must`: how many bins must be emptied. `triggers` and `fractions` (with their bins): what it could be for.
    """

    now: int
    trigger: Trigger | None
    fraction: str | None
    must: int
    triggers: Sequence[Trigger]
    fractions: Sequence[tuple[str, int]]
    choices: Choices


def new_round(services: Services, trigger_id: str, fraction: str, chosen: Chosen) -> NewRound:
    """Read what a round for a trigger or a fraction would be for. Raises StateAwayError."""
    now, zone = services.clock(), services.figures.zone
    with services.state.read() as connection:
        waiting = triggers.of_state(connection, ["open"])
        own = [trigger for trigger in waiting if trigger.id == trigger_id or trigger.fraction == fraction]
        trigger = own[0] if len(own) == 1 else None
        name = trigger.fraction if trigger else fraction if fraction and not own else None
        must = len(trigger.bins) if trigger else len(decision_at(services, connection, now, None, name).bins) if name else 0
        bins = [history.at(now) for history in services.registry(connection).bins.values()]
        return NewRound(
            now=now,
            trigger=trigger,
            fraction=name,
            must=must,
            triggers=waiting,
            fractions=sorted(Counter(bin_.fraction for bin_ in bins if not bin_.removed).items()),
            choices=choices(fleets.current(connection), {name} if name else (), pickups.bookings(connection), chosen, now, zone),
        )


def proposal_body(trigger_id: str, fraction: str, chosen: Chosen, *, insists: bool, now: int, zone: ZoneInfo) -> PickupBody:
    """Return the request for a proposal that a form stands for. Raises a 422."""
    try:
        departure = departure_of(chosen, now, zone)
    except ValueError as error:
        raise wrong_field("day", "is no day or time; choose one of the list") from error
    return PickupBody.model_validate(
        {
            "trigger_id": trigger_id or None,
            "fraction": fraction if fraction and not trigger_id else None,
            "vehicles": vehicles_of(chosen) or None,
            "departure": None if departure is None else departure / 1000,
            "insist_booked": insists,
            "propose": True,
        }
    )

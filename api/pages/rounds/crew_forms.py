"""What is pressed on a round's page becomes a crew's report: once, however often it is sent."""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy import Connection

from api.pickups import crew_events
from api.pickups.body import RoundEventBody, StopEventBody
from api.pickups.crew_events import CrewEventAnswer
from api.web.idempotency import answer_once
from api.web.problems import ProblemError
from api.web.services import Services
from storage.state.waste import stop_events

Fields = dict[str, str]
_Report = TypeVar("_Report", StopEventBody, RoundEventBody)


def names(services: Services, pickup_id: str) -> Callable[[str], str]:
    """Return what names a report from this look at the page: pressed twice on a bad line, it is one; after the next report, another."""
    with services.state.read() as connection:
        events_by_stop = Counter(event.stop_id for event in stop_events.of_pickup(connection, pickup_id))
    return lambda stop_id: f"{pickup_id}.{stop_id}.{events_by_stop[stop_id]}"


def report_stop(services: Services, owner: str, pickup_id: str, stop_id: str, fields: Fields) -> None:
    """Keep what a form says of a stop. Raises a 404 or 422."""
    kind, reason = fields.get("type", ""), fields.get("reason") or None
    body = _body(StopEventBody, services, type=kind, reason=reason if kind == "could_not" else None)
    _once(
        services,
        owner,
        f"{pickup_id}/stops/{stop_id}",
        fields,
        body,
        lambda to: crew_events.report_stop(services, to, pickup_id, stop_id, body),
    )


def report_tip(services: Services, owner: str, pickup_id: str, fields: Fields) -> None:
    """Keep that a truck has tipped. Raises a 404, 409 or 422."""
    body = _body(RoundEventBody, services, type="tipped", vehicle=fields.get("vehicle"))
    _once(services, owner, f"{pickup_id}/tips", fields, body, lambda to: crew_events.report_round_event(services, to, pickup_id, body))


def _body(model: type[_Report], services: Services, **said: str | None) -> _Report:
    try:
        return model.model_validate({**said, "time": services.clock() / 1000})
    except ValueError as error:  # pydantic's too
        raise ProblemError(422, "The form names nothing that can happen on a round; load the page again.") from error


def _once(
    services: Services, owner: str, where: str, fields: Fields, body: BaseModel, keep: Callable[[Connection], CrewEventAnswer]
) -> None:
    # Two different buttons, pressed on the same look at the page, are two reports; the moment of pressing makes none.
    pressed = f"{fields.get('type')}.{fields.get('reason') or ''}"
    once = f"{fields['once'][:80]}.{pressed}"[:128] if fields.get("once") else None
    answer_once(services, owner, once, f"page /rounds/{where}", body.model_copy(update={"time": 0}), lambda to: (201, keep(to)))

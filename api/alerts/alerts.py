"""What somebody must act on, and who does."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from api.alerts.alert_answer import AlertAnswer, AlertWithHistory, alert_answers, with_history
from api.web.auth import reader, writer
from api.web.fields import Body, Id, Note, TimeIn, examples
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.problems import ProblemError, not_found
from api.web.services import Services, ServicesDep
from domain.alerts.alert import Alert
from domain.alerts.threshold import ThresholdKind
from domain.alerts.transition import LONGEST_SHELF, AlertError, Transition, acknowledge, shelve
from storage.state import due
from storage.state.access.keys import Key
from storage.state.alerts import alerts

router = APIRouter(prefix="/alerts", tags=["core", "alerts"])
_STATES = {"open": ("raised", "acknowledged", "shelved")}
States = Literal["open", "raised", "acknowledged", "shelved", "cleared"]
AlertId = Annotated[str, Path(min_length=1, max_length=64)]
Writer = Annotated[Key, Depends(writer("alerts"))]


class AcknowledgeBody(Body):
    """What whoever takes care of it wants others to know."""

    model_config = examples({"note": "Vi drar dit nå"})

    note: Note | None = None


_NO_NOTE = AcknowledgeBody()


class ShelveBody(Body):
    """Why and until when it may rest: at most 24 h from now, by default so long."""

    model_config = examples({"reason": "Veiarbeid til klokka 15", "until": "2026-01-31T14:00:00Z"})

    reason: Annotated[Note, Field(min_length=1)]
    until: TimeIn | None = None


@router.get("", dependencies=[Depends(reader)])
def list_alerts(
    services: ServicesDep,
    limit: Limit = 100,
    cursor: Cursor = None,
    state: Annotated[States | None, Query(description="`open`: all that are not cleared")] = None,
    kind: ThresholdKind | None = None,
    threshold_id: Id | None = None,
    since: Annotated[TimeIn | None, Query(description="raised then or later")] = None,
) -> Page[AlertAnswer]:
    """List alerts, newest first."""
    with services.state.read() as connection:
        rows = alerts.page(
            connection,
            states=() if state is None else _STATES.get(state, (state,)),
            kind=kind,
            threshold=threshold_id,
            since=since,
            before=position_of(cursor, int, str),
            limit=limit + 1,
        )
        answers = dict(zip((alert.id for alert in rows), alert_answers(services, connection, rows), strict=True))
    return page_of(rows, limit, lambda alert: answers[alert.id], lambda alert: (alert.raised_at, alert.id))


@router.get("/{alert_id}", dependencies=[Depends(reader)])
def get_alert(alert_id: AlertId, services: ServicesDep) -> AlertWithHistory:
    """Read an alert and what happened to it."""
    with services.state.read() as connection:
        alert = alerts.find(connection, alert_id)
        if alert is None:
            raise not_found("alert", alert_id)
        return with_history(services, connection, alert, alerts.events(connection, alert_id))


@router.post("/{alert_id}/acknowledge")
def acknowledge_alert(alert_id: AlertId, services: ServicesDep, key: Writer, body: AcknowledgeBody = _NO_NOTE) -> AlertAnswer:
    """Say that somebody takes care of it; a second time changes nothing."""
    return _answer(services, take_care(services, alert_id, by=key.name, note=body.note))


@router.post("/{alert_id}/shelve")
def shelve_alert(alert_id: AlertId, services: ServicesDep, key: Writer, body: ShelveBody) -> AlertAnswer:
    """Put it away for a while; it comes back by itself, and at once if it gets worse."""
    return _answer(services, put_away(services, alert_id, by=key.name, reason=body.reason, until=body.until))


def take_care(services: Services, alert_id: str, *, by: str, note: str | None) -> Alert:
    """Acknowledge an alert. Raises a 404, 409 or 422."""
    return _change(services, alert_id, lambda alert, now: acknowledge(alert, by=by, note=note, now=now))


def put_away(services: Services, alert_id: str, *, by: str, reason: str, until: int | None) -> Alert:
    """Shelve an alert until `until` (ms UTC; default as long as may be). Raises a 404, 409 or 422."""

    def shelved(alert: Alert, now: int) -> Transition:
        return shelve(alert, by=by, reason=reason, until=now + LONGEST_SHELF if until is None else until, now=now)

    return _change(services, alert_id, shelved)


def _answer(services: Services, alert: Alert) -> AlertAnswer:
    with services.state.read() as connection:
        return alert_answers(services, connection, [alert])[0]


def _change(services: Services, alert_id: str, change: Callable[[Alert, int], Transition]) -> Alert:
    now = services.clock()
    with services.state.begin() as connection:
        alert = alerts.get(connection, alert_id)
        if alert is None:
            raise not_found("alert", alert_id)
        try:
            changed = change(alert, now)
        except AlertError as error:
            raise ProblemError(409 if not alert.is_open else 422, f"{error}.") from error
        if changed.event is not None:
            alerts.keep(connection, changed)
            due.forget(connection, due.SHELF, [alert_id])
            if changed.alert.shelved_until is not None:
                due.put(connection, due.SHELF, {alert_id: changed.alert.shelved_until})
    return changed.alert

"""Who is told of alerts, whether they can be reached, and a test of that."""

from typing import Literal

from fastapi import APIRouter, Depends

from api.web.auth import reader, writer
from api.web.fields import Answer, Id, TimeOut
from api.web.problems import not_found
from api.web.services import ServicesDep
from config.sections.alert_settings import Receiver
from storage.state import jobs
from storage.state.alerts import receivers

router = APIRouter(prefix="/receivers", tags=["extended", "receivers"])


class ReceiverAnswer(Answer):
    """A receiver from the settings; where it is reached stays there. `failures`: attempts in a row that failed, the last with `error`."""

    id: str
    channel: Literal["email", "webhook", "apprise"]
    language: str
    quiet_hours: str | None
    tried_at: TimeOut | None
    failures: int
    error: str | None


class ReceiversAnswer(Answer):
    """Every receiver."""

    items: list[ReceiverAnswer]


class TestAnswer(Answer):
    """A test message is on its way; `GET /receivers` says how it went."""

    receiver: str
    state: str = "asked"


@router.get("", dependencies=[Depends(reader)])
def list_receivers(services: ServicesDep) -> ReceiversAnswer:
    """List the receivers and how they were reached last."""
    with services.state.read() as connection:
        reached = receivers.read(connection)
    items = []
    for name, receiver in services.settings.alerts.receivers.items():
        last = reached.get(name)
        items.append(
            ReceiverAnswer(
                id=name,
                channel=_channel(receiver),
                language=receiver.language,
                quiet_hours=receiver.quiet_hours,
                tried_at=last.at if last else None,
                failures=last.failures if last else 0,
                error=last.error if last else None,
            )
        )
    return ReceiversAnswer(items=items)


@router.post("/{receiver_id}/test", status_code=202, dependencies=[Depends(writer("alerts"))])
def send_test(receiver_id: Id, services: ServicesDep) -> TestAnswer:
    """Send a test message to a receiver, at once, whatever the hour."""
    receiver = services.settings.alerts.receivers.get(receiver_id)
    if receiver is None:
        raise not_found("receiver", receiver_id)
    with services.state.begin() as connection:
        jobs.ask(connection, jobs.TEST_SEND, [receiver_id], services.clock(), {"language": receiver.language})
    return TestAnswer(receiver=receiver_id)


def _channel(receiver: Receiver) -> Literal["email", "webhook", "apprise"]:
    if receiver.email is not None:
        return "email"
    return "webhook" if receiver.webhook is not None else "apprise"

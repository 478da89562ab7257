"""Who is told of alerts, whether they can be reached, and a test of that."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field
from sqlalchemy import Connection

from api.web.auth import reader, writer
from api.web.fields import Answer, Body, Id, TimeOut, examples
from api.web.problems import ProblemError, not_found
from api.web.services import Services, ServicesDep
from config.sections.alert_settings import Alerts, Hours, Mail, Receiver
from config.sections.own_receivers import Name, OwnReceiver, own_receivers, with_own
from config.texts import Language
from domain.access.scope import ADMIN
from domain.alerts.severity import Severity
from domain.alerts.threshold import ThresholdKind
from storage.state import jobs, own_settings
from storage.state.access.keys import Key
from storage.state.alerts import receivers

router = APIRouter(prefix="/receivers", tags=["extended", "receivers"])
Admin = Annotated[Key, Depends(writer(ADMIN))]
_IN_FILE = "The receiver {name!r} stands in the settings file (alerts.receivers.{name}): change it there."
_EXAMPLE = {"name": "Kari Nordmann", "email": "kari@kommune.example", "kinds": ["air"], "least_severity": "warning"}


class ReceiverBody(Body):
    """A person who is notified by e-mail. No `kinds` or `places` means all; `hours`: only alerts raised then, local time.

    What can wait waits through `quiet_hours`. `monthly_effects`: an e-mail each month about what the month before came to.
    """

    model_config = examples(_EXAMPLE)

    name: Name
    email: Mail
    language: Language = "nb"
    alerts: bool = True
    kinds: Annotated[tuple[ThresholdKind, ...], Field(max_length=3)] = ()
    least_severity: Severity = "info"
    places: Annotated[tuple[Id, ...], Field(max_length=200)] = ()
    hours: Hours | None = None
    quiet_hours: Hours | None = None
    monthly_effects: bool = False


class ReceiverAnswer(Answer):
    """A receiver; where it is reached is not told. `source`: whether the settings `file` or a `page` has it.

    `sent_at`: when it last took a message; `failures`: attempts in a row that failed since, the last with `error`.
    """

    id: str
    name: str | None
    source: Literal["file", "page"]
    channel: Literal["email", "webhook", "apprise"]
    language: str
    quiet_hours: str | None
    alerts: bool
    monthly_effects: bool
    tried_at: TimeOut | None
    sent_at: TimeOut | None
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
        return ReceiversAnswer(items=receivers_now(services, connection))


@router.put("/{receiver_id}", status_code=204)
def put_receiver(receiver_id: Id, body: ReceiverBody, services: ServicesDep, _key: Admin) -> Response:
    """Add a person who is notified, or change what they get."""
    save_receiver(services, receiver_id, OwnReceiver.model_validate(body.model_dump()))
    return Response(status_code=204)


@router.delete("/{receiver_id}", status_code=204)
def delete_receiver(receiver_id: Id, services: ServicesDep, _key: Admin) -> Response:
    """Notify a person no more."""
    remove_receiver(services, receiver_id)
    return Response(status_code=204)


@router.post("/{receiver_id}/test", status_code=202, dependencies=[Depends(writer("alerts"))])
def send_test(receiver_id: Id, services: ServicesDep) -> TestAnswer:
    """Send a test message to a receiver, at once, whatever the hour."""
    with services.state.begin() as connection:
        receiver = _settings(services, connection).receivers.get(receiver_id)
        if receiver is None:
            raise not_found("receiver", receiver_id)
        jobs.ask(connection, jobs.TEST_SEND, [receiver_id], services.clock(), {"language": receiver.language})
    return TestAnswer(receiver=receiver_id)


def receivers_now(services: Services, connection: Connection) -> list[ReceiverAnswer]:
    """Return the receivers of the file and of the pages, and how they were reached last."""
    reached, people = receivers.read(connection), own_receivers(own_settings.read(connection, "receiver"))
    in_file = services.settings.alerts.receivers
    answers = []
    for name, receiver in with_own(services.settings.alerts, people).receivers.items():
        last = reached.get(name)
        answers.append(
            ReceiverAnswer(
                id=name,
                name=None if name in in_file else people[name].name,
                source="file" if name in in_file else "page",
                channel=_channel(receiver),
                language=receiver.language,
                quiet_hours=receiver.quiet_hours,
                alerts=receiver.alerts,
                monthly_effects=receiver.monthly_effects,
                tried_at=last.at if last else None,
                sent_at=last.sent_at if last else None,
                failures=last.failures if last else 0,
                error=last.error if last else None,
            )
        )
    return answers


def save_receiver(services: Services, receiver_id: str, person: OwnReceiver) -> None:
    """Keep a person who is notified. Raises a 409 for a receiver of the settings file."""
    _refuse_the_files(services, receiver_id)
    with services.state.begin() as connection:
        own_settings.put(connection, "receiver", receiver_id, person.model_dump(mode="json"))


def remove_receiver(services: Services, receiver_id: str) -> None:
    """Notify a person no more. Raises a 404, and a 409 for a receiver of the settings file."""
    _refuse_the_files(services, receiver_id)
    with services.state.begin() as connection:
        if receiver_id not in own_settings.read(connection, "receiver"):
            raise not_found("receiver", receiver_id)
        own_settings.put(connection, "receiver", receiver_id, None)
        receivers.forget(connection, receiver_id)


def _refuse_the_files(services: Services, receiver_id: str) -> None:
    if receiver_id in services.settings.alerts.receivers:
        raise ProblemError(409, _IN_FILE.format(name=receiver_id))


def _settings(services: Services, connection: Connection) -> Alerts:
    return with_own(services.settings.alerts, own_receivers(own_settings.read(connection, "receiver")))


def _channel(receiver: Receiver) -> Literal["email", "webhook", "apprise"]:
    if receiver.email is not None:
        return "email"
    return "webhook" if receiver.webhook is not None else "apprise"

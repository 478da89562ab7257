"""People whom the pages were told to notify, beside the receivers of the settings file."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from config.sections.alert_settings import AlertRoute, Alerts, Hours, Mail, Receiver
from config.texts import Language
from config.toml_file import Table
from domain.alerts.severity import Severity
from domain.alerts.threshold import ThresholdKind
from domain.one_line import ONE_LINE_IN_WORDS, is_one_line


def _check_name(name: str) -> str:
    if not is_one_line(name):
        raise ValueError(f"a name is {ONE_LINE_IN_WORDS}, got {name!r}")
    return name


Name = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_check_name)]


class OwnReceiver(Table):
    """A person who is notified by e-mail: of which alerts, when, and whether the effects are sent each month."""

    name: Name
    email: Mail
    language: Language = "nb"
    alerts: bool = True
    kinds: tuple[ThresholdKind, ...] = ()
    least_severity: Severity = "info"
    places: tuple[str, ...] = ()
    hours: Hours | None = None
    quiet_hours: Hours | None = None
    monthly_effects: bool = False

    @property
    def receiver(self) -> Receiver:
        """How the person is reached."""
        return Receiver(
            email=self.email,
            language=self.language,
            quiet_hours=self.quiet_hours,
            alerts=self.alerts,
            monthly_effects=self.monthly_effects,
        )

    def route(self, receiver_id: str) -> AlertRoute:
        """Return which alerts the person gets, known as `receiver_id`."""
        return AlertRoute(
            receivers=(receiver_id,), kinds=self.kinds, least_severity=self.least_severity, places=self.places, hours=self.hours
        )


def own_receivers(bodies: Mapping[str, Mapping[str, Any]]) -> dict[str, OwnReceiver]:
    """Return the people by id, as they are stored."""
    return {name: OwnReceiver.model_validate(body) for name, body in bodies.items()}


def with_own(file: Alerts, own: Mapping[str, OwnReceiver]) -> Alerts:
    """Return the settings file's alerts with the pages' people beside its receivers; what the file says of its own stays as it is.

    A file without routes sends each of its receivers every alert; a person is sent what was chosen for them alone.
    """
    added = {name: person for name, person in own.items() if name not in file.receivers}
    if not added:
        return file
    everything = (AlertRoute(receivers=tuple(file.receivers)),) if file.receivers and not file.routes else ()
    return Alerts(
        smtp=file.smtp,
        receivers={**file.receivers, **{name: person.receiver for name, person in added.items()}},
        routes=(*file.routes, *everything, *(person.route(name) for name, person in added.items() if person.alerts)),
        private_webhooks=file.private_webhooks,
    )

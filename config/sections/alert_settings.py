"""Who is told of alerts, how and when; secrets stand in files, never here."""

import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from config.texts import Language
from config.toml_file import Table
from domain.alerts.severity import Severity
from domain.alerts.threshold import ThresholdKind
from domain.device import ID_IN_WORDS, is_id

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")


def _check_hours(text: str) -> str:
    if not _HOURS.fullmatch(text):
        raise ValueError(f"{text!r} must be two times of day such as 22:00-07:00")
    return text


def _check_mail(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise ValueError(f"{text!r} is not one e-mail address, such as drift@kommune.no")
    return text


Hours = Annotated[str, AfterValidator(_check_hours)]
Mail = Annotated[str, AfterValidator(_check_mail)]
Network = IPv4Network | IPv6Network


class Smtp(Table):
    """The mail server that takes our messages."""

    host: str = "127.0.0.1"
    port: int = Field(25, ge=1, le=65535)
    security: Literal["none", "starttls", "tls"] = "none"
    username: str | None = None
    password_file: Path | None = None
    sender: Mail = "bysans@localhost"

    @model_validator(mode="after")
    def _keep_the_password(self) -> Self:
        if self.username and self.security == "none":
            raise ValueError("a username needs security starttls or tls: else the password goes over the network readable")
        return self


class Receiver(Table):
    """Who is told: exactly one of `email`, `webhook`, `apprise_file` (whose lines are Apprise addresses, secret as they are)."""

    email: Mail | None = None
    webhook: str | None = None
    secret_file: Path | None = Field(None, description="the webhook's signing secret, whsec_…; see Standard Webhooks")
    apprise_file: Path | None = None
    language: Language = "nb"
    quiet_hours: Hours | None = Field(None, description="what can wait (not critical, not escalated) waits until their end, local time")
    alerts: bool = Field(True, description="false: no alerts, only what else is chosen for this receiver")
    monthly_effects: bool = Field(False, description="an e-mail each month about what the month before came to")

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(channel is not None for channel in (self.email, self.webhook, self.apprise_file)) != 1:
            raise ValueError("a receiver has one of email, webhook and apprise_file")
        if self.webhook is not None and (urlsplit(self.webhook).scheme not in ("https", "http") or not urlsplit(self.webhook).hostname):
            raise ValueError(f"webhook must be an http(s) address, got {self.webhook!r}")
        if self.webhook is not None and urlsplit(self.webhook).port == 0:  # one that is too large or no number raises by itself
            raise ValueError(f"webhook must name a port of 1 to 65535, got {self.webhook!r}")
        if self.webhook is not None and self.secret_file is None:
            raise ValueError("a webhook needs secret_file: the path of a file that holds its signing secret")
        if self.monthly_effects and self.email is None:
            raise ValueError("monthly_effects is an e-mail: the receiver needs email")
        return self


class AlertRoute(Table):
    """Which alerts go to which receivers: all that is named must hold; what is not named holds always."""

    receivers: tuple[str, ...] = Field(min_length=1)
    kinds: tuple[ThresholdKind, ...] = ()
    least_severity: Severity = "info"
    places: tuple[str, ...] = Field((), description="ids of sites, bins or devices")
    hours: Hours | None = Field(None, description="only when it happens within these, local time")


class Alerts(Table):
    """Alerts' receivers; without routes every receiver gets every alert."""

    smtp: Smtp = Smtp()
    receivers: dict[str, Receiver] = Field(default_factory=dict)
    routes: tuple[AlertRoute, ...] = ()
    private_webhooks: tuple[Network, ...] = Field((), description="networks within which a webhook may lie; else only public addresses")

    @model_validator(mode="after")
    def _know_each_other(self) -> Self:
        wrong = [name for name in self.receivers if not is_id(name)]
        if wrong:
            raise ValueError(f"receiver {wrong[0]!r} must be named with {ID_IN_WORDS}")
        for route in self.routes:
            for name in route.receivers:
                if name not in self.receivers:
                    raise ValueError(
                        f"a route names receiver {name!r}, which there is none of; there are {', '.join(self.receivers) or 'none'}"
                    )
        return self

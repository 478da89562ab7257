"""Who may do what at the embedded broker: the service, registered devices, and on loopback everybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import structlog

from config.broker.home_assistant_topics import USER as HOME_ASSISTANT
from config.broker.home_assistant_topics import read_by_it, written_by_it
from config.catalogue import Catalogue
from config.sections.home_assistant_settings import HomeAssistant
from domain.device import Registry

_log = structlog.get_logger("broker")

NETWORKS = {"chirpstack": "application/#", "tts": "v3/#"}  # network servers that send for devices


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user of the broker: the topics that it may publish to and subscribe to, over MQTT or the server's own protocol (`STANDARD`)."""

    user: str
    password: str
    publish: Sequence[str]
    subscribe: Sequence[str] = ()
    protocol: Literal["MQTT", "STANDARD"] = "MQTT"


def device_accounts(
    passwords: Mapping[str, str], registry: Registry, catalogue: Catalogue, home: HomeAssistant, now: int
) -> Iterator[Account]:
    """Return the accounts of those that have a password: a device publishes to its own topics and reads nothing.

    Home Assistant reads what is published for it, where `home` says that something is.
    """
    for user, password in passwords.items():
        if user == HOME_ASSISTANT and home.enabled:
            yield Account(user=user, password=password, publish=written_by_it(home), subscribe=read_by_it(home))
            continue
        if user in NETWORKS:
            yield Account(user=user, password=password, publish=[NETWORKS[user]])
            continue
        device = registry.device(user, now)
        if device is None:
            _log.warning("this device has a password and is not registered: it is let in once it is", device=user)
        else:
            model = catalogue.model(device.model)
            own = [pattern.of(user) for pattern in model.topics] if model is not None else []
            yield Account(user=user, password=password, publish=[f"bysans/v1/{device.kind}/{user}", *own])

"""Tries what `bysans check` says of the broker: whether it takes us and our subscriptions, and nobody who should not be."""

from bysans.broker import program
from config.broker.embedded import broker_folder, with_broker
from config.sections.address import EMBEDDED, parse_mqtt_url
from config.settings import Settings
from ingest.mqtt.probe import probe_broker, probe_client_ids, probe_strangers


class BrokerCheckError(Exception):
    """The broker does not do for us: the message says what to do."""


def check_broker(settings: Settings) -> str:
    """Return what is right. Raises BrokerCheckError."""
    if settings.mqtt.url == EMBEDDED:
        return _embedded_broker(settings)
    is_closed = settings.mqtt.open or parse_mqtt_url(settings.mqtt.url).on_this_machine
    if problem := probe_broker(settings.mqtt) or (None if is_closed else probe_strangers(settings.mqtt)):
        raise BrokerCheckError(problem)
    if settings.mqtt.devices_url is None:
        return f"{settings.mqtt.url} takes us and our subscriptions"
    if problem := probe_client_ids(settings.mqtt, settings.mqtt.devices_url):
        raise BrokerCheckError(problem)
    return f"{settings.mqtt.url} takes us and our subscriptions; devices at {settings.mqtt.devices_url} cannot take our client id"


def _embedded_broker(settings: Settings) -> str:
    name = f"the embedded broker (nats-server {program.version()})"
    if not (broker_folder(settings) / "service-password").exists():
        return f"{name} makes its folder when `bysans run` or `bysans broker` starts"
    if problem := probe_broker(with_broker(settings).mqtt):
        raise BrokerCheckError(f"{problem}. {name[0].upper()}{name[1:]} is started by `bysans run` or `bysans broker`")
    return f"{name} takes us and our subscriptions at {settings.broker.listen}"

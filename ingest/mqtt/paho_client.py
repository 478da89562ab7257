"""How our MQTT client is made from the settings, and what the broker's answers mean."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from config.broker.account import broker_password, broker_tls
from config.sections.address import parse_mqtt_url
from config.sections.mqtt_settings import Mqtt

KEEPALIVE_S = 30
_NEVER_EXPIRES = 0xFFFFFFFF


def is_v5(settings: Mqtt) -> bool:
    """Return whether we speak MQTT 5."""
    return settings.protocol == "5"


def create_client(settings: Mqtt, *, client_id: str, clean: bool, make: Callable[..., mqtt.Client] = mqtt.Client) -> mqtt.Client:
    """Make a client (of paho's class, or by `make`) that acknowledges by hand. Raises ConfigError when a file it needs cannot be used."""
    address = parse_mqtt_url(settings.url)
    client = make(
        CallbackAPIVersion.VERSION2,
        client_id=client_id,
        protocol=MQTTProtocolVersion.MQTTv5 if is_v5(settings) else MQTTProtocolVersion.MQTTv311,
        clean_session=None if is_v5(settings) else clean,
        transport="unix" if address.unix else "tcp",
        manual_ack=True,
    )
    use_account(client, settings)
    if address.tls:
        client.tls_set_context(broker_tls(settings))
    client.reconnect_delay_set(min_delay=1, max_delay=5)
    client.suppress_exceptions = True  # one in a callback would end paho's thread; it is logged instead
    logger = logging.getLogger("paho")
    logger.addFilter(_is_news)
    client.enable_logger(logger)
    return client


@contextmanager
def connected(client: mqtt.Client, settings: Mqtt) -> Iterator[None]:
    """Connect for a while. Raises OSError where nothing answers."""
    address = parse_mqtt_url(settings.url)
    try:
        client.connect(address.host, address.port or 1, KEEPALIVE_S)  # paho wants a port for a unix socket too
        client.loop_start()
        yield
    finally:
        client.disconnect()
        client.loop_stop()


def _is_news(record: logging.LogRecord) -> bool:
    """Drop what paho says each time it finds no connection: `Health` has said it once, with what to do."""
    return not record.getMessage().startswith("Client is not connected.")


def use_account(client: mqtt.Client, settings: Mqtt) -> None:
    """Take user and password as the settings and their file say now. Raises ConfigError."""
    if settings.username is not None:
        client.username_pw_set(settings.username, broker_password(settings))


def connect_properties(settings: Mqtt) -> Properties:
    """Ask for a session that outlives connections, and for our window."""
    properties = Properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = _NEVER_EXPIRES
    properties.ReceiveMaximum = settings.receive_maximum  # else the broker's own window, 20 with Mosquitto
    return properties


_SPELT = ("bysans", "v3", "application", "#")  # first levels of what we read whatever models name


def subscriptions(settings: Mqtt, topics: Sequence[str]) -> Any:  # paho takes a list of one kind or the other
    """Ask for topics and their misspelt forms at QoS 1; at MQTT 5 no retained copies: they were readings when they were sent, not now."""
    options = SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND) if is_v5(settings) else 1
    return [(topic, options) for topic in (*topics, *misspelt(topics))]


def misspelt(topics: Sequence[str]) -> list[str]:
    """Return what to subscribe to beside `topics` so that a message on one with a slash before or behind is told, not lost.

    They overlap with no topic that is right: a broker may deliver a message once for each subscription that it fits. Beside topics that
    a model names stand others that are right: `zigbee2mqtt/bridge/state` is no misspelt `zigbee2mqtt/+`.
    """
    plain = [topic for topic in topics if topic.partition("/")[0] in _SPELT]
    leading = [f"/{topic}" for topic in plain]
    return [*leading, *(f"{topic}/+" for topic in (*plain, *leading) if not topic.endswith("#"))]


def refusal(settings: Mqtt, code: ReasonCode) -> str:
    """Say that the broker refuses the connection and what to do."""
    return f"the broker {settings.url} refuses us ({code}): see mqtt.username, mqtt.password_file and mqtt.protocol"


def refused_topics(topics: Sequence[str], codes: Sequence[ReasonCode]) -> list[str]:
    """Return which of the topics the broker refuses; what follows them is misspelt forms, which it may refuse."""
    return [topic for topic, code in zip(topics, codes, strict=False) if code.is_failure]


def refused_subscriptions(settings: Mqtt, topics: Sequence[str]) -> str:
    """Say which subscriptions the broker refuses and what to do."""
    return f"the broker {settings.url} refuses the subscription to {', '.join(topics)}: see its access list"


def unreachable(settings: Mqtt) -> str:
    """Say that nothing answers and what to do."""
    return f"nothing answers at the broker's address {settings.url}: is it running? see mqtt.url"

"""Publishing to the broker: readings that came over HTTP take the same way as all others."""

import asyncio
from concurrent.futures import Future
from typing import Any, Protocol

import structlog
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from config.broker.account import broker_password, broker_tls
from config.sections.address import parse_mqtt_url
from config.sections.mqtt_settings import Mqtt
from config.toml_file import ConfigError

ACK_TIMEOUT_S = 10.0
MOST_WAITING = 200  # messages that the broker has not acknowledged; beyond it nothing is taken
_log = structlog.get_logger(__name__)


class BrokerAwayError(Exception):
    """The broker did not take the message: it may be sent again."""


class Publisher(Protocol):
    """Hands a message to the broker."""

    async def publish(self, topic: str, payload: bytes) -> None:
        """Return once the broker has acknowledged the message (QoS 1); waiting costs no thread. Raises BrokerAwayError."""


class PahoPublisher:
    """A session of its own, for publishing only, by many tasks of one event loop at once."""

    def __init__(self, settings: Mqtt, *, ack_timeout_s: float = ACK_TIMEOUT_S) -> None:
        """Begin to connect, and go on trying. Raises ConfigError when the account's files cannot be used."""
        self._settings = settings
        self._timeout = ack_timeout_s
        self._acks: dict[int, Future[ReasonCode]] = {}
        self._client = create_client(settings)
        self._client.on_connect = self._connected
        self._client.on_connect_fail = self._not_reached
        self._client.on_disconnect = self._disconnected
        self._client.on_publish = self._acknowledged
        address = parse_mqtt_url(settings.url)
        self._client.connect_async(address.host, address.port or 1, keepalive=30)
        self._client.loop_start()

    async def publish(self, topic: str, payload: bytes) -> None:
        """Publish at QoS 1 and wait for the broker's word. Raises BrokerAwayError."""
        if not self._client.is_connected():
            raise BrokerAwayError("there is no connection to the broker")
        info = self._client.publish(topic, payload, qos=1)
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            raise BrokerAwayError(f"{MOST_WAITING} messages already wait for its acknowledgement")
        if info.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise BrokerAwayError(f"the broker was not reached: {info.rc.name}")
        code = await self._wait(self._acks.setdefault(info.mid, Future()), info.mid)
        if code.is_failure:
            raise BrokerAwayError(f"the broker refused the message: {code}")

    def close(self) -> None:
        """End the session."""
        self._client.disconnect()
        self._client.loop_stop()

    async def _wait(self, ack: "Future[ReasonCode]", mid: int) -> ReasonCode:
        try:
            code = await asyncio.wait_for(asyncio.wrap_future(ack), self._timeout)
        except TimeoutError:
            # Left cancelled under its id, so that an acknowledgement that comes late is not taken for another message's.
            raise BrokerAwayError(f"the broker did not acknowledge the message within {self._timeout:g} s") from None
        self._acks.pop(mid, None)
        return code

    # paho calls these on its own thread, `_acknowledged` while it holds a lock that publish() takes too: no lock of ours here.
    def _acknowledged(self, _client: Client, _data: Any, mid: int, code: ReasonCode, _properties: Properties) -> None:
        ack = self._acks.setdefault(mid, Future())
        if ack.set_running_or_notify_cancel():
            ack.set_result(code)
        else:
            self._acks.pop(mid, None)

    def _connected(self, client: Client, _data: Any, _flags: ConnectFlags, code: ReasonCode, _properties: Properties | None) -> None:
        if code.is_failure:
            _log.warning("the broker refuses HTTP ingest's session; see mqtt.username and mqtt.password_file", reason=str(code))
            try:
                _use_account(client, self._settings)  # a corrected password needs no restart
            except ConfigError as error:
                _log.warning(str(error))

    def _not_reached(self, _client: Client, _data: Any) -> None:
        # At each attempt; the same is written once a minute.
        _log.warning("HTTP ingest does not reach the broker and tries again; see mqtt.url", broker=self._settings.url)

    def _disconnected(self, _client: Client, _data: Any, _flags: DisconnectFlags, code: ReasonCode, _properties: Properties | None) -> None:
        if code.is_failure:
            _log.warning("HTTP ingest lost the broker and connects again", reason=str(code))


def create_client(settings: Mqtt) -> Client:
    """Make a client for publishing only. Raises ConfigError when the account's files cannot be used."""
    address = parse_mqtt_url(settings.url)
    protocol = MQTTProtocolVersion.MQTTv5 if settings.protocol == "5" else MQTTProtocolVersion.MQTTv311
    client = Client(CallbackAPIVersion.VERSION2, protocol=protocol, transport="unix" if address.unix else "tcp")
    client.reconnect_delay_set(1, 30)
    client.max_queued_messages_set(MOST_WAITING)
    _use_account(client, settings)
    if address.tls:
        client.tls_set_context(broker_tls(settings))
    return client


def _use_account(client: Client, settings: Mqtt) -> None:
    if settings.username is not None:
        client.username_pw_set(settings.username, broker_password(settings))

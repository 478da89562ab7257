"""Messages that the broker keeps for whoever subscribes later, published on a connection of their own."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

import structlog
from paho.mqtt.client import Client, ConnectFlags, MQTTMessageInfo
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from api.web.publisher import MOST_WAITING, BrokerAwayError, create_client
from config.sections.address import parse_mqtt_url
from config.sections.mqtt_settings import Mqtt

_ONLINE, _OFFLINE = b"online", b"offline"
_CONNECT_S = 5.0
_ACK_TIMEOUT_S = 10.0
_log = structlog.get_logger(__name__)


class RetainedMessages:
    """Keeps topics at the broker as they should be; `status_topic` is `online` there as long as this connection stands."""

    def __init__(self, settings: Mqtt, status_topic: str) -> None:
        """Begin to connect, and go on trying. Raises ConfigError when the account's files cannot be used."""
        self._status_topic = status_topic
        self._sent: dict[str, bytes] = {}
        self._refused: dict[int, ReasonCode] = {}
        self._stands = threading.Event()
        self._client = create_client(settings)
        self._client.will_set(status_topic, _OFFLINE, qos=1, retain=True)
        self._client.on_connect = self._connected
        self._client.on_disconnect = self._disconnected
        self._client.on_publish = self._acknowledged
        address = parse_mqtt_url(settings.url)
        self._client.connect_async(address.host, address.port or 1, keepalive=30)
        self._client.loop_start()

    def put(self, messages: Mapping[str, bytes]) -> None:
        """Publish what is not there yet, and return when the broker has it all. Raises BrokerAwayError."""
        if not self._stands.wait(_CONNECT_S):
            raise BrokerAwayError("there is no connection to the broker; see mqtt.url")
        sent = self._sent  # another one after a new connection
        changed = iter([(topic, payload) for topic, payload in messages.items() if sent.get(topic) != payload])
        while part := list(islice(changed, MOST_WAITING // 2)):
            infos = [(topic, payload, self._client.publish(topic, payload, qos=1, retain=True)) for topic, payload in part]
            for topic, payload, info in infos:
                self._wait(topic, info)
                sent[topic] = payload

    def close(self, *, goes_on: bool = False) -> None:
        """End the connection, and say that nobody publishes any more; `goes_on`: another process does."""
        if self._stands.is_set() and not goes_on:
            with suppress(RuntimeError, ValueError):  # then the broker says so itself
                self._client.publish(self._status_topic, _OFFLINE, qos=1, retain=True).wait_for_publish(_ACK_TIMEOUT_S)
        self._client.disconnect()
        self._client.loop_stop()

    def _wait(self, topic: str, info: MQTTMessageInfo) -> None:
        try:
            info.wait_for_publish(_ACK_TIMEOUT_S)
        except (RuntimeError, ValueError) as error:  # paho's words for a full queue and a connection that ended
            raise BrokerAwayError(f"the broker was not reached: {error}") from error
        if not info.is_published():
            raise BrokerAwayError(f"the broker did not acknowledge {topic} within {_ACK_TIMEOUT_S:g} s")
        if code := self._refused.pop(info.mid, None):
            raise BrokerAwayError(f"the broker refuses a message on {topic} ({code}): see its access list and docs/home-assistant.md")

    def _connected(self, client: Client, _data: Any, _flags: ConnectFlags, code: ReasonCode, _properties: Properties | None) -> None:
        if code.is_failure:
            _log.warning("the broker refuses the session for Home Assistant; see mqtt.username and mqtt.password_file", reason=str(code))
            return
        self._sent = {}  # a broker that was started anew may have forgotten them
        client.publish(self._status_topic, _ONLINE, qos=1, retain=True)
        self._stands.set()

    def _disconnected(self, *_event: object) -> None:
        self._stands.clear()

    def _acknowledged(self, _client: Client, _data: Any, mid: int, code: ReasonCode, _properties: Properties) -> None:
        if code.is_failure:
            self._refused[mid] = code

"""The MQTT session: it hands deliveries to the inbox, sends acknowledgements, and does nothing else with them."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import paho.mqtt.client as mqtt

from config.sections.address import parse_mqtt_url
from config.sections.mqtt_settings import Mqtt
from config.toml_file import ConfigError
from ingest.health import Health
from ingest.messages import DUP, RETAINED, Deliveries
from ingest.mqtt.inbox import Inbox
from ingest.mqtt.paho_client import (
    KEEPALIVE_S,
    connect_properties,
    create_client,
    is_v5,
    refusal,
    refused_subscriptions,
    refused_topics,
    subscriptions,
    unreachable,
    use_account,
)
from ingest.mqtt.session_alarm import SessionAlarm

_NOBODYS_TOPIC = "bysans/proof"
_TAKEN_OVER = "Session taken over"  # paho's name of reason 0x8E
_ASK_AGAIN_MS = 5000  # the embedded broker allows a new model's topics seconds after we have read the model


class Session(Protocol):
    """A session with the broker that outlives connections: what is not acknowledged comes again.

    `proven`: the log position up to which the broker has surely read our acknowledgements.
    """

    proven: int

    def acknowledge(self, deliveries: Deliveries) -> None:
        """Send PUBACKs in order of arrival; those of an earlier connection are dropped, the broker sends them again."""

    def is_current(self, deliveries: Deliveries) -> bool:
        """Return whether they came on this connection: the broker sends others again."""


class PahoSession:
    """The session over paho-mqtt: MQTT 5, or 3.1.1 for brokers that have only that.

    `had_session`: the broker should have our session from an earlier run.
    """

    def __init__(self, settings: Mqtt, inbox: Inbox, health: Health, clock: Callable[[], int], *, had_session: bool = False) -> None:
        self._settings = settings
        self._inbox = inbox
        self._health = health
        self._clock = clock
        self._generation = 0
        self._generation_lock = threading.Lock()
        self._connected = False
        self.alarm = SessionAlarm(settings, health, clock, expected=had_session)
        self.proven = 0
        self._asked_to_prove: tuple[int | None, int] | None = None  # packet id, log position
        self._subscribing: dict[int | None, Sequence[str]] = {}  # topics by the packet id of the request
        self._refused: set[str] = set()
        self._asked_at = 0
        self._client = self._create_client()
        self._client.on_connect = self._on_connect
        self._client.on_connect_fail = self._on_connect_fail
        self._client.on_disconnect = self._on_disconnect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_unsubscribe = self._on_unsubscribe
        self._client.on_message = self._on_message
        self._health.starting("broker", f"not yet connected to the broker {settings.url}")

    def start(self) -> None:
        """Connect in the background, again and again until it succeeds."""
        address = parse_mqtt_url(self._settings.url)
        port = address.port or 1  # paho wants one for a unix socket too
        if is_v5(self._settings):
            properties = connect_properties(self._settings)
            self._client.connect_async(address.host, port, KEEPALIVE_S, clean_start=False, properties=properties)
        else:
            self._client.connect_async(address.host, port, KEEPALIVE_S)
        self._client.loop_start()

    def acknowledge(self, deliveries: Deliveries) -> None:
        """Queue PUBACKs for the network thread to send."""
        with self._generation_lock:  # paho forgets its queue on reconnecting, and _on_disconnect comes before that
            if self.is_current(deliveries):
                self._queue_acks(deliveries)

    def _queue_acks(self, deliveries: Deliveries) -> None:
        for packet_id in filter(None, deliveries.packet_ids):
            self._client.ack(packet_id, 1)

    def is_current(self, deliveries: Deliveries) -> bool:
        """Return whether they came on this connection."""
        return deliveries.generation == self._generation

    def prove(self, position: int) -> None:
        """Ask for proof that the broker has read every acknowledgement given so far, which are of the log up to `position`.

        We unsubscribe from nothing of ours: a broker reads in order, so its answer comes behind every acknowledgement before.
        """
        with self._generation_lock:
            if position > self.proven and self._asked_to_prove is None and self._client.is_connected():
                _, packet_id = self._client.unsubscribe(_NOBODYS_TOPIC)
                self._asked_to_prove = (packet_id, position)

    def read(self, topics: Sequence[str]) -> None:
        """Be subscribed to these topics from now on; called again, ask again for those that the broker refused."""
        with self._generation_lock:
            before, self._settings = self._settings.topics, self._settings.model_copy(update={"topics": tuple(topics)})
            if not self._client.is_connected():
                return  # all of them are asked for on connecting
            if gone := [topic for topic in before if topic not in topics]:
                self._refused.difference_update(gone)
                self._client.unsubscribe(gone)
            again = self._refused if self._clock() - self._asked_at >= _ASK_AGAIN_MS else set()
            if wanted := [topic for topic in topics if topic not in before or topic in again]:
                self._subscribe(wanted)

    def stop(self) -> None:
        """Send what is queued and disconnect; the broker keeps the session."""
        self._client.disable_logger()  # from here on it has only its own farewell to tell
        self._client.disconnect()
        self._client.loop_stop()

    def _create_client(self) -> mqtt.Client:
        return create_client(self._settings, client_id=self._settings.client_id, clean=False)

    def _on_connect(self, client: mqtt.Client, _data: Any, flags: mqtt.ConnectFlags, code: Any, _properties: Any) -> None:
        if code.is_failure:
            self._health.away("broker", self._after_refusal(client, code))
            return
        self._connected = True
        self.alarm.connected(session_present=flags.session_present)
        with self._generation_lock:
            self._refused.clear()
            self._subscribe(self._settings.topics)

    def _subscribe(self, topics: Sequence[str]) -> None:
        _, packet_id = self._client.subscribe(subscriptions(self._settings, topics))
        self._subscribing[packet_id] = topics
        self._asked_at = self._clock()

    def _after_refusal(self, client: mqtt.Client, code: Any) -> str:
        """Read the account anew, for a corrected password needs no restart, and say what to do."""
        try:
            use_account(client, self._settings)
        except ConfigError as error:
            return str(error)
        return refusal(self._settings, code)

    def _on_subscribe(self, _client: mqtt.Client, _data: Any, packet_id: int, codes: list[Any], _properties: Any) -> None:
        with self._generation_lock:
            topics = self._subscribing.pop(packet_id, ())
            self._refused = self._refused.difference(topics).union(refused_topics(topics, codes))
        if self._refused:
            self._health.failed("broker", refused_subscriptions(self._settings, sorted(self._refused)))
        else:
            self.alarm.subscribed()
            self._health.ok("broker")

    def _on_unsubscribe(self, _client: mqtt.Client, _data: Any, packet_id: int, _codes: Any, _properties: Any) -> None:
        with self._generation_lock:
            if self._asked_to_prove is not None and self._asked_to_prove[0] == packet_id:
                self.proven = self._asked_to_prove[1]
                self._asked_to_prove = None

    def _on_connect_fail(self, _client: mqtt.Client, _data: Any) -> None:
        self._health.away("broker", unreachable(self._settings))

    def _on_disconnect(self, _client: mqtt.Client, _data: Any, _flags: Any, code: Any, _properties: Any) -> None:
        with self._generation_lock:
            self._generation += 1
            self._asked_to_prove = None
            self._subscribing.clear()
        if code == _TAKEN_OVER:
            self.alarm.taken_over()
        if code.is_failure and self._connected:  # else what refused us has been said
            self._health.failed("broker", f"the connection to the broker {self._settings.url} ended ({code}); connecting again")
        self._connected = False

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        flags = DUP * message.dup | RETAINED * message.retain
        columns = [self._clock()], [flags], [_topic(message)], [bytes(message.payload)], [message.mid]
        self._inbox.put(Deliveries(*columns, generation=self._generation))


def _topic(message: mqtt.MQTTMessage) -> str:
    try:
        return message.topic
    except UnicodeDecodeError as error:  # a broker should have refused it; it goes to quarantine under a readable name
        return bytes(error.object).decode("utf-8", "backslashreplace")

"""Publish a device's messages at QoS 1 and keep each, over reconnects, until the broker acknowledges it.

paho sends unacknowledged messages again after a reconnect. Added here are a bound on their number, counts, and clear messages
when the broker refuses us.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import monotonic
from types import TracebackType
from typing import Any, Literal, Self

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from config.sections.address import parse_mqtt_url
from simulators.send.absence import Absence, Tell, tell_nobody
from simulators.send.destination import Account

STEP_S = 0.2
Protocol = Literal["5", "3.1.1"]
PROTOCOLS = {"5": MQTTProtocolVersion.MQTTv5, "3.1.1": MQTTProtocolVersion.MQTTv311}


class PublisherError(Exception):
    """The broker cannot be reached or refuses us; the message says which broker and what to do."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Messages handed over, acknowledged by the broker, and refused by it (such as for want of permission)."""

    sent: int = 0
    acknowledged: int = 0
    refused: int = 0

    @property
    def pending(self) -> int:
        """Messages the broker has not answered yet."""
        return self.sent - self.acknowledged - self.refused


class Publisher:
    """A connection to the broker at `url` (`mqtt:// mqtts:// unix://`), a context manager.

    `in_flight`: unacknowledged messages before `publish` waits. `stop`: ends every wait, so that a program can be ended
    while the broker is away; `tell` says so meanwhile. Raises ValueError for an unsupported url or a `ca_file` without certificates.
    """

    def __init__(
        self,
        url: str,
        account: Account,
        *,
        protocol: Protocol = "5",
        in_flight: int = 200,
        patience_s: float = 30,
        stop: threading.Event | None = None,
        tell: Tell = tell_nobody,
    ) -> None:
        self.url = url
        self._address = parse_mqtt_url(url)
        self._window = in_flight
        self._patience_s = patience_s
        self._stop = stop or threading.Event()
        self._absence = Absence(tell)
        self._sent = self._acknowledged = self._refused = 0
        self._changed = threading.Condition()
        self._connected = False
        self._reason = "no answer"
        self._client = self._make_client(account, PROTOCOLS[protocol])

    @property
    def counts(self) -> Counts:
        """What was sent and answered so far."""
        with self._changed:
            return Counts(self._sent, self._acknowledged, self._refused)

    def publish(self, topic: str, payload: bytes) -> bool:
        """Send one message, waiting while too many are unacknowledged; return False when stopped before there was room."""
        if not self._wait_until(lambda: self._sent - self._acknowledged - self._refused < self._window):
            return False
        with self._changed:
            self._sent += 1
        result = self._client.publish(topic, payload, qos=1).rc
        if result not in (MQTTErrorCode.MQTT_ERR_SUCCESS, MQTTErrorCode.MQTT_ERR_NO_CONN):  # without a connection paho keeps it
            raise PublisherError(f"{self.url}: a message to {topic} could not be queued ({result.name}); start the simulator again")
        return True

    def drain(self, patience_s: float) -> bool:
        """Wait until the broker has answered everything, at most `patience_s` and also after a stop; return whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self._sent == self._acknowledged + self._refused, patience_s)

    def __enter__(self) -> Self:
        """Connect, waiting for a broker that is still starting. Raises PublisherError, also when stopped meanwhile."""
        self._client.connect_async(self._address.host, self._address.port or 1)  # paho wants one also for a socket's path
        self._client.loop_start()
        if self._wait_until(lambda: self._connected, self._patience_s):
            return self
        self._client.loop_stop()
        raise PublisherError(
            f"{self.url}: not connected within {self._patience_s:g} s ({self._reason}); "
            "is the broker running, and are user and password right?"
        )

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _make_client(self, account: Account, protocol: MQTTProtocolVersion) -> Client:
        transport: Literal["unix", "tcp"] = "unix" if self._address.unix else "tcp"
        client = Client(CallbackAPIVersion.VERSION2, account.client_id, protocol=protocol, transport=transport)
        client.max_inflight_messages_set(0)  # the bound is ours: `_window`
        client.reconnect_delay_set(1, 5)
        if account.username is not None:
            client.username_pw_set(account.username, account.password)
        if self._address.tls:
            client.tls_set_context(account.tls())
        client.on_connect, client.on_connect_fail = self._on_connect, self._on_connect_fail
        client.on_disconnect, client.on_publish = self._on_disconnect, self._on_publish
        return client

    def _wait_until(self, holds: Callable[[], bool], patience_s: float = inf) -> bool:
        """Wait until the condition holds; return False when the time is up or we are to stop."""
        deadline = monotonic() + patience_s
        with self._changed:
            while not holds():
                if self._stop.is_set() or monotonic() >= deadline:
                    return False
                self._changed.wait(STEP_S)  # in steps, because nobody notifies when `stop` is set
            return True

    def _on_connect(self, _client: Client, _userdata: Any, _flags: ConnectFlags, reason: ReasonCode, properties: Properties | None) -> None:
        if reason.is_failure:
            self._absence.away(f"{self.url} refuses us ({reason})")
        else:
            self._absence.over()
        with self._changed:
            self._connected = not reason.is_failure
            self._reason = str(reason)
            self._window = min(self._window, getattr(properties, "ReceiveMaximum", self._window))
            self._changed.notify_all()

    def _on_connect_fail(self, _client: Client, _userdata: Any) -> None:
        self._reason = str(sys.exception())  # paho calls this while it handles the error
        self._absence.away(f"{self.url} does not answer ({self._reason})")

    def _on_disconnect(
        self, _client: Client, _userdata: Any, _flags: DisconnectFlags, reason: ReasonCode, _properties: Properties | None
    ) -> None:
        with self._changed:
            if self._connected:
                self._reason = str(reason)
            self._connected = False

    def _on_publish(self, _client: Client, _userdata: Any, _mid: int, reason: ReasonCode, _properties: Properties | None) -> None:
        with self._changed:
            self._refused += reason.is_failure
            self._acknowledged += not reason.is_failure
            self._changed.notify_all()

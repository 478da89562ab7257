"""Test whether a client can choose its client id where devices connect: then a device's password is enough to take ingest's session.

Two clients connect there with our account under two ids. Where the broker makes the user name the client id, the second pushes
out the first; where both stay, each has the id it asked for, and could as well have asked for ours.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

import paho.mqtt.client as mqtt
from paho.mqtt.reasoncodes import ReasonCode

from config.sections.mqtt_settings import Mqtt
from ingest.mqtt.paho_client import connected, create_client, unreachable

_PATIENCE_S = 5.0


def probe_client_ids(settings: Mqtt, devices_url: str, *, patience_s: float = _PATIENCE_S) -> str | None:
    """Return None when the broker at `devices_url` sets client ids itself, else a sentence that says what to do."""
    devices_settings = settings.model_copy(update={"url": devices_url})
    pushed_out = threading.Event()
    try:
        with ExitStack() as clients:
            for _ in range(2):
                if not clients.enter_context(_client(devices_settings, pushed_out, patience_s)).wait(patience_s):
                    return f"the broker takes no client at {devices_url}: see mqtt.devices_url, mqtt.username and mqtt.password_file"
            if pushed_out.wait(patience_s):
                return None
    except OSError:
        return unreachable(devices_settings)
    return (
        f"at {devices_url} a client chooses its client id: whoever knows a device's password can take ingest's session and what waits "
        f"in it. Let the broker make the user name the client id (Mosquitto: `use_username_as_clientid true`)"
    )


@contextmanager
def _client(settings: Mqtt, pushed_out: threading.Event, patience_s: float) -> Iterator[threading.Event]:
    """Connect under a new client id; give an event that says when the broker took us. Raises OSError."""
    is_taken = threading.Event()
    client = create_client(settings, client_id=f"bysans-check-{uuid4().hex[:8]}", clean=True)

    def on_connect(_client: mqtt.Client, _data: object, _flags: object, code: ReasonCode, _properties: object) -> None:
        if not code.is_failure:
            is_taken.set()

    client.on_connect = on_connect
    client.on_disconnect = lambda *_: pushed_out.set() if is_taken.is_set() else None
    client.connect_timeout = patience_s
    with connected(client, settings):
        try:
            yield is_taken
        finally:
            client.on_disconnect = None

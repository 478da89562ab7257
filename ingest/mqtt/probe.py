"""Test whether the broker accepts us and our subscriptions, and whom else, under client ids of our own so that no session is disturbed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from typing import Any
from uuid import uuid4

import paho.mqtt.client as mqtt
from paho.mqtt.reasoncodes import ReasonCode

from config.sections.mqtt_settings import Mqtt
from ingest.mqtt.paho_client import connected, create_client, refusal, refused_subscriptions, refused_topics, subscriptions, unreachable

_PATIENCE_S = 5.0


@contextmanager
def _connected(settings: Mqtt, patience_s: float = _PATIENCE_S) -> Iterator[tuple[mqtt.Client, Callable[[], Any]]]:
    """Connect for a while; give the client, and what returns the broker's next code, None where none comes. Raises OSError."""
    codes = Queue[Any]()
    client = create_client(settings, client_id=f"bysans-check-{uuid4().hex[:8]}", clean=True)
    client.on_connect = lambda _client, _data, _flags, code, _properties: codes.put(code)
    client.on_subscribe = lambda _client, _data, _packet_id, of_each, _properties: codes.put(of_each)
    client.on_disconnect = lambda _client, _data, _flags, code, _properties: codes.put(code)

    def next_code() -> Any:
        try:
            return codes.get(timeout=patience_s)
        except Empty:
            return None

    with connected(client, settings):
        yield client, next_code


def _is_taken(code: ReasonCode | None) -> bool:
    return code is not None and not code.is_failure


def probe_broker(settings: Mqtt) -> str | None:
    """Return None when the broker takes us and every subscription, else a sentence that says what to do."""
    try:
        with _connected(settings) as (client, next_code):
            code = next_code()
            if code is not None and code.is_failure:
                return refusal(settings, code)
            client.subscribe(subscriptions(settings, settings.topics))
            codes = next_code()
    except OSError:
        codes = None
    if codes is None:
        return unreachable(settings)
    refused = refused_topics(settings.topics, codes)
    return refused_subscriptions(settings, refused) if refused else None


def probe_strangers(settings: Mqtt) -> str | None:
    """Return None when the broker turns away a client without a password, or nothing answers; else a sentence that says what to do."""
    try:
        with _connected(settings.model_copy(update={"username": None, "password_file": None})) as (_, next_code):
            if not _is_taken(next_code()):
                return None
    except OSError:
        return None
    return (
        f"the broker {settings.url} lets clients in without a password, so whoever reaches it may send as any device: "
        "let it ask for passwords (Mosquitto: `allow_anonymous false`), or say mqtt.open = true"
    )


def probe_client_ids(settings: Mqtt, devices_url: str, *, patience_s: float = _PATIENCE_S) -> str | None:
    """Return None when the broker sets the client ids of those who connect at `devices_url`, else a sentence that says what to do.

    Two clients connect there with our account under two ids. Where the broker makes the user name the client id, the second pushes
    out the first; where both stay, each has the id it asked for, and could as well have asked for ours.
    """
    devices = settings.model_copy(update={"url": devices_url})
    try:
        with _connected(devices, patience_s) as (_, first):
            is_taken = _is_taken(first())
            with _connected(devices, patience_s) as (_, second):
                if not (is_taken and _is_taken(second())):
                    return f"the broker takes no client at {devices_url}: see mqtt.devices_url, mqtt.username and mqtt.password_file"
                if first() is not None:
                    return None
    except OSError:
        return unreachable(devices)
    return (
        f"at {devices_url} a client chooses its client id: whoever knows a device's password can take ingest's session and what waits "
        f"in it. Let the broker make the user name the client id (Mosquitto: `use_username_as_clientid true`)"
    )

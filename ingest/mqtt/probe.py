"""Test whether the broker accepts us and our subscriptions, and whom else, under a client id of its own so that no session is disturbed."""

import queue
from typing import Any

import paho.mqtt.client as mqtt

from config.sections.mqtt_settings import Mqtt
from ingest.mqtt.paho_client import connected, create_client, refusal, refused_subscriptions, refused_topics, subscriptions, unreachable

_PATIENCE_S = 5.0


def probe_broker(settings: Mqtt) -> str | None:
    """Return None when the broker takes us and every subscription, else a sentence that says what to do."""
    answers: queue.Queue[str | None] = queue.Queue()
    client = create_client(settings, client_id="", clean=True)

    def on_connect(client: mqtt.Client, _data: Any, _flags: Any, code: Any, _properties: Any) -> None:
        if code.is_failure:
            answers.put(refusal(settings, code))
        else:
            client.subscribe(subscriptions(settings, settings.topics))

    def on_subscribe(_client: mqtt.Client, _data: Any, _mid: int, codes: list[Any], _properties: Any) -> None:
        refused = refused_topics(settings.topics, codes)
        answers.put(refused_subscriptions(settings, refused) if refused else None)

    client.on_connect, client.on_subscribe = on_connect, on_subscribe
    try:
        with connected(client, settings):
            return answers.get(timeout=_PATIENCE_S)
    except (OSError, queue.Empty):
        return unreachable(settings)


def probe_strangers(settings: Mqtt) -> str | None:
    """Return None when the broker turns away a client without a password, or nothing answers; else a sentence that says what to do."""
    answers: queue.Queue[bool] = queue.Queue()
    nobody = settings.model_copy(update={"username": None, "password_file": None})
    client = create_client(nobody, client_id="", clean=True)
    client.on_connect = lambda _client, _data, _flags, code, _properties: answers.put(not code.is_failure)
    try:
        with connected(client, settings):
            is_open = answers.get(timeout=_PATIENCE_S)
    except (OSError, queue.Empty):
        return None
    if not is_open:
        return None
    return (
        f"the broker {settings.url} lets clients in without a password, so whoever reaches it may send as any device: "
        "let it ask for passwords (Mosquitto: `allow_anonymous false`), or say mqtt.open = true"
    )

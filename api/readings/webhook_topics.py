"""Finds the MQTT topic on which a network's webhook would have come."""

from collections.abc import Mapping
from typing import Any, Literal

from api.web.problems import wrong_field
from domain.device import is_id

# The Things Stack names the event by the member that holds it; the same events have these topics over MQTT.
_TTS_EVENTS: Mapping[str, str] = {
    "uplink_message": "up",
    "uplink_normalized": "up/normalized",  # the same uplink again, as the network understands it: not read
    "join_accept": "join",
    "downlink_queued": "down/queued",
    "downlink_sent": "down/sent",
    "downlink_ack": "down/ack",
    "downlink_nack": "down/nack",
    "downlink_failed": "down/failed",
    "downlink_queue_invalidated": "down/queued",
    "location_solved": "location/solved",
    "service_data": "service/data",
}
ChirpStackEvent = Literal["up", "join", "ack", "txack", "status", "log", "location", "integration"]


def tts_topic(body: Any) -> str:
    """Return the topic of a message of The Things Stack v3. Raises a 422 naming what is missing."""
    device = _id(body, "end_device_ids", "device_id")
    application = _id(body, "end_device_ids", "application_ids", "application_id")
    event = next((topic for name, topic in _TTS_EVENTS.items() if name in body), None)
    if event is None:
        raise wrong_field("body", f"holds no event of The Things Stack, such as {', '.join(list(_TTS_EVENTS)[:2])}")
    return f"v3/{application}/devices/{device}/{event}"


def chirpstack_topic(body: Any, event: ChirpStackEvent) -> str:
    """Return the topic of a message of ChirpStack v4. Raises a 422 naming what is missing."""
    application = _id(body, "deviceInfo", "applicationId")
    return f"application/{application}/device/{_id(body, 'deviceInfo', 'devEui')}/event/{event}"


def airrohr_topic(body: Any) -> str:
    """Return the topic of an airRohr's message. Raises a 422 naming what is missing."""
    chip = body.get("esp8266id") if isinstance(body, dict) else None
    if isinstance(chip, int) and not isinstance(chip, bool):
        chip = str(chip)
    if not isinstance(chip, str) or not is_id(chip):
        raise wrong_field("esp8266id", "says who measured: the chip's number, as digits or text")
    return f"bysans/v1/airrohr/{chip}"


def _id(body: Any, *path: str) -> str:
    """Return the id at a path; what could end or widen a topic (`/ + #`) is none."""
    value = body
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if not isinstance(value, str) or not is_id(value):
        raise wrong_field(".".join(path), "is missing or not an id")
    return value

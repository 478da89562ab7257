"""Tells the sender and the format of a message by its topic."""

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from domain.device import Kind, is_id
from domain.model import Model
from domain.topic_pattern import TopicMatch
from ingest.formats.message import describe

_LONGEST = 512  # a longer one is no device's; it isn't worth remembering
_REMEMBERED = 16_384


class Format(Enum):
    """How a payload is written."""

    OWN = "own JSON"
    TTS = "The Things Stack v3"
    CHIRPSTACK = "ChirpStack v4"
    AIRROHR = "airRohr"
    MAPPED = "a model with topics of its own"
    IGNORED = "a network's joins and acknowledgements"
    UNKNOWN = "an unknown topic"


class Topic(NamedTuple):
    """What a topic says: `device_id` as the sender calls it, `kind` where the topic fixes it (contract: "From devices").

    `mapped`: what the topic says by the pattern of a model, for Format.MAPPED.
    """

    format: Format
    device_id: str | None = None
    kind: Kind | None = None
    mapped: tuple[TopicMatch, Model] | None = None


OWN_FOLDERS: Mapping[str, Kind] = {"bysans/v1/air": "air", "bysans/v1/bin": "bin"}  # a device sends under its id
_EXPECTED = "bysans/v1/{air,bin}/{device_id}, an uplink of The Things Stack or ChirpStack, or a topic that a model names"
_UNKNOWN = Topic(Format.UNKNOWN)
_IGNORED = Topic(Format.IGNORED)


def parse_topic(topic: str) -> Topic:
    """Return what `topic` says; never raises, a topic that isn't ours is of Format.UNKNOWN."""
    return _parse(topic) if len(topic) <= _LONGEST else _UNKNOWN


@lru_cache(_REMEMBERED)
def _parse(topic: str) -> Topic:
    if topic != (bare := topic.strip("/")):
        return Topic(Format.UNKNOWN, _parse(bare).device_id)  # not guessed at: the sender is told
    match topic.split("/"):
        case ["bysans", "v1", "air" | "bin" as kind, sender]:
            parsed = Topic(Format.OWN, sender, "air" if kind == "air" else "bin")
        case ["bysans", "v1", "airrohr", sender]:
            parsed = Topic(Format.AIRROHR, sender, "air")
        case ["v3", _, "devices", sender, "up"]:
            parsed = Topic(Format.TTS, sender)
        case ["application", _, "device", sender, "event", "up"]:
            parsed = Topic(Format.CHIRPSTACK, sender.lower())
        case ["v3", _, "devices", _, _, *_] | ["application", _, "device", _, "event" | "command", _]:
            parsed = _IGNORED
        case _:
            parsed = _UNKNOWN
    return parsed if parsed.device_id is None or is_id(parsed.device_id) else _UNKNOWN


def topic_problem(topic: str) -> str:
    """Return a sentence about a topic of Format.UNKNOWN; one that is ours but for slashes around it says so."""
    bare = topic.strip("/")
    if bare != topic and parse_topic(bare).format is not Format.UNKNOWN:
        return f"topic {describe(topic)} begins or ends with a slash: publish to {describe(bare)}"
    return f"unknown topic {describe(topic)}: expected {_EXPECTED}"

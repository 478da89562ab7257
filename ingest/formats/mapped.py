"""Reads JSON on a topic that a model names: what stands where in it, the model's fields say."""

from collections.abc import Mapping

from domain.model import Model
from domain.reading import TimeSource
from domain.topic_pattern import TopicMatch
from ingest.formats.message import ParsedMessage, Uplink
from ingest.formats.time import parse_time

_VALUE = "value"  # the field of a bare value on a topic that names none


def read(body: object, match: TopicMatch, model: Model) -> ParsedMessage:
    """Read one message of the model. Raises UnreadableError, schema, for a time that is none."""
    decoded = _decoded(body, match)
    time = None if model.time is None else _at(decoded, model.time)
    return ParsedMessage(
        match.device_id,
        None if time is None else parse_time(time, str(model.time)),
        TimeSource.RECEIVED if time is None else TimeSource.DEVICE,
        None,
        None,
        uplink=Uplink(0, b"", decoded, None, model.id),
    )


def _decoded(body: object, match: TopicMatch) -> Mapping[str, object]:
    if match.field is not None:
        return {match.field: body}
    return body if isinstance(body, dict) else {_VALUE: body}


def _at(decoded: Mapping[str, object], path: str) -> object:
    """Return what stands at a path such as `params.ts`; a key that itself has a point in it goes first."""
    if path in decoded:
        return decoded[path]
    key, point, rest = path.partition(".")
    within = decoded.get(key)
    return _at(within, rest) if point and isinstance(within, dict) else None

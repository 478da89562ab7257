"""Parses payloads as JSON, finds repeated keys, and the bytes of each element of an array."""

from collections.abc import Iterable
from json import JSONDecoder

from pydantic_core import from_json

from domain.reading import Reason
from ingest.formats.message import UnreadableError, describe

MAX_BYTES = 65_536
# Numbers stay text: only where each element begins and ends is wanted, and Python refuses to read very long ones.
_SCAN = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False).raw_decode
_SPACE = " \t\r\n"


def parse(payload: bytes) -> object:
    """Return what the payload says. Raises UnreadableError: too_large, bad_encoding or not_json."""
    if len(payload) > MAX_BYTES:
        raise UnreadableError(
            Reason.TOO_LARGE, f"the payload has {len(payload)} bytes, {MAX_BYTES} are allowed: send fewer readings at once"
        )
    try:
        # Only keys repeat between messages; keeping values too would push the keys out.
        return from_json(payload, cache_strings="keys")
    except ValueError as error:
        raise _unreadable(payload, error) from None


def repeats_keys(payload: bytes, body: object) -> bool:
    """Return whether a key stands twice in one object of a payload, which `parse` has read as `body`.

    Each key has a colon, and so have times as text: where there are as many as the body accounts for, nothing was dropped.
    """
    if payload.count(b":") == _colons(body) and b"\\" not in payload:
        return False
    try:
        _scan_keys(payload.decode())
    except UnreadableError:
        return True
    return False


def check_keys(payload: bytes) -> None:
    """Raise UnreadableError, schema, naming a key that stands twice in one object of a payload that `parse` has read."""
    _scan_keys(payload.decode())


def elements(payload: bytes) -> list[bytes]:
    """Return the source bytes of each element of an array that `parse` has read."""
    text = payload.decode()
    at, sources = text.index("[") + 1, []
    while True:
        start = _after_space(text, at)
        _, end = _SCAN(text, start)
        sources.append(text[start:end].encode())
        at = _after_space(text, end) + 1
        if text[at - 1] == "]":
            return sources


def _colons(body: object) -> int:
    """Count an object's keys and the colons in its texts, through all that it holds; keys with a colon count one."""
    count = 0
    values: Iterable[object] = ()
    if type(body) is dict:
        count, values = len(body), body.values()
    elif type(body) is list:
        values = body
    for value in values:
        kind = type(value)
        if kind is str:
            count += value.count(":")  # type: ignore[attr-defined]
        elif kind is dict or kind is list:
            count += _colons(value)
    return count


def _distinct(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise UnreadableError(Reason.SCHEMA, f"the key {describe(twice)} is given twice: which of its values is meant nobody knows")


def _after_space(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at


def _unreadable(payload: bytes, error: ValueError) -> UnreadableError:
    try:
        payload.decode()
    except UnicodeDecodeError as not_utf8:
        wrong = payload[not_utf8.start]
        return UnreadableError(Reason.BAD_ENCODING, f"the payload is not UTF-8: byte {not_utf8.start} is 0x{wrong:02x}")
    if not payload.strip():
        return UnreadableError(Reason.NOT_JSON, "the payload is empty: a reading is a JSON object")
    return UnreadableError(Reason.NOT_JSON, f"the payload is not JSON: {error}")


_scan_keys = JSONDecoder(object_pairs_hook=_distinct, parse_int=str, parse_float=str, parse_constant=str, strict=False).decode

"""Takes a network's JSON apart, in which any part may be missing, null or of another type."""

from collections.abc import Mapping

from domain.reading import Reason
from ingest.formats.message import UnreadableError, describe


def part(body: Mapping[str, object], key: str) -> Mapping[str, object]:
    """Return the object at `key`, an empty one where there is none. Raises UnreadableError: schema."""
    value = body.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableError(Reason.SCHEMA, f"{key} is {describe(value)}: an object belongs there")
    return value


def objects(body: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    """Return the objects of the list at `key`; nothing measured hangs on them, so what is no object is left out."""
    value = body.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(body: Mapping[str, object], key: str) -> str | None:
    """Return the text at `key`, None where there is none. Raises UnreadableError: schema."""
    value = body.get(key)
    if value is not None and not isinstance(value, str):
        raise UnreadableError(Reason.SCHEMA, f"{key} is {describe(value)}: a text belongs there")
    return value


def integer(body: Mapping[str, object], key: str) -> int:
    """Return the whole number at `key`, 0 where there is none: The Things Stack leaves zeros out. Raises UnreadableError: schema."""
    value = body.get(key)
    if value is None:
        return 0
    if type(value) is not int:
        raise UnreadableError(Reason.SCHEMA, f"{key} is {describe(value)}: a whole number belongs there")
    return value


def port_of(body: Mapping[str, object], key: str, *, has_payload: bool) -> int:
    """Return the LoRaWAN port at `key`; 0 for the network's own commands and for a frame without a payload.

    A payload has a port (LoRaWAN 1.0.4, 4.3.2). Raises UnreadableError, schema, for one without.
    """
    if has_payload and body.get(key) is None:
        raise UnreadableError(Reason.SCHEMA, f"{key} is missing: a payload needs the port that it was sent on")
    return integer(body, key)

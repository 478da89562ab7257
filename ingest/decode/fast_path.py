"""Reads plain messages in our own JSON in one compiled step; all others take the careful way."""

from collections.abc import Mapping
from typing import Annotated, Any, NotRequired, TypedDict

from msgspec import Meta, MsgspecError
from msgspec.json import Decoder

from config.catalogue import Catalogue
from domain.device import Registry
from domain.parameter import Parameter
from ingest.formats.json import MAX_BYTES
from ingest.formats.own import MAX_ELEMENTS
from ingest.formats.topic import Format, parse_topic

_CASES = (str, str.upper, str.capitalize)  # of those that a reading's keys are written in nearly always


class PlainReader:
    """Reads an object of `time`, perhaps `seq`, and parameters in our units within what is possible: as nearly all messages are.

    One compiled validator reads and judges it, at a quarter of the cost of looking value by value; a second one knows other
    spellings of the keys. What neither takes is not wrong: whoever looks closer says what it is.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        fields: dict[str, Any] = {"time": NotRequired[Any], "seq": NotRequired[int]}
        # A state has sole values and no range: always looked at closer.
        fields |= {name: _field(parameter) for name, parameter in catalogue.parameters.items() if not parameter.only}
        self._keys = {case(spelling): key for spelling, key in catalogue.keys.by_spelling.items() if key in fields for case in _CASES}
        spelt = {spelling: fields[key] for spelling, key in self._keys.items()}
        plain = _typed_dict("Plain", {**fields, "time": Any})
        self._read = Decoder(plain, strict=True).decode
        self._read_array = Decoder(list[plain], strict=True).decode  # type: ignore[valid-type]
        self._read_spelt = Decoder(_typed_dict("Spelt", spelt), strict=True).decode

    def read(self, payload: bytes) -> dict[str, Any] | None:
        """Return what a plain message says, its parameters as floats; None for one that needs a closer look."""
        try:
            values: dict[str, Any] = self._read(payload)
            if not _is_all(payload, values):
                return self._spelt(payload)
        except (MsgspecError, RecursionError):
            return self._spelt(payload)
        return values if len(payload) <= MAX_BYTES else None

    def read_array(self, payload: bytes) -> list[dict[str, Any]] | None:
        """Return what each of an array's plain messages says; None for an array in which any needs a closer look."""
        try:
            readings: list[dict[str, Any]] = self._read_array(payload)
        except (MsgspecError, RecursionError):
            return None
        colons = sum(map(len, readings)) + sum(time.count(":") for reading in readings if type(time := reading["time"]) is str)
        is_plain = colons == payload.count(b":") and b"\\" not in payload
        return readings if is_plain and len(readings) <= MAX_ELEMENTS and len(payload) <= MAX_BYTES else None

    def _spelt(self, payload: bytes) -> dict[str, Any] | None:
        """Read other spellings, each key in one of them."""
        try:
            spelt = self._read_spelt(payload)
        except (MsgspecError, RecursionError):
            return None
        keys = self._keys
        values = {keys[spelling]: value for spelling, value in spelt.items()}
        is_plain = "time" in values and len(values) == len(spelt) and len(payload) <= MAX_BYTES and _is_all(payload, values)
        return values if is_plain else None


class PlainSenders:
    """Whose plain messages can be taken as they are: registered for what the topic says, never removed, and sending in our units."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._converted = {name for name in (*catalogue.models, *catalogue.aliases) if (model := catalogue.model(name)) and model.units}
        self._registry: Registry | None = None
        self._known: dict[str, str] = {}

    def device_id(self, topic: str, registry: Registry) -> str | None:
        """Return the device's id, None for all others."""
        if registry is not self._registry:
            self._registry = registry
            self._known = {}
        return self._known.get(topic) or self._find(topic, registry)

    def _find(self, text: str, registry: Registry) -> str | None:
        topic = parse_topic(text)
        device_id = topic.device_id
        history = registry.devices.get(device_id) if device_id is not None and topic.format is Format.OWN else None
        if device_id is None or history is None:
            return None
        if any(device.removed or device.kind != topic.kind or device.model in self._converted for device in history.versions):
            return None
        return self._known.setdefault(text, device_id)


def _is_all(payload: bytes, values: Mapping[str, Any]) -> bool:
    """Return whether the values are all that the payload holds: a validator leaves unknown keys out.

    There is one colon a key, and those of a time as text: then no key was unknown, and none came twice.
    """
    colons = payload.count(b":")
    if colons == len(values):
        return True
    time = values["time"]
    return type(time) is str and colons == len(values) + time.count(":") and b"\\" not in payload


def _typed_dict(name: str, fields: dict[str, Any]) -> Any:
    return TypedDict(name, fields)  # type: ignore[operator]


def _field(parameter: Parameter) -> Any:
    return NotRequired[Annotated[float, Meta(ge=parameter.low, le=parameter.high)]]

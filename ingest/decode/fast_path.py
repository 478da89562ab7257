"""Reads plain messages in our own JSON in one compiled step; all others take the careful way."""

from typing import Annotated, Any, NotRequired, TypedDict

from msgspec import Meta, MsgspecError
from msgspec.json import Decoder

from config.catalogue import Catalogue
from domain.device import Registry
from domain.parameter import Parameter
from ingest.formats.json import MAX_BYTES
from ingest.formats.topic import Format, parse_topic


class PlainReader:
    """Reads an object of `time`, perhaps `seq`, and parameters in our units within what is possible: as nearly all messages are.

    One compiled validator reads and judges it, at a quarter of the cost of looking value by value. What it does not take is not
    wrong: whoever looks closer says what it is.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        fields: dict[str, Any] = {"time": Any, "seq": NotRequired[int]}
        # A state has sole values and no range: always looked at closer.
        fields |= {name: _field(parameter) for name, parameter in catalogue.parameters.items() if not parameter.only}
        self._read = Decoder(TypedDict("Plain", fields), strict=True).decode  # type: ignore[operator]

    def read(self, payload: bytes) -> dict[str, Any] | None:
        """Return what a plain message says, its parameters as floats; None for one that needs a closer look."""
        try:
            values: dict[str, Any] = self._read(payload)
        except (MsgspecError, RecursionError):
            return None
        # The validator leaves unknown keys out. One colon a key, and those of a time as text: then there was none, and none came twice.
        colons = payload.count(b":")
        if colons != len(values):
            time = values["time"]
            if type(time) is not str or colons != len(values) + time.count(":") or b"\\" in payload:
                return None
        return values if len(payload) <= MAX_BYTES else None


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


def _field(parameter: Parameter) -> Any:
    return NotRequired[Annotated[float, Meta(ge=parameter.low, le=parameter.high)]]

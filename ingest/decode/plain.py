"""Reads plain messages in our own JSON, many in one compiled step; all others take the careful way."""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Annotated, Any, NotRequired, TypedDict

from msgspec import Meta, MsgspecError
from msgspec.json import Decoder

from config.catalogue import Catalogue
from domain.device import Device, History, Registry
from domain.parameter import Parameter
from ingest.formats.json import MAX_BYTES
from ingest.formats.own import MAX_ELEMENTS
from ingest.formats.topic import OWN_FOLDERS

_CASES = (str, str.upper, str.capitalize)  # of those that a reading's keys are written in nearly always

Message = dict[str, Any]


class PlainReader:
    """Reads objects of `time`, perhaps `seq`, and parameters in our units within what is possible: as nearly all messages are.

    One compiled validator reads and judges many at once, at a tenth of the cost of looking value by value; a second one knows other
    spellings of the keys. What neither takes is not wrong: whoever looks closer says what it is.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        fields: dict[str, Any] = {"time": NotRequired[Any], "seq": NotRequired[int]}
        # A state has sole values and no range: always looked at closer.
        fields |= {name: _field(parameter) for name, parameter in catalogue.parameters.items() if not parameter.only}
        self._keys = {case(spelling): key for spelling, key in catalogue.keys.by_spelling.items() if key in fields for case in _CASES}
        spelt = {spelling: fields[key] for spelling, key in self._keys.items()}
        self._decode = Decoder(list[_typed_dict("Plain", fields)], strict=True).decode  # type: ignore[misc]
        self._decode_spelt = Decoder(list[_typed_dict("Spelt", spelt)], strict=True).decode  # type: ignore[misc]

    def read(self, payloads: Sequence[bytes]) -> list[Message] | None:
        """Return what each of several objects says, its parameters as floats; None when any needs a closer look.

        They are read as one array. A text may then not begin in one of them and end in the next: only times are texts, and whoever
        reads the times refuses such a one. Objects don't nest, so each payload from { to } is at least one whole object.
        """
        if max(map(len, payloads)) > MAX_BYTES:
            return None
        if not (all(map(bytes.startswith, payloads, repeat(b"{"))) and all(map(bytes.endswith, payloads, repeat(b"}")))):
            return None
        messages = self._read(b"[%b]" % b",".join(payloads))
        return messages if messages is not None and len(messages) == len(payloads) else None

    def read_one(self, payload: bytes) -> list[Message]:
        """Return what an object with the keys themselves says, or each object of an array; nothing when any needs a closer look."""
        if len(payload) > MAX_BYTES:
            return []
        if payload.startswith(b"["):
            messages = self._read(payload) or []
            return messages if len(messages) <= MAX_ELEMENTS else []
        messages = self._read(b"[%b]" % payload, spelt=False) or []
        return messages if len(messages) == 1 else []

    def _read(self, array: bytes, *, spelt: bool = True) -> list[Message] | None:
        try:
            messages: list[Message] = self._decode(array)
            if _is_plain(array, messages):
                return messages
            return self._read_spelt(array) if spelt else None
        except (MsgspecError, RecursionError):
            return None

    def _read_spelt(self, array: bytes) -> list[Message] | None:
        """Read other spellings, each key in one of them. Raises what the validator raises."""
        spelt: list[Message] = self._decode_spelt(array)
        keys = self._keys
        messages = [{keys[spelling]: value for spelling, value in message.items()} for message in spelt]
        is_once = list(map(len, messages)) == list(map(len, spelt))
        return messages if is_once and _is_plain(array, messages) else None


class PlainSenders(dict[str, str]):
    """By topic, whose plain messages can be taken as they are: registered for what it says, never removed, and sending in our units.

    Each is found out when first needed; who is unknown is not remembered, for there is no end of them.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._registry: Registry | None = None
        self._models: object = None
        self._devices: Mapping[str, History[Device]] = {}

    def devices(self, topics: Sequence[str], registry: Registry) -> list[str]:
        """Return the sender of each topic, an empty text for one whose messages need a closer look."""
        models = self._catalogue.models  # another mapping once a town's own models have changed
        if registry is not self._registry or models is not self._models:
            self._registry, self._models, self._devices = registry, models, registry.devices
            self.clear()
        return list(map(self.__getitem__, topics))

    def __missing__(self, topic: str) -> str:
        folder, _, device_id = topic.rpartition("/")
        kind, history = OWN_FOLDERS.get(folder), self._devices.get(device_id)
        if kind is None or history is None:
            return ""
        for device in history.versions:
            if device.removed or device.kind != kind or self._needs_its_model(device.model):
                return ""
        return self.setdefault(topic, device_id)

    def _needs_its_model(self, name: str) -> bool:
        model = self._catalogue.model(name)
        return self._catalogue.problem(name) is not None if model is None else bool(model.units)


def _is_plain(array: bytes, messages: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether each message has a time and they are all that the array holds: a validator leaves unknown keys out.

    There is one colon a key, and those of a time as text: then no key was unknown, and none came twice.
    """
    if not all(["time" in message for message in messages]):  # noqa: C419 - a generator takes twice as long
        return False
    colons, keys = array.count(b":"), sum(map(len, messages))
    if colons == keys:
        return True
    texts = (time.count(":") for message in messages if type(time := message["time"]) is str)
    return b"\\" not in array and colons == keys + sum(texts)


def _typed_dict(name: str, fields: dict[str, Any]) -> Any:
    return TypedDict(name, fields)  # type: ignore[operator]


def _field(parameter: Parameter) -> Any:
    return NotRequired[Annotated[float, Meta(ge=parameter.low, le=parameter.high)]]

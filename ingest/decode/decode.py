"""Decodes a message into readings, and into rejections that say what is wrong."""

from collections.abc import Mapping, Sequence
from math import inf

from config.catalogue import Catalogue
from domain.device import Device, Kind, Registry
from domain.model import Field
from domain.reading import AHEAD_MS, YEAR_2000, Reading, Reason, Rejection
from ingest.decode.arrival import Arrival, DecodeResult, UnknownDevice
from ingest.decode.fast_path import PlainReader, PlainSenders
from ingest.decode.plausibility import Plausibility
from ingest.decode.service_time import WorldTime
from ingest.formats import airrohr, chirpstack, own, tts
from ingest.formats.json import elements, parse
from ingest.formats.message import NO_UNITS, Measurements, ParsedMessage, UnreadableError, describe
from ingest.formats.time import moment, parse_time
from ingest.formats.topic import EXPECTED, Format, Topic, parse_topic
from ingest.formats.uplink import measure
from ingest.log.entry import Entry

MAX_ELEMENTS = 500
_IGNORED = DecodeResult(ignored=1)


class _UnknownDeviceError(UnreadableError):
    def __init__(self, unknown_device: UnknownDevice) -> None:
        super().__init__(
            Reason.UNKNOWN_DEVICE, f"device {unknown_device.device_id} is not registered: register it, and its readings are taken in"
        )
        self.unknown_device = unknown_device


class Decoder:
    """Turns log entries into readings; pure: the registry and the time of arrival come with each entry (`service_time` judges times).

    What is wrong with a reading is judged in this order: its bytes, its shape, whose it is, its time, whether its device is
    known, its bytes by the device's model, its units, its values. So whatever needs the device registered comes after
    unknown_device, and a replay after registering finds it.
    """

    def __init__(self, catalogue: Catalogue, *, retention_ms: int | None, service_time: WorldTime | None = None) -> None:
        self._catalogue = catalogue
        self._plausibility = Plausibility(catalogue)
        self._time = service_time or WorldTime()
        self._retention_ms = inf if retention_ms is None else retention_ms
        self._own_fields = {name: Field(parameter=name) for name in catalogue.parameters}
        sensor = catalogue.model(airrohr.MODEL)
        self._plain = PlainReader(catalogue)
        self._plain_senders = PlainSenders(catalogue)
        self._airrohr_fields: Mapping[str, Field] = {} if sensor is None else sensor.fields

    def decode(self, entry: Entry, registry: Registry) -> DecodeResult:
        """Return what becomes of `entry`; never raises, whatever the bytes."""
        device_id = self._plain_senders.device_id(entry.topic, registry)
        if device_id is not None and (plain := self._decode_plain(device_id, entry)) is not None:
            return plain
        topic = parse_topic(entry.topic)
        if topic.format is Format.IGNORED:
            return _IGNORED
        try:
            body = parse(entry.payload)
            if type(body) is list and topic.format is Format.OWN:
                return self._array(body, topic, entry, registry)
            outcome = self._decode_one(body, topic, entry, registry)
        except UnreadableError as error:
            return DecodeResult((), (_rejection(error, entry.payload, topic),), unknown_device=getattr(error, "unknown_device", None))
        if outcome is None:
            return _IGNORED
        arrival, unknown_keys = outcome
        return DecodeResult((arrival,), (), 0, unknown_keys)

    def _decode_plain(self, device_id: str, entry: Entry) -> DecodeResult | None:
        """Return what `decode` comes to for a timed reading with nothing wrong; None for all else, which it looks at closer."""
        values = self._plain.read(entry.payload)
        if values is None:
            return None
        seq, received_at = values.pop("seq", None), entry.received_at
        try:
            time = parse_time(values.pop("time"))
        except UnreadableError:
            return None
        if not values or not self._is_believable(time, received_at):
            return None
        self._time.saw(time)
        identity = None if seq is None else (seq,)
        return DecodeResult((Arrival(Reading(device_id, time, values), identity, None, self._time.at(received_at)),))

    def _is_believable(self, time: int, received_at: int) -> bool:
        return YEAR_2000 <= time <= self._time.latest(received_at) and self._time.at(received_at) - time <= self._retention_ms

    def _array(self, body: Sequence[object], topic: Topic, entry: Entry, registry: Registry) -> DecodeResult:
        """Judge each element alone. Raises UnreadableError: schema, for a wrong number of them."""
        if not 0 < len(body) <= MAX_ELEMENTS:
            raise UnreadableError(Reason.SCHEMA, f"the array has {len(body)} readings: 1 to {MAX_ELEMENTS} are allowed")
        arrivals: list[Arrival] = []
        rejections: list[Rejection] = []
        ignored, unknown_keys, unknown_device, sources = 0, 0, None, None
        for number, element in enumerate(body):
            try:
                outcome = self._decode_one(element, topic, entry, registry)
            except UnreadableError as error:
                sources = sources or elements(entry.payload)
                rejections.append(_rejection(error, sources[number], topic))
                unknown_device = getattr(error, "unknown_device", unknown_device)
            else:
                if outcome is None:
                    ignored += 1
                    continue
                arrivals.append(outcome[0])
                unknown_keys += outcome[1]
        return DecodeResult(arrivals, rejections, ignored, unknown_keys, unknown_device)

    def _decode_one(self, body: object, topic: Topic, entry: Entry, registry: Registry) -> tuple[Arrival, int] | None:
        """Return one reading and its number of unknown keys, None for a message without any. Raises UnreadableError."""
        message = self._read(body, topic, entry)
        if message is None or (entry.retained and message.time is None):
            return None  # a retained value of unknown age is no new reading, however often it comes
        device_id = message.device_id
        if message.dev_eui is not None:
            device_id = registry.by_dev_eui.get(message.dev_eui, device_id)
        try:
            return self._judge(message, device_id, topic, entry.received_at, registry)
        except UnreadableError as error:
            error.device_id = device_id
            raise

    def _read(self, body: object, topic: Topic, entry: Entry) -> ParsedMessage | None:
        format_, sender = topic.format, topic.device_id
        if sender is None:
            raise UnreadableError(Reason.SCHEMA, f"unknown topic {describe(entry.topic)}: expected {EXPECTED}")
        if format_ is Format.OWN:
            return own.read(body, sender, self._own_fields)
        if not isinstance(body, dict):
            raise UnreadableError(Reason.SCHEMA, f"a message of {format_.value} must be a JSON object, got {describe(body)}")
        if format_ is Format.TTS:
            return tts.read(body, sender, entry.received_at)
        if format_ is Format.CHIRPSTACK:
            return chirpstack.read(body, sender, entry.received_at)
        return airrohr.read(body, sender, self._airrohr_fields)

    def _judge(
        self, message: ParsedMessage, device_id: str, topic: Topic, received_at: int, registry: Registry
    ) -> tuple[Arrival, int] | None:
        time = message.time
        if time is None:
            time = received_at
        elif not self._is_believable(time, received_at):
            raise self._wrong_time(time, received_at)
        device = registry.device(device_id, time)
        if device is None:
            raise _UnknownDeviceError(self._unknown_device(message, device_id, topic))
        if topic.kind is not None and device.kind != topic.kind:
            raise UnreadableError(
                Reason.ID_MISMATCH, f"{device_id} is registered as {device.kind}, but sent as {topic.kind}: change one of the two"
            )
        measured = self._measured(message, device)
        if measured is None:
            return None
        if message.time is not None:
            self._time.saw(time)
        reading = Reading(device_id, time, measured.values, message.time_source)
        arrival = Arrival(reading, message.identity, measured.partial, self._time.at(received_at), message.network_time)
        return arrival, measured.unknown_keys

    def _measured(self, message: ParsedMessage, device: Device) -> Measurements | None:
        """Return the values in our units, by the device's model. Raises UnreadableError."""
        model = self._catalogue.model(device.model)
        if message.uplink is None:
            measured, own_units = message.measured, NO_UNITS if model is None else model.units
        else:
            measured, own_units = measure(message.uplink, device.model, model, self._own_fields), NO_UNITS
        if measured is not None:
            self._plausibility.convert_and_check(measured, model, own_units)
        return measured

    def _wrong_time(self, time: int, received_at: int) -> UnreadableError:
        arrived = f"it arrived {moment(received_at)}"
        if time > self._time.latest(received_at):
            meant = ": Unix time is given in seconds, not milliseconds" if YEAR_2000 <= time // 1000 <= received_at + AHEAD_MS else ""
            return UnreadableError(Reason.FUTURE_TIME, f"time is {moment(time)}, but {arrived}{meant}")
        if time < YEAR_2000:
            return UnreadableError(Reason.ANCIENT_TIME, f"time is {moment(time)}, before 2000: the device's clock is not set")
        return UnreadableError(Reason.BEYOND_RETENTION, f"time is {moment(time)}, older than what is kept; {arrived}")

    def _unknown_device(self, message: ParsedMessage, device_id: str, topic: Topic) -> UnknownDevice:
        named = message.uplink.model if message.uplink is not None else airrohr.MODEL if topic.format is Format.AIRROHR else None
        model = self._catalogue.model(named) if named is not None else None
        kind = topic.kind or (model.kind if model is not None else None) or _likely_kind(message)
        return UnknownDevice(device_id, kind, model.id if model is not None else None, message.dev_eui)


def _rejection(error: UnreadableError, payload: bytes, topic: Topic) -> Rejection:
    return Rejection(reason=error.reason, detail=error.detail, payload=payload, device_id=error.device_id or topic.device_id)


def _likely_kind(message: ParsedMessage) -> Kind:
    """Guess from what the network's decoder named; a person approves it."""
    named = {name.casefold() for name in message.uplink.decoded} if message.uplink is not None else set()
    return "bin" if named & {"distance", "fill", "filllevel"} else "air"

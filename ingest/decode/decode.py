"""Decodes a message into readings, and into rejections that say what is wrong."""

from collections.abc import Sequence

from config.catalogue import Catalogue
from domain.device import Registry
from domain.model import Model
from domain.reading import Reading, Reason, Rejection
from ingest.decode.arrival import Arrival, DecodeResult
from ingest.decode.fast_path import PlainReader, PlainSenders
from ingest.decode.message_judge import Judgement, MessageJudge, UnknownDeviceError
from ingest.decode.service_time import WorldTime
from ingest.formats import airrohr, chirpstack, own, tts
from ingest.formats.json import check_keys, elements, parse
from ingest.formats.message import ParsedMessage, UnreadableError, describe
from ingest.formats.time import parse_time
from ingest.formats.topic import Format, Topic, parse_topic, topic_problem
from ingest.log.entry import Entry

MAX_ELEMENTS = 500
_IGNORED = DecodeResult(ignored=1)


class Decoder:
    """Turns log entries into readings; pure: the registry and the time of arrival come with each entry (`service_time` judges times).

    What is wrong with a reading is judged in this order: its bytes, its shape, whose it is, its time, whether its device is
    known, its bytes by the device's model, its units, its values. So whatever needs the device registered comes after
    unknown_device, and a replay after registering finds it.
    """

    def __init__(self, catalogue: Catalogue, *, retention_ms: int | None, service_time: WorldTime | None = None) -> None:
        self._keys = catalogue.keys
        self._time = service_time or WorldTime()
        self._judge = MessageJudge(catalogue, self._time, retention_ms)
        self._plain = PlainReader(catalogue)
        self._plain_senders = PlainSenders(catalogue)
        self._airrohr = catalogue.model(airrohr.MODEL) or Model(id=airrohr.MODEL, kind="air", source="")

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
                return self._decode_array(body, topic, entry, registry)
        except UnreadableError as error:
            return _rejected(error, entry.payload, topic.device_id)
        return self._decode_one(body, entry.payload, topic, entry, registry)

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
        if not values or not self._judge.is_believable(time, received_at):
            return None
        self._time.saw(time)
        identity = None if seq is None else (seq,)
        return DecodeResult((Arrival(Reading(device_id, time, values), identity, None, self._time.at(received_at)),))

    def _decode_array(self, body: Sequence[object], topic: Topic, entry: Entry, registry: Registry) -> DecodeResult:
        """Decode each element alone, each with its own bytes. Raises UnreadableError: schema, for a wrong number of them."""
        if not 0 < len(body) <= MAX_ELEMENTS:
            raise UnreadableError(Reason.SCHEMA, f"the array has {len(body)} readings: 1 to {MAX_ELEMENTS} are allowed")
        sources = elements(entry.payload)
        return _joined([self._decode_one(element, source, topic, entry, registry) for element, source in zip(body, sources, strict=True)])

    def _decode_one(self, body: object, payload: bytes, topic: Topic, entry: Entry, registry: Registry) -> DecodeResult:
        """Decode one object, whose own bytes are `payload`."""
        device_id = topic.device_id
        try:
            check_keys(payload)
            message = self._read(body, topic, entry)
            if message is None or (entry.retained and message.time is None):
                return _IGNORED  # a retained value of unknown age is no new reading, however often it comes
            device_id = registry.by_dev_eui.get(message.dev_eui or "", message.device_id)
            judgement = self._judge.judge(message, device_id, topic, entry.received_at, registry)
        except UnknownDeviceError as error:
            return _rejected(error, payload, device_id)._replace(unknown_device=error.unknown_device)
        except UnreadableError as error:
            return _rejected(error, payload, device_id)
        return _result(judgement, payload, device_id)

    def _read(self, body: object, topic: Topic, entry: Entry) -> ParsedMessage | None:
        format_, sender = topic.format, topic.device_id
        if sender is None or format_ is Format.UNKNOWN:
            raise UnreadableError(Reason.SCHEMA, topic_problem(entry.topic))
        if format_ is Format.OWN:
            return own.read(body, sender, self._keys)
        if not isinstance(body, dict):
            raise UnreadableError(Reason.SCHEMA, f"a message of {format_.value} must be a JSON object, got {describe(body)}")
        if format_ is Format.TTS:
            return tts.read(body, sender, entry.received_at)
        if format_ is Format.CHIRPSTACK:
            return chirpstack.read(body, sender, entry.received_at)
        return airrohr.read(body, sender, self._airrohr)


def _result(judgement: Judgement, payload: bytes, device_id: str) -> DecodeResult:
    arrivals, apart, refusals, unknown_keys = judgement
    return DecodeResult(
        tuple(arrivals),
        tuple(Rejection(refusal.reason, refusal.detail, payload, device_id) for refusal in refusals),
        0 if arrivals or refusals else 1,
        tuple((device_id, key) for key in unknown_keys),
        None,
        tuple(Rejection(Reason.OUT_OF_RANGE, sentence, payload, device_id) for sentence in apart),
    )


def _rejected(error: UnreadableError, payload: bytes, device_id: str | None) -> DecodeResult:
    return DecodeResult((), (Rejection(error.reason, error.detail, payload, device_id),))


def _joined(results: Sequence[DecodeResult]) -> DecodeResult:
    """Return what the elements of an array come to together."""
    return DecodeResult(
        tuple(arrival for result in results for arrival in result.arrivals),
        tuple(rejection for result in results for rejection in result.rejections),
        sum(result.ignored for result in results),
        tuple(unknown for result in results for unknown in result.unknown_keys),
        next((result.unknown_device for result in results if result.unknown_device is not None), None),
        tuple(rejection for result in results for rejection in result.apart),
    )

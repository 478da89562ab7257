"""Decodes a message into readings, and into rejections that say what is wrong."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from config.catalogue import Catalogue
from domain.count_of import count_of
from domain.device import Registry
from domain.model import AIRROHR_MODEL, Model
from domain.reading import Reason, Rejection
from domain.sensors.frames import COUNTERS, LONGEST_SESSION, Frame
from ingest.codecs.codec import Codecs, NoCodecs
from ingest.decode.arrival import Decoded, DecodeResult, Run
from ingest.decode.mapped_topics import MappedTopics
from ingest.decode.message_judge import MessageJudge, UnknownDeviceError
from ingest.decode.plain_runs import PlainRuns
from ingest.decode.service_time import WorldTime
from ingest.formats import airrohr, chirpstack, mapped, own, tts
from ingest.formats.json import check_keys, elements, parse, repeats_keys
from ingest.formats.message import ParsedMessage, UnreadableError, describe
from ingest.formats.topic import Format, Topic, parse_topic, topic_problem
from ingest.log.entry import Entries, Entry

_IGNORED = DecodeResult(ignored=1)


class Decoder:
    """Turns log entries into readings; pure: the registry and the time of arrival come with each entry (`service_time` judges times).

    `codecs` read the bytes of models that name one; without them such messages are `decode_failed`.

    What is wrong with a reading is judged in this order: its bytes, its shape, whose it is, its time, whether its device is
    known, its bytes by the device's model, its units, its values. So whatever needs the device registered comes after
    unknown_device, and a replay after registering finds it.
    """

    def __init__(
        self, catalogue: Catalogue, *, retention_ms: int | None, service_time: WorldTime | None = None, codecs: Codecs | None = None
    ) -> None:
        self._keys = catalogue.keys
        self._time = service_time or WorldTime()
        self._judge = MessageJudge(catalogue, self._time, retention_ms, codecs or NoCodecs())
        self._plain = PlainRuns(catalogue, self._time, self._judge)
        self._mapped = MappedTopics(catalogue)
        self._airrohr = catalogue.model(AIRROHR_MODEL) or Model(id=AIRROHR_MODEL, kind="air", source="")

    def decode_batch(self, entries: Entries, registry: Registry) -> Iterator[Run | Decoded]:
        """Yield what becomes of the entries: runs of plain messages, and each other one by itself.

        Readings are in order of arrival; a message without any stands before its place.
        """
        plain = self._plain.read(entries, registry)
        start = 0
        for number in sorted({*range(len(entries))}.difference(plain.numbers)):
            entry = entries[number]
            decoded = Decoded(number, entry, self.decode(entry, registry))
            if decoded.result.arrivals and (end := bisect_left(plain.numbers, number)) > start:
                yield plain[start:end]
                start = end
            yield decoded
        if start < len(plain.numbers):
            yield plain[start:]

    def decode(self, entry: Entry, registry: Registry) -> DecodeResult:
        """Return what becomes of one entry, looking at it closely; never raises, whatever the bytes."""
        topic = parse_topic(entry.topic)
        if topic.format is Format.UNKNOWN and (match := self._mapped.match(entry.topic)) is not None:
            topic = Topic(Format.MAPPED, match[0].device_id, mapped=match)
        if topic.format is Format.IGNORED:
            return _IGNORED
        try:
            body = parse(entry.payload)
            is_repeated = repeats_keys(entry.payload, body)
            if type(body) is list and topic.format is Format.OWN:
                return self._decode_array(body, topic, entry, registry, is_repeated=is_repeated)
            if is_repeated:
                check_keys(entry.payload)
        except UnreadableError as error:
            return _rejected(error, entry.payload, topic.device_id)
        return self._decode_one(body, entry.payload, topic, entry, registry)

    def _decode_array(self, body: Sequence[object], topic: Topic, entry: Entry, registry: Registry, *, is_repeated: bool) -> DecodeResult:
        """Decode each element alone; `is_repeated`: one of them has a key twice. Raises UnreadableError: schema, for a wrong number."""
        if not 0 < len(body) <= own.MAX_ELEMENTS:
            raise UnreadableError(Reason.SCHEMA, f"the array has {count_of(len(body), 'reading')}: 1 to {own.MAX_ELEMENTS} are allowed")
        results = [self._decode_one(element, b"", topic, entry, registry) for element in body]
        if is_repeated or any(result.rejections or result.apart for result in results):
            sources = elements(entry.payload)  # only now, for they cost as much as all the rest
            results = [_with_bytes(result, source, topic.device_id) for result, source in zip(results, sources, strict=True)]
        return _joined(results)

    def _decode_one(self, body: object, payload: bytes, topic: Topic, entry: Entry, registry: Registry) -> DecodeResult:
        """Decode one object, whose own bytes are `payload`."""
        device_id, frame = topic.device_id, None
        try:
            message = self._parse(body, topic, entry)
            if message is None or (entry.retained and message.time is None):
                return _IGNORED  # a retained value of unknown age is no new reading, however often it comes
            device_id = registry.by_dev_eui.get(message.dev_eui or "", message.device_id)
            frame = _frame(message, device_id, entry, registry)
            result = self._judge.judge(message, device_id, topic, payload, entry.received_at, registry)
        except UnreadableError as error:
            result = _rejected(error, payload, device_id)
        return result if frame is None else result._replace(frame=frame)

    def _parse(self, body: object, topic: Topic, entry: Entry) -> ParsedMessage | None:
        format_, sender = topic.format, topic.device_id
        if sender is None or format_ is Format.UNKNOWN:
            raise UnreadableError(Reason.SCHEMA, topic_problem(entry.topic))
        if format_ is Format.OWN:
            return own.read(body, sender, self._keys)
        if topic.mapped is not None:
            return mapped.read(body, *topic.mapped)
        if not isinstance(body, dict):
            raise UnreadableError(Reason.SCHEMA, f"a message of {format_.value} must be a JSON object, got {describe(body)}")
        if format_ is Format.TTS:
            return tts.read(body, sender, entry.received_at)
        if format_ is Format.CHIRPSTACK:
            return chirpstack.read(body, sender, entry.received_at)
        return airrohr.read(body, sender, self._airrohr)


def _frame(message: ParsedMessage, device_id: str, entry: Entry, registry: Registry) -> Frame | None:
    """Return the frame that a registered device's message was, whatever became of its values; a replay is no new one."""
    uplink = message.uplink
    if uplink is None or entry.replay or uplink.counter not in COUNTERS or device_id not in registry.devices:
        return None
    session, time = uplink.session[:LONGEST_SESSION], entry.received_at
    return Frame(device_id=device_id, time=time, counter=uplink.counter, session=session, rssi=uplink.rssi, snr=uplink.snr)


def _with_bytes(result: DecodeResult, source: bytes, device_id: str | None) -> DecodeResult:
    """Return an array's element with its own bytes, refused if a key stands twice there."""
    try:
        check_keys(source)
    except UnreadableError as error:
        return _rejected(error, source, device_id)
    return result._replace(
        rejections=tuple(rejection._replace(payload=source) for rejection in result.rejections),
        apart=tuple(value._replace(payload=source) for value in result.apart),
    )


def _rejected(error: UnreadableError, payload: bytes, device_id: str | None) -> DecodeResult:
    unknown_device = error.unknown_device if isinstance(error, UnknownDeviceError) else None
    return DecodeResult((), (Rejection(error.reason, error.detail, payload, device_id),), 0, (), unknown_device)


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

"""Judges one parsed message: whose it is, its time, and its values by the device's model."""

from collections.abc import Sequence
from functools import partial
from math import inf

from config.catalogue import Catalogue
from domain.device import Kind, Registry
from domain.model import AIRROHR_MODEL, Model
from domain.reading import AHEAD_MS, YEAR_2000, Reading, Reason, Rejection, TimeSource
from ingest.codecs.codec import Codecs
from ingest.decode.arrival import Arrival, DecodeResult, UnknownDevice
from ingest.decode.plausibility import Plausibility
from ingest.decode.service_time import WorldTime
from ingest.formats.message import NO_UNITS, Measurements, ParsedMessage, UnreadableError, Uplink
from ingest.formats.time import moment
from ingest.formats.topic import Format, Topic
from ingest.formats.uplink import measure

_MOST_UNKNOWN = 20  # keys of one message that are named


class UnknownDeviceError(UnreadableError):
    """Nobody registered the sender."""

    def __init__(self, unknown_device: UnknownDevice) -> None:
        super().__init__(
            Reason.UNKNOWN_DEVICE, f"device {unknown_device.device_id} is not registered: register it, and its readings are taken in"
        )
        self.unknown_device = unknown_device


class MessageJudge:
    """Judges messages by catalogue, registry and time. `retention_ms`: how far back readings are kept, None for ever."""

    def __init__(self, catalogue: Catalogue, service_time: WorldTime, retention_ms: int | None, codecs: Codecs) -> None:
        self._codecs = codecs
        self._catalogue = catalogue
        self._plausibility = Plausibility(catalogue)
        self._time = service_time
        self._retention_ms = inf if retention_ms is None else retention_ms

    def is_believable(self, time: int, received_at: int) -> bool:
        """Return whether a reading received then may be of that time (both ms UTC)."""
        return YEAR_2000 <= time <= self._time.latest(received_at) and self._time.at(received_at) - time <= self._retention_ms

    def are_believable(self, times: Sequence[int], received_at: Sequence[int]) -> bool:
        """Return whether all are surely believable, by the least and the greatest alone; False may mean that one has to be looked at."""
        return self.is_believable(max(times), min(received_at)) and self.is_believable(min(times), max(received_at))

    def judge(
        self, message: ParsedMessage, device_id: str, topic: Topic, payload: bytes, received_at: int, registry: Registry
    ) -> DecodeResult:
        """Return what the message comes to. Raises UnreadableError when nothing of it can be used."""
        time = received_at if message.time is None else message.time
        if message.time is not None:
            self._check_time(time, received_at)
        device = registry.device(device_id, time)
        if device is None:
            raise UnknownDeviceError(self._unknown_device(message, device_id, topic))
        if topic.kind is not None and device.kind != topic.kind:
            raise UnreadableError(
                Reason.ID_MISMATCH, f"{device_id} is registered as {device.kind}, but sent as {topic.kind}: change one of the two"
            )
        model = self._model(device.model)
        measured = message.measured if message.uplink is None else self._measure(message.uplink, device.model, model, received_at)
        assert measured is not None  # noqa: S101 - a message without an uplink has measurements
        apart = [*self._check_values(measured, model, is_own=message.uplink is None)]
        arrivals: list[Arrival] = []
        if measured.values:
            if message.time is not None:
                self._time.saw(time)
            reading = Reading(device_id, time, measured.values, message.time_source)
            arrivals.append(Arrival(reading, message.identity, measured.partial, self._time.at(received_at), message.network_time))
        refusals: list[Rejection] = []
        for record in measured.history:
            try:
                self._check_time(record.time, received_at)
                apart += self._plausibility.take_impossible(record.values, model)
            except UnreadableError as error:
                refusals.append(Rejection(error.reason, error.detail, payload, device_id))
            else:
                reading = Reading(device_id, record.time, record.values, TimeSource.DEVICE)
                arrivals.append(Arrival(reading, at=self._time.at(received_at)))
        return DecodeResult(
            tuple(arrivals),
            tuple(refusals),
            0 if arrivals or refusals else 1,
            tuple([(device_id, key) for key in measured.unknown_keys[:_MOST_UNKNOWN]]),
            apart=tuple([Rejection(Reason.OUT_OF_RANGE, sentence, payload, device_id) for sentence in apart]),
        )

    def _model(self, model_id: str) -> Model | None:
        """Return the model. Raises UnreadableError, decode_failed, for one that a town describes wrongly: a guess could be plausible."""
        if problem := self._catalogue.problem(model_id):
            raise UnreadableError(Reason.DECODE_FAILED, f"the model {model_id} cannot be used: {problem}")
        return self._catalogue.model(model_id)

    def _check_values(self, measured: Measurements, model: Model | None, *, is_own: bool) -> Sequence[str]:
        """Convert the values and take out impossible ones; return a sentence about each. Raises UnreadableError."""
        own_units = model.units if is_own and model is not None else NO_UNITS
        if measured.units or own_units:
            units = {self._catalogue.keys.key(name) or name: unit for name, unit in measured.units.items()}
            self._plausibility.convert(measured.values, {**own_units, **units}, model)
        return self._plausibility.take_impossible(measured.values, model)

    def _measure(self, uplink: Uplink, model_id: str, model: Model | None, received_at: int) -> Measurements:
        return measure(uplink, model_id, model, partial(self._catalogue.decoded_field, model), self._codecs, received_at)

    def _check_time(self, time: int, received_at: int) -> None:
        """Raise UnreadableError for a time that cannot be right, or is older than what is kept."""
        if self.is_believable(time, received_at):
            return
        arrived = f"it arrived {moment(received_at)}"
        if time > self._time.latest(received_at):
            meant = ": Unix time is given in seconds, not milliseconds" if YEAR_2000 <= time // 1000 <= received_at + AHEAD_MS else ""
            raise UnreadableError(Reason.FUTURE_TIME, f"time is {moment(time)}, but {arrived}{meant}")
        if time < YEAR_2000:
            raise UnreadableError(Reason.ANCIENT_TIME, f"time is {moment(time)}, before 2000: the device's clock is not set")
        raise UnreadableError(Reason.BEYOND_RETENTION, f"time is {moment(time)}, older than what is kept; {arrived}")

    def _unknown_device(self, message: ParsedMessage, device_id: str, topic: Topic) -> UnknownDevice:
        named = message.uplink.model if message.uplink is not None else AIRROHR_MODEL if topic.format is Format.AIRROHR else None
        model = self._catalogue.model(named) if named is not None else None
        kind = topic.kind or (model.kind if model is not None else None) or _likely_kind(message)
        return UnknownDevice(device_id, kind, model.id if model is not None else None, message.dev_eui)


def _likely_kind(message: ParsedMessage) -> Kind:
    """Guess from what the network's decoder named; a person approves it."""
    names = {name.casefold() for name in message.uplink.decoded} if message.uplink is not None else set()
    return "bin" if names & {"distance", "fill", "filllevel"} else "air"

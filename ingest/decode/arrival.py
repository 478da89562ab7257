"""What decoding a message gives: arrivals, rejections, and an unknown device."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.columns import ReadingColumns
from domain.device import Kind
from domain.reading import Reading, Rejection
from domain.sensors.frames import Frame
from ingest.formats.message import Identity
from ingest.log.entry import Entry


class UnknownDevice(NamedTuple):
    """A sender that nobody registered, and what its message tells of it: enough to propose it."""

    device_id: str
    kind: Kind
    model: str | None
    dev_eui: str | None


class Arrival(NamedTuple):
    """A reading as it arrived.

    `identity`: what tells it from the sender's others when it has no time of its own (`seq`, a LoRaWAN frame); whether it has
    stands in `reading.time_source`. `partial`: why not all of its bytes could be read, None when they could. `at`: the service's
    time when it came (ms UTC), None for the world's. `network_time`: when a LoRaWAN network had the frame (ms UTC).
    """

    reading: Reading
    identity: Identity | None = None
    partial: str | None = None
    at: int | None = None
    network_time: int | None = None


class DecodeResult(NamedTuple):
    """What became of one message: arrivals + rejections + ignored count its readings, at least one (contract: "Counting").

    `unknown_keys`: (device, key) for each field that is no parameter; they are left out, their readings are kept. `unknown_device`:
    who sent it, when readings were rejected as of an unknown device. `apart`: impossible values that were kept apart from their
    readings; no readings themselves, so they do not count as such. `frame`: the registered device's LoRaWAN frame that the message was.
    """

    arrivals: Sequence[Arrival] = ()
    rejections: Sequence[Rejection] = ()
    ignored: int = 0
    unknown_keys: Sequence[tuple[str, str]] = ()
    unknown_device: UnknownDevice | None = None
    apart: Sequence[Rejection] = ()
    frame: Frame | None = None

    @property
    def readings(self) -> list[Reading]:
        """The readings alone, in order of arrival."""
        return [arrival.reading for arrival in self.arrivals]


class Decoded(NamedTuple):
    """One message that was looked at closely, and what became of it; `number`: its place among those decoded together."""

    number: int
    entry: Entry
    result: DecodeResult


@dataclass(slots=True)
class Run(ReadingColumns):
    """Readings in order of arrival.

    `numbers`: the place of the message that each came in. `at`: the service's time when each came (ms UTC).
    """

    numbers: list[int] = field(default_factory=list)
    at: list[int] = field(default_factory=list)

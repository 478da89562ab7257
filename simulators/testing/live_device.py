"""A device for tests: it sends over a real broker on demand and keeps what it sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulators.air.air import AirPlace
from simulators.air.air_device import AirDevice
from simulators.bins.bin import BinDevice
from simulators.device import Kind, SimulatedDevice
from simulators.send.encode import encode, topic_of
from simulators.send.publisher import Publisher, PublisherError

ACK_PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One reading that the broker acknowledged: `time` in ms UTC, `values` in the contract's units."""

    time: int
    values: Mapping[str, float]


class LiveDevice:
    """A device on a real broker. `truth`: what it sent so far, in order, each acknowledged; raw bytes are not counted there."""

    def __init__(self, device: SimulatedDevice, publisher: Publisher) -> None:
        self.id = device.id
        self.topic = topic_of(device.kind, device.id)
        self.truth: list[Sent] = []
        self._device = device
        self._publisher = publisher

    def measure(self, time: int) -> Mapping[str, float]:
        """Return what the device measures at `time` (ms UTC): the same at each call."""
        return self._device.values(time) or {}

    def send(self, *times: int) -> Sequence[Sent]:
        """Measure at `times` (ms UTC) and send it as one message, an array when there are several. Raises PublisherError."""
        return self._send([Sent(time, self.measure(time)) for time in times])

    def send_values(self, time: int, values: Mapping[str, float]) -> Sent:
        """Send `values` of your own as measured at `time` (ms UTC). Raises PublisherError."""
        return self._send([Sent(time, dict(values))])[0]

    def send_bytes(self, payload: bytes) -> None:
        """Send any bytes, such as broken ones, and return when the broker has them. Raises PublisherError."""
        self._publisher.publish(self.topic, payload)
        counts = self._publisher.counts
        if not self._publisher.drain(ACK_PATIENCE_S) or self._publisher.counts.refused > counts.refused:
            raise PublisherError(f"{self._publisher.url} did not accept a message to {self.topic} within {ACK_PATIENCE_S:g} s")

    def _send(self, readings: Sequence[Sent]) -> Sequence[Sent]:
        self.send_bytes(encode([(reading.time, reading.values) for reading in readings]))
        self.truth += readings
        return readings


def make_device(kind: Kind, device_id: str, *, seed: int = 1, interval_s: int = 600) -> SimulatedDevice:
    """Return an ordinary device of `kind`: a full air sensor in the centre, or a 660-litre bin emptied each week."""
    if kind == "air":
        return AirDevice(
            seed=seed, id=device_id, place=AirPlace(id="centre", traffic=0.6, wood=0.4), interval_s=interval_s, equipment="full"
        )
    return BinDevice(
        seed=seed,
        id=device_id,
        interval_s=interval_s,
        capacity_l=660,
        empty_mm=1150,
        full_mm=220,
        litres_per_day=75,
        bag_l=15,
        emptied_every_days=7,
        first_emptying=1_704_092_400_000,  # Monday 1 January 2024, 07:00 UTC
    )

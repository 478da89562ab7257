"""What every simulated device answers, and when it sends."""

from collections.abc import Iterator, Mapping
from typing import Literal, Protocol

from domain.duration import DAY
from simulators.noise import uniform

Kind = Literal["air", "bin"]


class SimulatedDevice(Protocol):
    """A device as a pure function of time: the same time always gives the same answer."""

    @property
    def id(self) -> str:
        """Its id in the topic and in the registry."""

    @property
    def kind(self) -> Kind:
        """What it measures."""

    @property
    def interval_s(self) -> int:
        """Seconds between its readings."""

    @property
    def phase_s(self) -> int:
        """Seconds by which its readings come after whole intervals, so that not all devices send at once."""

    def values(self, time: int) -> Mapping[str, float] | None:
        """Return what it measures at `time` (ms UTC) in the contract's units, or None where it is silent."""


def spread(device_id: str, interval_s: int) -> int:
    """Return a phase (s) within the interval that belongs to the id."""
    return int(uniform(device_id, "phase") * interval_s)


def times(device: SimulatedDevice, start: int, end: int) -> Iterator[int]:
    """Yield the times (ms UTC) in `[start, end)` at which the device measures: a fixed grid, also after a restart."""
    interval, phase = device.interval_s * 1000, device.phase_s * 1000
    first = start + (phase - start) % interval
    yield from range(first, end, interval)


def battery(seed: int, device_id: str, time: int) -> float:
    """Return the voltage (V) of a lithium cell that lasts two years, then is changed."""
    life = 2 * 365 * DAY
    used = (time / life + uniform(seed, device_id, "battery")) % 1
    return 3.65 - 0.35 * used - 0.15 * used**8

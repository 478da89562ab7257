"""A planned message of a simulated device and the fate that the service owes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

STORED: Final = "stored"
NOT_SENT: Final = "not_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedReading:
    """One reading as its device meant it: `time` in ms UTC, None when the device sends none; `values` in the contract's units."""

    time: int | None
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMessage:
    """One message of a simulated device.

    `at`: when it is sent (ms UTC, the simulation's time). `readings`: its content; none where its bytes were corrupted.
    `expect`: `stored`, a quarantine reason (contract: "From devices"), or `not_sent` when it never leaves the device.
    `fault`: what happened to it on the way; empty for an ordinary message.
    """

    at: int
    device: str
    topic: str
    payload: bytes
    readings: tuple[SimulatedReading, ...]
    expect: str = STORED
    fault: str = ""

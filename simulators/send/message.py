"""What is to go over the wire, when, and what should become of it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

STORED: Final = "stored"
NOT_SENT: Final = "not_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One reading as its device meant it: `time` in ms UTC, None when the device sends none; `values` in the contract's units."""

    time: int | None
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One message of a simulated device.

    `at`: when it is sent (ms UTC, the simulation's time). `readings`: what it says, none where its bytes were spoiled.
    `expect`: `stored`, a reason of quarantine (contract: "From devices"), or `not_sent` when it never leaves the device.
    `fault`: what happened to it on the way, empty for an ordinary one.
    """

    at: int
    device: str
    topic: str
    payload: bytes
    readings: tuple[Measured, ...]
    expect: str = STORED
    fault: str = ""

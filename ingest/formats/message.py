"""The values that every format produces, before anybody has judged them."""

from collections.abc import Mapping
from math import inf, isnan
from typing import NamedTuple

from domain.reading import Reason, TimeSource

# What tells a sender's message from its others, when it has no time of its own: `seq`, or a LoRaWAN frame.
Identity = tuple[str | int, ...]
NO_UNITS: Mapping[str, str] = {}


class UnreadableError(Exception):
    """A payload can't be used: `reason` for programs, `detail` a sentence for people that names field and value."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Uplink(NamedTuple):
    """What a LoRaWAN network passes on: the device's `data` bytes on `port`, and what the network's own decoder made of them.

    `normalized`: the same by the network's standard names and units, where it gives them. `counter`: the frame's number in its `session`;
    `snr` (dB): how clearly the best gateway heard it.
    """

    port: int
    data: bytes
    decoded: Mapping[str, object]
    rssi: float | None
    model: str | None
    normalized: "Measurements | None" = None
    counter: int = 0
    session: str = ""
    snr: float | None = None


class Record(NamedTuple):
    """A reading that a device kept and sends later: its own time (ms UTC), and values by parameter."""

    time: int
    values: dict[str, float]


class Measurements(NamedTuple):
    """Values by parameter, each in the unit named in `units`, else in the parameter's own.

    `unknown_keys` names fields that are no parameter. `partial` says what could not be read, None when all could. `history`:
    earlier readings that the device kept, in the parameters' own units.
    """

    values: dict[str, float]
    units: Mapping[str, str] = NO_UNITS
    unknown_keys: tuple[str, ...] = ()
    partial: str | None = None
    history: tuple[Record, ...] = ()


class ParsedMessage(NamedTuple):
    """One reading as its sender put it.

    `time`: ms UTC, None when nobody but us knows one. `measured`: None while the bytes of `uplink` await the device's model.
    `network_time`: when a LoRaWAN network had it (ms UTC), which tells a frame from one of the same number.
    """

    device_id: str
    time: int | None
    time_source: TimeSource
    identity: Identity | None
    measured: Measurements | None
    dev_eui: str | None = None
    uplink: Uplink | None = None
    network_time: int | None = None


def describe(value: object) -> str:
    """Return `value` as a person may read it in a sentence: as JSON has it, never long."""
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:40] + "…")
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int):
        return str(value) if value.bit_length() <= 70 else f"a whole number of some {value.bit_length() * 3 // 10} digits"
    if isinstance(value, float):
        return "NaN" if isnan(value) else {inf: "Infinity", -inf: "-Infinity"}.get(value, repr(value))
    return "a list" if isinstance(value, list) else "an object"

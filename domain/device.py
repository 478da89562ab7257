"""Devices, sites and bins, each with its versions in time."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, Protocol, TypeVar

Kind = Literal["air", "bin"]

_SILENT_INTERVALS = 3  # a device that misses three readings in a row is silent
ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9_.:\-]{0,63}"
ID_IN_WORDS = "1–64 of A–Z a–z 0–9 . _ : -, first a letter or digit"
_is_id = re.compile(ID_PATTERN).fullmatch


def is_id(text: str) -> bool:
    """Return whether `text` is an id, as the contract has it."""
    return _is_id(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device as it is from `valid_from` (ms UTC) until its next version.

    `interval_s`: seconds between its readings, the base of coverage and silence. `place`: id of the site (air) or bin it
    stands in. `model`: `vendor/model`, `generic`, or `reference` (an official instrument).
    """

    id: str
    kind: Kind
    model: str
    interval_s: int
    valid_from: int
    place: str | None = None
    dev_eui: str | None = None
    name: str | None = None
    simulated: bool = False
    removed: bool = False

    def __post_init__(self) -> None:
        if not is_id(self.id):
            raise ValueError(f"device id {self.id!r} is not {ID_IN_WORDS}")
        if self.interval_s <= 0:
            raise ValueError(f"device {self.id}: interval_s must be above 0, got {self.interval_s}")

    @property
    def longest_silence(self) -> int:
        """For how long (ms) nothing may come from it before it counts as silent."""
        return _SILENT_INTERVALS * self.interval_s * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place where air is measured; `tags` group sites for thresholds (such as `roadside`)."""

    id: str
    name: str
    lat: float
    lon: float
    valid_from: int
    tags: tuple[str, ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """A waste container; `empty_mm` and `full_mm` are the sensor's distance (mm) to the content when empty and when full.

    `note`: what the driver needs to know to get to it, such as a gate's code.
    """

    id: str
    name: str
    lat: float
    lon: float
    fraction: str
    capacity_l: float
    valid_from: int
    empty_mm: float | None = None
    full_mm: float | None = None
    model: str | None = None
    interval_days: float | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    removed: bool = False


class Versioned(Protocol):
    """A thing that has been so since a time (ms UTC)."""

    @property
    def valid_from(self) -> int: ...  # noqa: D102 - the class says it


T = TypeVar("T", bound=Versioned)


@dataclass(frozen=True, slots=True)
class History(Generic[T]):
    """All versions of one thing, oldest first.

    What happened before the first version belongs to the first: a device is often registered after it began to send.
    """

    versions: Sequence[T]
    starts: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        starts = tuple(version.valid_from for version in self.versions)
        if not starts or list(starts) != sorted(set(starts)):
            raise ValueError(f"a history needs versions in order of time, got {starts}")
        object.__setattr__(self, "starts", starts)

    def at(self, time: int) -> T:
        """Return the version valid at `time` (ms UTC)."""
        return self.versions[max(bisect_right(self.starts, time) - 1, 0)]


@dataclass(frozen=True, slots=True)
class Registry:
    """Every thing's history by id, and device ids by LoRaWAN DevEUI (lower case hex)."""

    devices: Mapping[str, History[Device]]
    sites: Mapping[str, History[Site]]
    bins: Mapping[str, History[Bin]]
    by_dev_eui: Mapping[str, str]

    def device(self, device_id: str, time: int) -> Device | None:
        """Return the device as it was at `time` (ms UTC), or None when unknown or removed then."""
        history = self.devices.get(device_id)
        device = history.at(time) if history else None
        return None if device is None or device.removed else device

    def names_of(self, device_id: str) -> frozenset[str]:
        """Return what messages of a device may stand under: its id and its DevEUIs; `device_id` may be any of them.

        An airRohr's header calls the chip 123 `esp8266-123`: its messages stand under either.
        """
        registered = self.by_dev_eui.get(device_id.lower(), device_id)
        history = self.devices.get(registered)
        dev_euis = [device.dev_eui for device in history.versions if device.dev_eui] if history else []
        return frozenset({device_id, device_id.lower(), device_id.removeprefix("esp8266-"), registered, *dev_euis})

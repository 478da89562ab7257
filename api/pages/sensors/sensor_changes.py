"""What was changed about a sensor, and when, told from its versions in the registry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from config.names import Names
from domain.device import Device, History

What = Literal["model", "place", "interval", "name", "dev_eui"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """At `time` (ms UTC) the sensor was registered, taken out of use, or something about it changed `before` → `after`.

    Both are texts that people read; for the interval they are seconds.
    """

    time: int
    kind: Literal["registered", "removed"] | What
    before: str = ""
    after: str = ""


def sensor_changes(names: Names, history: History[Device]) -> list[Change]:
    """Return what changed, the newest first."""
    first = history.versions[0]
    changes = [Change(time=first.valid_from, kind="registered")]
    for before, after in pairwise(history.versions):
        if after.removed or before.removed:
            changes.append(Change(time=after.valid_from, kind="removed" if after.removed else "registered"))
        else:
            changes += _differences(names, before, after)
    return list(reversed(changes))


def _differences(names: Names, before: Device, after: Device) -> Iterable[Change]:
    aspects: Sequence[tuple[What, str, str]] = (
        ("model", names.model(before.model), names.model(after.model)),
        ("place", _place(names, before), _place(names, after)),
        ("interval", str(before.interval_s), str(after.interval_s)),
        ("name", before.name or "", after.name or ""),
        ("dev_eui", before.dev_eui or "", after.dev_eui or ""),
    )
    return [Change(time=after.valid_from, kind=kind, before=old, after=new) for kind, old, new in aspects if old != new]


def _place(names: Names, device: Device) -> str:
    if device.place is None:
        return ""
    return names.site(device.place) if device.kind == "air" else names.bin(device.place)

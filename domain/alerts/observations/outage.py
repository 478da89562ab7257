"""Joins devices that fell silent together, so that one dead gateway is one alert and not three hundred.

A device that was heard at h and sends every i fell silent within (h, h + i]. Devices whose spans share a moment may have one
cause: that moment. A sensor that dies by itself rarely shares it with another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """When a device may have fallen silent: after `start`, at the latest at `end` (ms UTC)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a span must ascend, got {self.start} to {self.end}")

    def and_also(self, other: "Onset") -> "Onset | None":
        """Return the moments that both spans share, None when there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Onset(start=start, end=end) if start < end else None


def shared(spans: Iterable[Onset]) -> Onset | None:
    """Return the moments that all spans share, None when there are none."""
    common: Onset | None = None
    for span in spans:
        common = span if common is None else common.and_also(span)
        if common is None:
            return None
    return common


def together(earlier: Mapping[str, Onset], silent: Mapping[str, Onset]) -> dict[str, str]:
    """Return for each of the silent devices the outage it belongs to.

    `known`: moments of the outages there are, by id. A device that fits none begins one, named for it. Whoever fell silent
    first is placed first, so that the answer does not depend on the order of asking.
    """
    outages = dict(earlier)
    placed: dict[str, str] = {}
    for device, span in sorted(silent.items(), key=lambda item: (item[1].end, item[0])):
        outage = next((name for name, moments in outages.items() if moments.and_also(span)), device)
        common = outages.get(outage, span).and_also(span)
        outages[outage] = common or span
        placed[device] = outage
    return placed

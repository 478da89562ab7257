"""What is believed of bins from now on?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from domain.device import Registry
from domain.duration import HOUR
from domain.waste.level.belief import Belief
from domain.waste.level.bin_state import Known, Rules, believe
from domain.waste.level.fill import FULL
from storage.state.waste import beliefs, bin_states
from storage.state.waste.bin_states import FullAt

_SHARE_FULL = FULL / 100
_UNKNOWN_INTERVAL = HOUR  # for a bin without a sensor


class Believing:
    """Keeps what is known of bins, and a new belief where that differs from the last by a step."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._registry: Registry | None = None
        self._intervals: Mapping[str, int] = {}

    def keep(self, connection: Connection, bins: Iterable[Known], registry: Registry, pool: float, now: int) -> None:
        """Keep bins as they are known at `now` (ms UTC); `pool`: the other bins' rate, full bins a day."""
        kept: list[tuple[Known, FullAt | None]] = []
        new: list[Belief] = []
        for known in bins:
            belief = believe(known, now=now, interval_ms=self._interval(registry, known.bin_id), pool=pool, rules=self.rules)
            if belief is None:
                kept.append((known, None))
            else:
                kept.append((replace(known, believed=replace(belief, outlook=None)), _full_at(belief)))
                new.append(belief)
        bin_states.put(connection, kept)
        beliefs.put(connection, new)

    def _interval(self, registry: Registry, bin_id: str) -> int:
        if registry is not self._registry:
            self._registry, self._intervals = registry, _intervals(registry)
        return self._intervals.get(bin_id, _UNKNOWN_INTERVAL)


def _intervals(registry: Registry) -> dict[str, int]:
    """Return how long (ms) each bin's slowest sensor takes from one reading to the next."""
    found: dict[str, int] = {}
    for history in registry.devices.values():
        device = history.versions[-1]
        if device.kind == "bin" and device.place is not None and not device.removed:
            found[device.place] = max(found.get(device.place, 0), device.interval_s * 1000)
    return found


def _full_at(belief: Belief) -> FullAt:
    if belief.outlook is None:
        return None, None, None
    low, middle, high = (belief.outlook.quantile(chance, _SHARE_FULL) for chance in (0.1, 0.5, 0.9))
    return low, middle, high

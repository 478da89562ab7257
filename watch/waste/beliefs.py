"""Stores bins' states, and a new belief for each bin whose state differs from the last belief by a step."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from domain.device import Registry
from domain.duration import HOUR
from domain.waste.level.belief import Belief
from domain.waste.level.bin_state import BinRules, BinState
from domain.waste.level.fill import FULL
from domain.waste.level.snapshot import snapshot
from storage.state.waste import beliefs, bin_states
from storage.state.waste.bin_states import FullAt

_SHARE_FULL = FULL / 100
_UNKNOWN_INTERVAL = HOUR  # for a bin without a sensor


class BeliefWriter:
    """Writes states and beliefs."""

    def __init__(self, rules: BinRules) -> None:
        self.rules = rules
        self._registry: Registry | None = None
        self._intervals: Mapping[str, int] = {}

    def write(self, connection: Connection, states: Iterable[BinState], registry: Registry, pool: float, now: int) -> None:
        """Store bins as they are at `now` (ms UTC); `pool`: the other bins' rate, full bins a day."""
        stored: list[tuple[BinState, FullAt | None]] = []
        changed: list[Belief] = []
        for state in states:
            belief = snapshot(state, now=now, interval_ms=self._interval(registry, state.bin_id), pool=pool, rules=self.rules)
            if belief is None:
                stored.append((state, None))
            else:
                stored.append((replace(state, belief=replace(belief, outlook=None)), _full_at(belief)))
                changed.append(belief)
        bin_states.put(connection, stored)
        beliefs.put(connection, changed)

    def _interval(self, registry: Registry, bin_id: str) -> int:
        if registry is not self._registry:
            self._registry, self._intervals = registry, _intervals(registry)
        return self._intervals.get(bin_id, _UNKNOWN_INTERVAL)


def _intervals(registry: Registry) -> dict[str, int]:
    """Return how long (ms) each bin's slowest sensor takes from one reading to the next."""
    intervals: dict[str, int] = {}
    for history in registry.devices.values():
        device = history.versions[-1]
        if device.kind == "bin" and device.place is not None and not device.removed:
            intervals[device.place] = max(intervals.get(device.place, 0), device.interval_s * 1000)
    return intervals


def _full_at(belief: Belief) -> FullAt:
    if belief.outlook is None:
        return None, None, None
    low, middle, high = (belief.outlook.quantile(chance, _SHARE_FULL) for chance in (0.1, 0.5, 0.9))
    return low, middle, high

"""The bins' part of watch: update them with their messages, and decide whether a truck is needed."""

import time
from collections.abc import Callable

from config.waste import WasteRules
from domain.alerts.observations.judged_value import Good
from domain.device import Registry
from domain.waste.level.bin_state import BinRules
from storage.readings.protocol import Readings
from storage.state.engine import State
from watch.leadership import Leadership
from watch.waste.levels import LevelTracker
from watch.waste.triggers import Dispatch


class Waste:
    """Updates bins and triggers."""

    def __init__(
        self,
        *,
        state: State,
        readings: Readings,
        good: Good,
        leadership: Leadership,
        rules: WasteRules,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        bins = BinRules(demand=rules.demand, emptying=rules.emptying, tracking=rules.tracking)
        self._levels = LevelTracker(state, readings, good, leadership, bins)
        self._dispatch = Dispatch(state, leadership, rules.decision, rules.demand, monotonic)

    def step(self, registry: Registry, now: int, pulse: Callable[[], None]) -> None:
        """Do what there is to do at `now` (ms UTC).

        Raises StateAwayError, StoreAwayError, StoreRefusesError, LostLeadershipError, and what `pulse` raises.
        """
        self._levels.update(registry, now, pulse)
        self._dispatch.step(registry, now)

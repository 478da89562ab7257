"""Conditions that hold, or are over, without any reading that says so.

Silence, triggers, faulty sensors, receivers that cannot be reached, parts of the service that do not work, alerts about what is gone.
"""

from collections.abc import Callable, Collection

from sqlalchemy import Connection

from domain.alerts.rules import AlertRules
from storage.state import due, heartbeats
from storage.state.alerts import receivers
from storage.state.engine import State
from storage.state.waste import bin_states, triggers
from watch.alerts import failing_parts, faulty_sensors, outages, pickup_alerts, silence, unreachable_receivers
from watch.alerts.context import Context
from watch.alerts.source import Observations
from watch.alerts.withdrawals import withdrawn

_EVERY_S = 1.0
_MOST_SILENT = 100_000


class Conditions:
    """Looks once a second. `names` returns the receivers there are now. New silence counts only once watch has looked for a while."""

    def __init__(
        self, state: State, names: Callable[[Connection], Collection[str]], rules: AlertRules, monotonic: Callable[[], float]
    ) -> None:
        self._state = state
        self._names = names
        self._rules = rules
        self._monotonic = monotonic
        self._next = float("-inf")

    def observe(self, context: Context) -> Observations:
        """Return what holds and what is over. Raises StateAwayError."""
        if self._monotonic() < self._next:
            return Observations()
        self._next = self._monotonic() + _EVERY_S
        with self._state.begin() as connection:  # first: a replay's clock is moved on by the very reading that ends a silence
            silence.follow(connection, context.registry, context.now)
        with self._state.read() as connection:
            silent = outages.silent_devices(due.reached(connection, due.SILENCE, context.now, _MOST_SILENT), context)
            asking, faulty = triggers.of_state(connection, ("open",)), bin_states.faulty(connection)
            reached, beats, names = receivers.read(connection), heartbeats.read(connection), self._names(connection)
        settled = context.steady_s * 1000 >= self._rules.settle
        return Observations(
            observed=[
                *withdrawn(context, names),
                *unreachable_receivers.observations(reached, names, context),
                *failing_parts.observations(beats, context),
                *pickup_alerts.observations(asking, context),
                *faulty_sensors.observations(faulty, context),
                *(outages.observations(silent, context, self._rules.outage_members) if settled else ()),
                *failing_parts.recoveries(beats, context),
                *outages.recoveries(silent, context),
                *pickup_alerts.recoveries(asking, context),
                *faulty_sensors.recoveries(faulty, context),
            ]
        )

"""What holds, or is over, without any reading that says so: silence, triggers, dead sensors and channels, alerts about what is gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.alerts.alert import Alert
from domain.device import Registry
from storage.state import due
from storage.state.alerts import receivers
from storage.state.waste import bin_states, triggers
from watch.alerts import faulty_sensors, outages, pickup_alerts, unreachable_receivers
from watch.alerts.observation import Observation
from watch.alerts.thresholds import ThresholdSet
from watch.alerts.withdrawals import withdrawn

_MOST_SILENT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingConditions:
    """What one look found. `recovered`: (alert's id, member) of what is over; `withdrawn`: (alert's id, why)."""

    observations: Sequence[Observation] = ()
    recovered: Sequence[tuple[str, str]] = ()
    withdrawn: Sequence[tuple[str, str]] = ()


def standing_conditions(
    connection: Connection,
    open_alerts: Sequence[Alert],
    rules: ThresholdSet,
    registry: Registry,
    names: Collection[str],
    now: int,
    *,
    settled: bool,
) -> StandingConditions:
    """Look, at `now` (ms UTC); `names`: the receivers there are. New silence is told only once we have led for a while (`settled`)."""
    silent = outages.silent_devices(due.reached(connection, due.SILENCE, now, _MOST_SILENT), registry, now)
    asking, faulty = triggers.of_state(connection, ("open",)), bin_states.faulty(connection)
    return StandingConditions(
        observations=[
            *unreachable_receivers.observations(receivers.read(connection), names, rules),
            *pickup_alerts.observations(asking, rules, registry, open_alerts),
            *faulty_sensors.observations(faulty, rules, registry, open_alerts),
            *(outages.observations(silent, rules, registry, open_alerts, now) if settled else ()),
        ],
        recovered=[
            *outages.recovered(silent, open_alerts),
            *pickup_alerts.recovered(asking, open_alerts),
            *faulty_sensors.recovered(faulty, open_alerts),
        ],
        withdrawn=list(withdrawn(open_alerts, rules, registry, names, now)),
    )

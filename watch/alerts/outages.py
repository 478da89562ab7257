"""Devices that fell silent, joined to outages, and those that send again."""

from collections.abc import Iterable, Iterator, Mapping

from domain.alerts.alert import open_members
from domain.alerts.observations.observation import Observation, Recovery
from domain.alerts.observations.silence import silence_observations, silence_of
from domain.alerts.scope import covers_device
from domain.alerts.threshold import SILENCE, Sample
from domain.device import Device
from storage.state.due import Due
from watch.alerts.context import Context

SilentDevices = Mapping[str, tuple[Device, Sample]]


def silent_devices(reached: Iterable[Due], context: Context) -> SilentDevices:
    """Return the registered devices whose silence is due, and their silences."""
    silent = {}
    for row in reached:
        device = context.registry.device(row.key, context.now)
        if device is not None:
            silent[device.id] = (device, silence_of(device, row.at - device.longest_silence, context.now))
    return silent


def observations(silent: SilentDevices, context: Context, outage_members: int) -> Iterator[Observation]:
    """Yield who is newly silent, joined to the outage it belongs to, and whose silence has become more serious."""
    for ladder in context.thresholds.judging("instant", SILENCE):
        scope = ladder[0].scope
        covered = {name: sample for name, (device, sample) in silent.items() if covers_device(scope, context.registry, device, context.now)}
        alerts = [alert for alert in context.open_alerts.values() if alert.threshold_id == ladder[0].id]
        yield from silence_observations(ladder, covered, alerts, outage_members=outage_members)


def recoveries(silent: SilentDevices, context: Context) -> Iterator[Recovery]:
    """Yield each device that an alert has as silent and that is not any more."""
    for alert, name in open_members(context.open_alerts.values(), SILENCE):
        if name not in silent:
            yield Recovery(alert=alert, member=name)

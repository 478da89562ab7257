"""Silent sensors, those together that one alert reports: they fell silent at once, so most likely one gateway did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.pages.sensors.silent import Silent
from domain.alerts.alert import Alert
from domain.alerts.threshold import SILENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Sensors that fell silent at once, longest silent first; `alert`: the open one that reports them, None while none does."""

    devices: Sequence[Silent]
    alert: Alert | None = None

    @property
    def since(self) -> int:
        """When the first of them was last heard (ms UTC)."""
        return self.devices[0].since


def outages(silent: Sequence[Silent], open_alerts: Iterable[Alert]) -> list[Outage]:
    """Return the silent sensors by what they share, the largest outage first, of these the longest silent.

    `silent`: longest silent first.
    """
    unreported, made = list(silent), []
    for alert in open_alerts:
        if alert.parameter == SILENCE:
            members = alert.open_members
            devices = [device for device in unreported if device.device_id in members]
            unreported = [device for device in unreported if device.device_id not in members]
            made += [Outage(devices=devices, alert=alert)] if devices else []
    made += [Outage(devices=[device]) for device in unreported]
    return sorted(made, key=lambda outage: (-len(outage.devices), outage.since, outage.devices[0].device_id))

"""Which open alerts have lost what they were raised for: their threshold, or the thing they were about?"""

from collections.abc import Collection, Iterable, Iterator

from domain.alerts.alert import Alert
from domain.alerts.scope import covers_bin, covers_device, covers_site
from domain.alerts.threshold import CHANNEL, Threshold
from domain.device import Registry
from watch.alerts.thresholds import ThresholdSet


def withdrawn(
    open_alerts: Iterable[Alert], rules: ThresholdSet, registry: Registry, receivers: Collection[str], now: int
) -> Iterator[tuple[str, str]]:
    """Yield (alert's id, why) for each that must end though nothing was measured that ends it; `now` in ms UTC."""
    for alert in open_alerts:
        ladder = rules.ladder(alert.threshold_id)
        if ladder is None:
            yield alert.id, f"threshold {alert.threshold_id} was deleted or switched off"
        elif (ladder[0].kind, ladder[0].parameter, ladder[0].averaging) != (alert.kind, alert.parameter, alert.averaging):
            yield alert.id, f"threshold {alert.threshold_id} is about something else now"
        elif not any(_is_there(alert, name, ladder[0], registry, receivers, now) for name in alert.open_members):
            yield alert.id, f"{', '.join(sorted(alert.open_members))} is removed, or no longer within threshold {alert.threshold_id}"


def _is_there(alert: Alert, name: str, threshold: Threshold, registry: Registry, receivers: Collection[str], now: int) -> bool:
    if alert.parameter == CHANNEL:
        return name in receivers
    if alert.member_type == "site":
        return covers_site(threshold.scope, registry, name, now)
    if alert.member_type == "bin":
        return covers_bin(threshold.scope, registry, name, now)
    device = registry.device(name, now)
    return device is not None and covers_device(threshold.scope, registry, device, now)

"""Open alerts that have lost what they were raised for: their threshold, or the thing they were about."""

from collections.abc import Collection, Iterator

from domain.alerts.alert import Alert
from domain.alerts.observations.observation import Withdrawal
from domain.alerts.scope import covers_bin, covers_device, covers_site
from domain.alerts.threshold import CHANNEL, SERVICE, Threshold
from watch.alerts.context import Context


def withdrawn(context: Context, receivers: Collection[str]) -> Iterator[Withdrawal]:
    """Yield each alert that must end though nothing was measured that ends it; `receivers`: those that the settings have."""
    for alert in context.open_alerts.values():
        ladder = context.thresholds.ladder(alert.threshold_id)
        if ladder is None:
            yield Withdrawal(alert=alert, why=f"threshold {alert.threshold_id} was deleted or switched off")
        elif (ladder[0].kind, ladder[0].parameter, ladder[0].averaging) != (alert.kind, alert.parameter, alert.averaging):
            yield Withdrawal(alert=alert, why=f"threshold {alert.threshold_id} is about something else now")
        elif not any(_is_there(alert, name, ladder[0], context, receivers) for name in alert.open_members):
            names = ", ".join(sorted(alert.open_members))
            yield Withdrawal(alert=alert, why=f"{names} was removed, or is no longer covered by threshold {alert.threshold_id}")


def _is_there(alert: Alert, name: str, threshold: Threshold, context: Context, receivers: Collection[str]) -> bool:
    if alert.parameter == CHANNEL:
        return name in receivers
    if alert.parameter == SERVICE:
        return True  # until it works again
    if alert.member_type == "site":
        return covers_site(threshold.scope, context.registry, name, context.now)
    if alert.member_type == "bin":
        return covers_bin(threshold.scope, context.registry, name, context.now)
    device = context.registry.device(name, context.now)
    return device is not None and covers_device(threshold.scope, context.registry, device, context.now)

"""Which receivers are notified of an alert, and from when on."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from config.sections.alert_settings import AlertRoute, Alerts
from domain.alerts.alert import Alert
from domain.alerts.severity import rank
from domain.alerts.threshold import CHANNEL


def receivers_of(alert: Alert, settings: Alerts, places: Collection[str], local: datetime) -> list[str]:
    """Return the receivers whose routes want the alert, in the order of the settings; without routes, all.

    `places`: ids of all it is about and of where that is. `local`: the time of day in the town. A receiver is never told
    through itself that it cannot be reached.
    """
    routed = {name for route in settings.routes if _wants(route, alert, places, local) for name in route.receivers}
    receivers = [name for name, receiver in settings.receivers.items() if receiver.alerts and (name in routed or not settings.routes)]
    return [name for name in receivers if not (alert.parameter == CHANNEL and name in alert.members)]


def held_until(quiet_hours: str | None, local: datetime, *, can_wait: bool) -> datetime:
    """Return when a message may be sent: now, or, where it can wait, when the quiet hours (such as 22:00-07:00) are over."""
    if not (quiet_hours and can_wait and is_within(quiet_hours, local)):
        return local
    end = datetime.combine(local.date(), _bounds(quiet_hours)[1], local.tzinfo)
    return end if end > local else end + timedelta(days=1)


def is_within(hours: str, local: datetime) -> bool:
    """Return whether a time of day lies within two others, the first included, also across midnight."""
    start, end = _bounds(hours)
    now = local.time()
    return start <= now < end if start <= end else now >= start or now < end


def _wants(route: AlertRoute, alert: Alert, places: Collection[str], local: datetime) -> bool:
    return (
        (not route.kinds or alert.kind in route.kinds)
        and rank(alert.severity) >= rank(route.least_severity)
        and (not route.places or not set(route.places).isdisjoint(places))
        and (route.hours is None or is_within(route.hours, local))
    )


def _bounds(hours: str) -> tuple[time, time]:
    start, _, end = hours.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)

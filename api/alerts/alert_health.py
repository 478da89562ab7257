"""How well the alerts help their readers: figures with their targets."""

from fastapi import APIRouter, Depends

from api.web.auth import reader
from api.web.fields import Answer, TimeOut
from api.web.services import Services, ServicesDep
from domain.alerts.alert import Alert
from domain.alerts.health import LEAST_DAYS, TARGETS, AlertHealth, AlertTimes, health
from domain.duration import DAY
from storage.state.alerts import alerts, thresholds

router = APIRouter(prefix="/alerts", tags=["extended", "receivers"])


class AlertFigureAnswer(Answer):
    """A figure, the target it should not exceed, and whether it meets it: null where there is too little data."""

    value: float
    target: float
    met: bool | None


class SourceAnswer(Answer):
    """A threshold and what it is about."""

    threshold_id: str
    subject_id: str
    alerts: int


class AlertHealthAnswer(Answer):
    """The last 30 days' figures (ISA-18.2, EEMUA 191). `verdict` is `too_little_data` until 30 days are observed.

    `flood_share`: share of ten-minute windows with more than 10 alerts. `chattering`: sources raised three times within an
    hour. `stale`: alerts open for more than 24 h. Times to acknowledge are in seconds.
    """

    since: TimeOut
    until: TimeOut
    days: float
    verdict: str
    alerts: int
    per_day: AlertFigureAnswer
    per_10_min: AlertFigureAnswer
    most_in_10_min: int
    flood_share: AlertFigureAnswer
    top_ten_share: AlertFigureAnswer
    top: list[SourceAnswer]
    chattering: AlertFigureAnswer
    stale: AlertFigureAnswer
    median_to_acknowledge_s: float | None
    p90_to_acknowledge_s: float | None


@router.get("/health", dependencies=[Depends(reader)])
def get_alert_health(services: ServicesDep) -> AlertHealthAnswer:
    """Read how the alerts themselves are doing."""
    now = services.clock()
    alert_health, since = recent_health(services, now)
    return _answer(alert_health, since, now)


def recent_health(services: Services, now: int) -> tuple[AlertHealth, int]:
    """Return the figures of the last 30 days, or since there are thresholds, and since when (ms UTC)."""
    with services.state.read() as connection:
        first = thresholds.first_change(connection)
        since = max(now - LEAST_DAYS * DAY, min(first, now) if first is not None else now)
        lives = [_life(alert) for alert in alerts.raised_since(connection, since)]
    return health(lives, since=since, now=now), since


def _life(alert: Alert) -> AlertTimes:
    return AlertTimes(
        source=(alert.threshold_id, alert.about.id),
        raised_at=alert.raised_at,
        acknowledged_at=alert.acknowledged_at,
        cleared_at=alert.cleared_at,
    )


def _answer(alert_health: AlertHealth, since: int, now: int) -> AlertHealthAnswer:
    figures = {
        "per_day": alert_health.per_day,
        "per_10_min": alert_health.per_10_min,
        "flood_share": alert_health.flood_share,
        "top_ten_share": alert_health.top_ten_share,
        "chattering": float(len(alert_health.chattering)),
        "stale": float(alert_health.stale),
    }
    answers = {
        name: AlertFigureAnswer(value=value, target=TARGETS[name], met=value <= TARGETS[name] if alert_health.enough else None)
        for name, value in figures.items()
    }
    median, ninetieth = alert_health.to_acknowledge or (None, None)
    all_met = all(answer.met for answer in answers.values())
    return AlertHealthAnswer(
        since=since,
        until=now,
        days=alert_health.days,
        verdict=("met" if all_met else "not_met") if alert_health.enough else "too_little_data",
        alerts=alert_health.alerts,
        most_in_10_min=alert_health.most_in_10_min,
        top=[SourceAnswer(threshold_id=name, subject_id=subject, alerts=count) for (name, subject), count in alert_health.top],
        median_to_acknowledge_s=None if median is None else median / 1000,
        p90_to_acknowledge_s=None if ninetieth is None else ninetieth / 1000,
        **answers,
    )

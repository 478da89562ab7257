"""What does a webhook say? An event in the form that Standard Webhooks recommends, with the alert as the API answers it."""

from datetime import UTC, datetime
from typing import Any

from domain.alert import Alert, Event
from domain.alert_form import contract_form

_TIMES = ("measured_at", "raised_at", "acknowledged_at", "shelved_until", "escalated_at", "cleared_at")


def event_payload(alert: Alert, event: Event, at: int, unit: str, subject: str, text: str, link: str | None) -> dict[str, Any]:
    """Return `{type, timestamp, data}`; `at` is ms UTC."""
    form = contract_form(alert, unit)
    form |= {name: _written(form[name]) for name in _TIMES}
    form["window"] = {name: _written(time) for name, time in form["window"].items()}
    return {"type": f"alert.{event}", "timestamp": _written(at), "data": {**form, "subject_line": subject, "text": text, "link": link}}


def _written(time: int | None) -> str | None:
    """Write ms UTC as RFC 3339 with milliseconds."""
    if time is None:
        return None
    seconds, rest = divmod(time, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"

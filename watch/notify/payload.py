"""What does a webhook say? An event in the form that Standard Webhooks recommends, with the alert as the API answers it."""

from typing import Any

from domain import rfc3339
from domain.alerts.alert import Alert, EventType
from domain.alerts.contract import contract_form
from domain.waste.decision.trigger import Trigger
from domain.waste.decision.trigger import contract_form as trigger_form

_TIMES = ("measured_at", "raised_at", "acknowledged_at", "shelved_until", "escalated_at", "cleared_at")


def event_payload(alert: Alert, event: EventType, at: int, unit: str, subject: str, text: str, link: str | None) -> dict[str, Any]:
    """Return `{type, timestamp, data}`; `at` is ms UTC."""
    form = contract_form(alert, unit)
    form |= {name: _written(form[name]) for name in _TIMES}
    form["window"] = {name: _written(time) for name, time in form["window"].items()}
    return {"type": f"alert.{event}", "timestamp": _written(at), "data": {**form, "subject_line": subject, "text": text, "link": link}}


def trigger_payload(payload: dict[str, Any], trigger: Trigger) -> dict[str, Any]:
    """Return what is said of the trigger behind an alert: `data` is the trigger as the API answers it, with its alert beside it."""
    what, data = payload["type"].removeprefix("alert."), payload["data"]
    form = trigger_form(trigger)
    form |= {name: _written(form[name]) for name in ("raised_at", "latest_departure")}
    form["bins"] = [{**one, "full_at": _written(one["full_at"])} for one in form["bins"]]
    texts = {name: data[name] for name in ("subject_line", "text", "link")}
    return {**payload, "type": f"trigger.{trigger.state if what == 'cleared' else what}", "data": {**form, "alert_id": data["id"], **texts}}


def _written(time: int | None) -> str | None:
    """Write ms UTC as RFC 3339 with milliseconds."""
    return None if time is None else rfc3339.write(time)

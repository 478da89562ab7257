"""A webhook's payload: an event in the form that Standard Webhooks recommends, with the alert as the API answers it."""

from typing import Any

from domain import rfc3339
from domain.alerts.contract import contract_form
from domain.waste.decision.trigger import Trigger
from domain.waste.decision.trigger import contract_form as trigger_form
from watch.notify.wording import Wording

_TIMES = ("measured_at", "raised_at", "acknowledged_at", "shelved_until", "escalated_at", "cleared_at")


def payload_of(wording: Wording, at: int) -> dict[str, Any]:
    """Return `{type, timestamp, data}` of an event at `at` (ms UTC); of an alert about a trigger `data` is the trigger."""
    event, timestamp = wording.event, rfc3339.write(at)
    texts = {"subject_line": wording.subject, "text": wording.body, "link": wording.link}
    if wording.trigger is None:
        return {"type": f"alert.{event}", "timestamp": timestamp, "data": {**_alert_form(wording), **texts}}
    type_ = wording.trigger.state if event == "cleared" else event
    data = {**_trigger_form(wording.trigger), "alert_id": wording.alert.id, **texts}
    return {"type": f"trigger.{type_}", "timestamp": timestamp, "data": data}


def _alert_form(wording: Wording) -> dict[str, Any]:
    form = contract_form(wording.alert, wording.unit)
    form |= {name: _written(form[name]) for name in _TIMES}
    return {**form, "window": {name: _written(time) for name, time in form["window"].items()}}


def _trigger_form(trigger: Trigger) -> dict[str, Any]:
    form = trigger_form(trigger)
    form |= {name: _written(form[name]) for name in ("raised_at", "latest_departure")}
    return {**form, "bins": [{**bin_, "full_at": _written(bin_["full_at"])} for bin_ in form["bins"]]}


def _written(time: int | None) -> str | None:
    """Write ms UTC as RFC 3339 with milliseconds."""
    return None if time is None else rfc3339.write(time)

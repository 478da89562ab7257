"""An alert in the contract's form, for the API and for webhooks alike."""

from typing import Any

from domain.alerts.alert import Alert


def contract_form(alert: Alert, unit: str) -> dict[str, Any]:
    """Return the contract's fields; times are ms UTC, `unit` is that of `value` and `limit`.

    Beyond the contract: `limit`, `bound`, `measured_at`, `delivery` and the times of the alert's life. `no_data` is not among them: it
    depends on the reader's clock.
    """
    about = alert.about
    _, member = alert.worst_member
    return {
        "id": alert.id,
        "threshold_id": alert.threshold_id,
        "kind": alert.kind,
        "subject": {"type": about.type, "id": about.id},
        "severity": alert.severity,
        "state": alert.state,
        "parameter": alert.parameter,
        "value": member.value,
        "bound": member.bound,
        "limit": alert.limit,
        "unit": unit,
        "averaging": alert.averaging,
        "window": {"start": member.start, "end": member.end},
        "measured_at": member.end,
        "delivery": member.delivery,
        "raised_at": alert.raised_at,
        "acknowledged_at": alert.acknowledged_at,
        "shelved_until": alert.shelved_until,
        "escalated_at": alert.escalated_at,
        "cleared_at": alert.cleared_at,
        "by": alert.by,
        "note": alert.note,
        "members": sorted(alert.members),
        "members_cleared": sorted(name for name, state in alert.members.items() if state.cleared_at is not None),
    }

"""A threshold in the contract's form, for the API and the store alike."""

from collections.abc import Mapping
from typing import Any

from domain.alerts.threshold import Scope, Threshold


def form_of(threshold: Threshold) -> dict[str, Any]:
    """Return the contract's fields but the id."""
    scope = threshold.scope
    return {
        "kind": threshold.kind,
        "parameter": threshold.parameter,
        "averaging": threshold.averaging,
        "scope": {scope.place: scope.id} if scope.place is not None else {},
        "raise": threshold.raise_at,
        "clear": threshold.clear_at,
        "consecutive": threshold.consecutive,
        "min_coverage": threshold.min_coverage,
        "severity": threshold.severity,
        "enabled": threshold.enabled,
        "worsens": threshold.worsens,
    }


def threshold_of(threshold_id: str, form: Mapping[str, Any]) -> Threshold:
    """Return the threshold that a form describes. Raises ValueError where it doesn't hold together."""
    place, place_id = next(iter(form["scope"].items()), (None, None))
    return Threshold(
        id=threshold_id,
        kind=form["kind"],
        parameter=form["parameter"],
        averaging=form["averaging"],
        raise_at=form["raise"],
        clear_at=form["clear"],
        consecutive=form["consecutive"],
        min_coverage=form["min_coverage"],
        severity=form["severity"],
        scope=Scope(place=place, id=place_id),
        enabled=form["enabled"],
        worsens=form.get("worsens"),
    )

"""The kind of advice that an alert comes with; its words stand in the locales."""

from collections.abc import Mapping
from typing import Literal

from domain.air.windows import AIR_PARAMETERS
from domain.alerts.alert import Alert
from domain.alerts.threshold import CHANNEL, FAULT, PICKUP, SERVICE, SILENCE

Advice = Literal["fill", "temperature", "silence", "battery", "air", "channel", "fault", "pickup", "service", "other"]
_BY_PARAMETER: Mapping[str, Advice] = {
    "battery": "battery",
    "battery_percent": "battery",
    "battery_low": "battery",
    "fill": "fill",
    SILENCE: "silence",
    CHANNEL: "channel",
    FAULT: "fault",
    PICKUP: "pickup",
    SERVICE: "service",
}


def advice_of(alert: Alert) -> Advice:
    """Return what somebody has to do something about."""
    if alert.parameter in _BY_PARAMETER:
        return _BY_PARAMETER[alert.parameter]
    if alert.kind == "bin" and alert.parameter == "temperature":
        return "temperature"
    return "air" if alert.kind == "air" and alert.parameter in AIR_PARAMETERS else "other"

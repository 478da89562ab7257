"""The figures of an alert's life; their values and sources stand in config/thresholds.toml."""

from dataclasses import dataclass

from domain.alerts.observations.credible_fills import CredibilityRules


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRules:
    """Times in ms.

    `grace`: a closed window is judged so long after its end. `escalate_after`: without an acknowledgement an alert escalates.
    `settle`: after watch began to lead, before silence is judged. `outage_members`: so many silent at once are critical.
    `credibility`: which fills count where several in a row are needed.
    """

    grace: int
    escalate_after: int
    settle: int
    outage_members: int
    credibility: CredibilityRules

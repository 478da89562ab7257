"""The thresholds that a new municipality begins with, and the figures of an alert's life."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import Field

from config.figures import Source
from config.toml_file import Table, TomlFile
from domain.alerts.observations.credible_fills import CredibilityRules
from domain.alerts.rules import AlertRules
from domain.alerts.severity import Severity
from domain.alerts.threshold import Averaging, Threshold, ThresholdKind
from domain.alerts.threshold_form import threshold_of
from domain.duration import HOUR, SECOND


class Lifecycle(Table):
    """The figures of the alerts' life, in seconds but for `outage_members`: devices silent at once that make it critical."""

    source: Source
    grace_s: int = Field(ge=0)
    escalate_after_s: int = Field(ge=1)
    settle_s: int = Field(ge=0)
    outage_members: int = Field(ge=2)


class Credibility(Table):
    """Which fills count where several in a row are needed: see `CredibilityRules`."""

    source: Source
    look_back_hours: float = Field(gt=0)
    sudden: float = Field(gt=0)
    a_day_brings: float = Field(gt=0)
    noise: float = Field(gt=0)
    lively: float = Field(gt=0, le=1)
    lively_values: int = Field(ge=2)
    echoes: int = Field(ge=1)

    def rules(self) -> CredibilityRules:
        """Return it as the domain takes it."""
        rest = self.model_dump(exclude={"source", "look_back_hours"})
        return CredibilityRules(look_back_ms=round(self.look_back_hours * HOUR), **rest)


class DefaultThreshold(Table):
    """A threshold in the contract's form, and where its figures come from."""

    source: Source
    kind: ThresholdKind
    parameter: str
    averaging: Averaging = "instant"
    raise_: float = Field(alias="raise")
    clear: float
    consecutive: int = Field(1, ge=1)
    min_coverage: float = Field(0.75, ge=0, le=1)
    severity: Severity = "warning"
    worsens: str | None = None

    def threshold(self, threshold_id: str) -> Threshold:
        """Return it in the domain's terms. Raises ValueError where it doesn't hold together."""
        return threshold_of(threshold_id, {**self.model_dump(by_alias=True), "scope": {}, "enabled": True})


class ThresholdFile(Table):
    """thresholds.toml."""

    life: Lifecycle
    credibility: Credibility
    thresholds: Mapping[str, DefaultThreshold]

    def rules(self) -> AlertRules:
        """Return the figures as the domain takes them."""
        return AlertRules(
            grace=self.life.grace_s * SECOND,
            escalate_after=self.life.escalate_after_s * SECOND,
            settle=self.life.settle_s * SECOND,
            outage_members=self.life.outage_members,
            credibility=self.credibility.rules(),
        )


@cache
def threshold_file(path: Path = Path(__file__).parent / "thresholds.toml") -> ThresholdFile:
    """Return what ships with the service, read once. Raises ConfigError."""
    file = TomlFile.read(path)
    content = file.into(ThresholdFile)
    for name, table in content.thresholds.items():
        file.checked(lambda: table.threshold(name), ("thresholds", name))  # noqa: B023 - called at once
    return content

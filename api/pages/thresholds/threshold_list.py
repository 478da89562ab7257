"""Every threshold in words, grouped by what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.frame.reader import Reader
from api.pages.thresholds.words import ThresholdWords
from api.registry.names import names_now
from api.text.formats import Formats
from api.text.language import words
from api.web.services import Services
from domain.alerts.severity import Severity, rank
from domain.alerts.threshold import ThresholdKind
from domain.alerts.threshold_form import form_of
from domain.parameter_order import rank as parameter_rank
from storage.state.alerts import thresholds

MOST = 500
_KINDS: tuple[ThresholdKind, ...] = ("air", "bin", "device")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRow:
    """One threshold: what it judges, at which value it raises and clears, where, and how many values in a row it takes."""

    id: str
    what: str
    raises_at: str
    clears_at: str
    where: str
    consecutive: int
    severity: Severity
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdList:
    """The thresholds at `now` (ms UTC) by what they are about."""

    now: int
    groups: Sequence[tuple[ThresholdKind, Sequence[ThresholdRow]]]

    @property
    def enabled(self) -> int:
        """How many may raise alerts."""
        return sum(row.enabled for _, rows in self.groups for row in rows)


def threshold_list(services: Services, reader: Reader) -> ThresholdList:
    """Read the thresholds. Raises StateAwayError."""
    with services.state.read() as connection:
        stored = [row.threshold for row in thresholds.page(connection, limit=MOST)]
        names = names_now(services, connection, reader.language)
    write = ThresholdWords(formats=Formats(words(reader.language), names.now), names=names, units=units_of(services))
    ordered = sorted(stored, key=lambda threshold: (parameter_rank(threshold.parameter), threshold.averaging, rank(threshold.severity)))
    groups = [(kind, [_row(write, item.id, form_of(item)) for item in ordered if item.kind == kind]) for kind in _KINDS]
    return ThresholdList(now=names.now, groups=[(kind, rows) for kind, rows in groups if rows])


def units_of(services: Services) -> Mapping[str, str]:
    """Return the unit of each parameter."""
    return {parameter.name: parameter.unit for parameter in services.catalogue.parameters.values()}


def _row(write: ThresholdWords, threshold_id: str, form: Mapping[str, Any]) -> ThresholdRow:
    return ThresholdRow(
        id=threshold_id,
        what=write.what(form),
        raises_at=write.amount(form, "raise"),
        clears_at=write.amount(form, "clear"),
        where=write.where(form["scope"]),
        consecutive=form["consecutive"],
        severity=form["severity"],
        enabled=form["enabled"],
    )

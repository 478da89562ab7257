"""The enabled thresholds, and which of them judge what is measured."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.alerts.observations.judged_value import sources
from domain.alerts.threshold import Averaging, ThresholdLadder, ladders
from storage.state.alerts.thresholds import StoredThreshold


@dataclass(frozen=True, slots=True)
class ThresholdSet:
    """The enabled thresholds in ladders; `of_devices`: those that judge the means of one device each."""

    versions: tuple[tuple[str, int], ...] = ()
    ladders: Sequence[ThresholdLadder] = ()
    of_devices: Sequence[ThresholdLadder] = ()
    _by_source: Mapping[tuple[Averaging, str], Sequence[ThresholdLadder]] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Sequence[StoredThreshold]) -> "ThresholdSet":
        """Return the set that these thresholds make."""
        enabled = ladders(row.threshold for row in stored if row.threshold.enabled)
        by_source: dict[tuple[Averaging, str], list[ThresholdLadder]] = defaultdict(list)
        for ladder in enabled:
            for source in sources(ladder[0].parameter):
                by_source[ladder[0].averaging, source].append(ladder)
        of_devices = [ladder for ladder in enabled if ladder[0].averaging != "instant" and ladder[0].scope.place == "device"]
        return cls(_versions(stored), enabled, of_devices, by_source)

    def refreshed(self, stored: Sequence[StoredThreshold]) -> "ThresholdSet":
        """Return the set that these thresholds make: this very one while none of them has changed."""
        return self if _versions(stored) == self.versions else ThresholdSet.of(stored)

    def judging(self, averaging: Averaging, source: str) -> Sequence[ThresholdLadder]:
        """Return the ladders that judge values measured as `source` and averaged so."""
        return self._by_source.get((averaging, source), ())

    def ladder(self, threshold_id: str) -> ThresholdLadder | None:
        """Return the ladder whose alerts are raised under this id."""
        return next((ladder for ladder in self.ladders if ladder[0].id == threshold_id), None)

    def instant_sources(self) -> set[str]:
        """Return what must be looked at as soon as it is measured."""
        return {source for averaging, source in self._by_source if averaging == "instant"}


def _versions(stored: Sequence[StoredThreshold]) -> tuple[tuple[str, int], ...]:
    return tuple((threshold.id, threshold.version) for threshold in stored)

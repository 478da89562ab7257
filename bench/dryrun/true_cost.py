"""What a way of collecting truly costs in a known town: the planner's own tour on every day, so that no estimate of ways takes part."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bysans.dryrun.planned_tour import planned
from domain.dryrun.day_tour import DayTour, day_tour
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.money import figures
from domain.dryrun.policy import Sending
from domain.dryrun.study import BYSANS, Study, rounds_of, with_sending
from domain.dryrun.tally import TourOf, tally, total
from domain.dryrun.town import Group


@dataclass(frozen=True, slots=True)
class TrueCost:
    """A town with what truly came into its bins; no day is planned twice."""

    study: Study
    fillings: Sequence[Filling]
    ratios: dict[tuple[str, frozenset[int]], float] = field(default_factory=dict)

    def of(self, policy: str, sending: Sending | None = None) -> float:
        """Return the money of a policy, of Bysans with its own or another way of sending."""
        study = self.study if sending is None else with_sending(self.study, BYSANS, sending)
        rows = [
            tally(study.town, group, rounds_of(study, policy, group, self.fillings), self.fillings, study.pace, self._tours(group))
            for group in study.town.groups
        ]
        return figures(total(rows), study.pace, study.factors, study.prices).cost

    def _tours(self, group: Group) -> TourOf:
        def tour_of(_day: int, bins: Sequence[int], litres: float) -> DayTour:
            return day_tour(self.study.town, group, bins, litres, self.study.pace, self._ratio(group, bins))

        return tour_of

    def _ratio(self, group: Group, bins: Sequence[int]) -> float:
        key = group.fraction, frozenset(bins)
        if key not in self.ratios:
            curve, tour = planned(self.study.town, group, sorted(bins))
            self.ratios[key] = tour / curve if curve else 1.0
        return self.ratios[key]

"""How much longer a town's roads are than straight lines, from what its trucks' odometers showed."""

from collections.abc import Sequence

from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.driven_order import practice_of
from domain.dryrun.policy import as_listed
from domain.dryrun.study import PRACTICE, Study
from domain.dryrun.tally import tally, total


def factor_by_odometer(study: Study, fillings: Sequence[Filling], km: float, days: range) -> float | None:
    """Return the factor with which the practice's rounds of these days come to so many km; None where it had none."""
    reckoned = _practice_km(study, fillings, days)
    return study.pace.detour_factor * km / reckoned if reckoned else None


def _practice_km(study: Study, fillings: Sequence[Filling], days: range) -> float:
    rows = []
    for group in study.town.groups:
        listed = as_listed(study.town, group, study.listed)
        rounds = {day: bins for day, bins in listed.items() if day in days}
        tour_of = practice_of(study.town, group, study.listed, study.pace, study.ratios[PRACTICE]).tour_of
        rows.append(tally(study.town, group, rounds, fillings, study.pace, tour_of))
    return total(rows).km

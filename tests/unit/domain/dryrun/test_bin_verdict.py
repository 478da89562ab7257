"""What is said of a bin holds of it, and of a bin that hardly anybody looked into nothing is said."""

from dataclasses import replace
from random import Random

from domain.dryrun.bin_verdict import BinVerdict, verdicts
from domain.dryrun.policy import Schedule
from domain.dryrun.study import Study, run_draw
from tests.unit.domain.dryrun.small_town import small_study


def said(study: Study) -> dict[str, BinVerdict]:
    draws = [run_draw(study, Random(number), lambda _number, _month: ("",)) for number in range(3)]
    return {verdict.bin_id: verdict for verdict in verdicts(study, draws)}


def test_a_bin_that_fills_more_than_once_a_day_overflows_whatever_is_driven() -> None:
    study = small_study([1.6, 0.1], 60, 1)
    assert said(study)["b0"].verdict == "overflows_anyway"


def test_a_slow_bin_on_a_careful_schedule_could_wait() -> None:
    study = replace(small_study([0.05, 0.1], 90, 3), schedule=Schedule([range(14, 90, 14), range(3, 90, 3)]))
    verdict = said(study)["b0"]
    assert (verdict.verdict, verdict.days) == ("longer", 14)
    assert "b1" not in said(study)


def test_a_neighbour_that_would_hold_both_bins_waste_makes_one_too_many() -> None:
    study = small_study([0.05, 0.05, 0.05], 90, 3)
    near = replace(study, town=replace(study.town, points=[(0.0, 0.0), (40.0, 0.0), (5000.0, 0.0)]))
    assert said(near)["b0"].other == "b1"
    assert "b2" not in said(near)


def test_nothing_is_said_of_a_bin_with_few_fills() -> None:
    assert said(small_study([0.1, 0.1], 12, 4)) == {name: BinVerdict(bin_id=name, verdict="unknown") for name in ("b0", "b1")}

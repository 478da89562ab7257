"""Rounds count as far as they are driven, in the period in which they set out."""

import pytest

from domain.duration import HOUR, MINUTE
from domain.effects.driving import ReportedRound, driven_totals
from domain.waste.rounds.round_plan import RoundPlan, Stop, VehicleRoute
from domain.waste.rounds.stop_state import StopOutcome
from domain.waste.routing.distance import straight_metres
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load

DEPOT = Place(id="depot", lat=60.0, lon=11.0)
STARTS = 6 * HOUR


def stop(number: int) -> Stop:
    load = Load(litres=500.0, kg=50.0)
    eta = STARTS + number * 10 * MINUTE
    return Stop(
        stop_id=f"s{number}", bin_id=f"b{number}", lat=60.0 + number / 100, lon=11.0, fraction="rest", load=load, eta=eta,
        required=True, reason="full",
    )  # fmt: skip


def round_(*settled: int, done: bool = False, cancelled: bool = False, at: int = STARTS) -> ReportedRound:
    route = VehicleRoute(vehicle="t", depot=DEPOT, start=STARTS, end=STARTS + HOUR, metres=9000, stops=(stop(1), stop(2), stop(3)), tips=())
    outcomes = {f"s{number}": StopOutcome(state="emptied", time=at + number * 10 * MINUTE) for number in settled}
    return ReportedRound(
        plan=RoundPlan(distance_source="straight_line", routes=(route,)), outcomes=outcomes, is_done=done, is_cancelled=cancelled
    )


def totals(reported: ReportedRound, start: int = 0, end: int = 24 * HOUR) -> tuple[int, int, int, int]:
    driven = driven_totals([reported], start, end, 1.0)
    return driven.rounds, driven.metres, driven.seconds, driven.stops


def test_a_round_whose_stops_are_all_settled_counts_whole() -> None:
    assert totals(round_(1, 2, 3, done=True)) == totals(round_(1, 2, 3)) == (1, 9000, 3600, 3)


def test_a_round_under_way_counts_until_its_last_settled_stop() -> None:
    way = round(straight_metres(DEPOT, stop(1).place) + straight_metres(stop(1).place, stop(2).place))
    assert totals(round_(1, 2)) == (1, pytest.approx(way, abs=1), 20 * 60, 2)


def test_a_round_that_was_called_off_counts_the_way_home_too() -> None:
    assert totals(round_(1, 2, cancelled=True))[1] > totals(round_(1, 2))[1]


def test_a_round_without_a_report_counts_nothing() -> None:
    assert totals(round_()) == (0, 0, 0, 0)


def test_a_round_counts_in_the_period_in_which_it_set_out_and_in_no_other() -> None:
    early = round_(1, 2, 3, at=STARTS - 2 * HOUR)  # reported before it was to set out
    sets_out = STARTS - 2 * HOUR + 10 * MINUTE
    assert [totals(early, start, end)[0] for start, end in ((0, sets_out), (sets_out, sets_out + 1), (sets_out + 1, 24 * HOUR))] == [
        0,
        1,
        0,
    ]
    assert [totals(round_(1), start, end)[0] for start, end in ((0, STARTS), (STARTS, STARTS + 1))] == [0, 1]

"""What watch knows of a bin comes back as it was, also where it was written by an earlier version."""

from dataclasses import replace

import pytest
from sqlalchemy import insert

from domain.waste.forecast.demand import Demand
from domain.waste.forecast.fill_history import FillHistory
from domain.waste.level.belief import Belief
from domain.waste.level.bin_state import BinState
from domain.waste.level.crew_report import EmptyingReport
from domain.waste.level.emptying import DetectedEmptying
from domain.waste.level.estimate import LevelEstimate
from domain.waste.level.hypothesis import EmptyingEvent, Hypothesis
from domain.waste.level.repetition import Repetition
from storage.state.engine import State
from storage.state.tables.bins import bin_states as table
from storage.state.waste import bin_states

NOW, HOUR = 1_767_607_200_000, 3_600_000
DEMAND = {"rate": 0.2, "days": 9.0, "weekdays": [0.1, 0, 0, 0, 0, 0, -0.1], "dispersion": 0.05}
EMPTYING = {"time": NOW - HOUR, "known_at": NOW, "before": 80.0, "after": 2.0, "evidence": ["drop"], "confidence": 0.9}


def known(**changed: object) -> BinState:
    demand = Demand(rate=0.2, days=9.0, weekdays=(0.1, 0, 0, 0, 0, 0, -0.1), dispersion=0.05)
    emptying = DetectedEmptying(time=NOW - HOUR, known_at=NOW, before=80.0, after=2.0, evidence=("drop",), confidence=0.9)
    state = BinState(
        bin_id="b",
        estimate=LevelEstimate(
            level=2.0,
            time=NOW,
            last_seen=NOW,
            confirmed=True,
            hypotheses=(Hypothesis(1.0, 2.0, NOW, 2, emptyings=(EmptyingEvent(NOW - HOUR, 80.0, True),)),),
            repetition=Repetition(raw=2.0, repeats=1, repeated_since=NOW - HOUR, moving=0.4),
            gap=HOUR,
            fault="tilted",
            fault_count=1,
            emptyings=(emptying,),
        ),
        history=FillHistory(demand=demand, time=NOW, level=2.0, mark=NOW, marked=0.02, grain=0.0, readings=40, stayed={20.0: 1.5}),
        emptied_at=NOW - HOUR,
        emptied_before=NOW - 9 * HOUR,
        belief=Belief(bin_id="b", known_at=NOW, time=NOW, fill=2.0, emptied_at=NOW - HOUR),
    )
    return replace(state, **changed)  # type: ignore[arg-type]


def test_a_state_comes_back_as_it_was(state: State) -> None:
    reported = known(bin_id="c", reported_at=NOW + HOUR)
    with state.begin() as connection:
        bin_states.put(connection, [(known(), (1, 2, 3)), (reported, None)])
        assert bin_states.states(connection, ["b", "c", "never"]) == {"b": known(), "c": reported}


def test_what_is_shown_follows_a_report_until_the_sensor_denies_it(state: State) -> None:
    later = replace(known().estimate, time=NOW + 2 * HOUR)
    with state.begin() as connection:
        bin_states.put(connection, [(known(reported_at=NOW + HOUR), (1, 2, 3))])
        shown = bin_states.statuses(connection, ["b"])["b"]
        assert (shown.fill, shown.emptied_at, shown.full_at) == (0.0, NOW + HOUR, (1, 2, 3))
        assert shown.report == EmptyingReport(time=NOW + HOUR, status="unconfirmed")
        bin_states.put(connection, [(known(reported_at=NOW + HOUR, estimate=later), None)])
        shown = bin_states.statuses(connection, ["b"])["b"]
        assert (shown.fill, shown.emptied_at, shown.full_at) == (2.0, NOW - HOUR, (1, 2, 3))
        assert shown.report == EmptyingReport(time=NOW + HOUR, status="contradicted")


def test_a_state_that_was_written_before_its_fields_were_renamed_is_read(state: State) -> None:
    explanation = {"weight": 1.0, "level": 2.0, "seen_at": NOW, "readings": 2, "unseen": False, "view": "open", "shows": 0.0}
    settled = {"level": 2.0, "time": NOW, "seen": NOW, "sure": True, "raw": 2.0, "alike": 1, "alike_since": NOW - HOUR, "gap": HOUR}
    settled |= {"moving": 0.4, "fault": "tilted", "faulty": 1, "told": [EMPTYING]}
    settled["explanations"] = [explanation | {"losses": [[NOW - HOUR, 80.0, True]]}]
    learned = {"demand": DEMAND, "time": NOW, "level": 2.0, "mark": NOW, "marked": 0.02, "grain": 0.0, "told": 40}
    believed = {"bin_id": "b", "known_at": NOW, "time": NOW, "fill": 2.0, "fault": None, "emptied_at": NOW - HOUR}
    body = {
        "settled": settled,
        "learned": learned | {"stayed": [[20.0, 1.5]], "content": []},
        "before": NOW - 9 * HOUR,
        "believed": believed | {"outlook": None, "silent_after": None},
    }
    row = {"bin": "b", "seen": NOW, "fill": 2.0, "fill_time": NOW, "fault": "tilted", "faulty": 1, "emptied_at": NOW - HOUR}
    with state.begin() as connection:
        connection.execute(insert(table).values(**row, body=body))
        assert bin_states.states(connection, ["b"]) == {"b": known()}
        assert bin_states.statuses(connection, ["b"])["b"].report is None


def test_only_bins_that_have_taught_enough_are_a_measure_for_others(state: State) -> None:
    young = known(bin_id="c", history=FillHistory(demand=replace(known().history.demand, rate=9.0, days=4.9)))
    with state.begin() as connection:
        assert bin_states.mean_rate(connection) is None
        bin_states.put(connection, [(known(), None), (young, None)])
        assert bin_states.mean_rate(connection) == pytest.approx(0.2)

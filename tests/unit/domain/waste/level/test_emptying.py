"""An emptying is detected where it outweighs everything else, with its evidence, and retracted where it no longer does."""

from dataclasses import replace
from math import exp

import pytest

from config.waste import load_waste
from domain.duration import HOUR
from domain.waste.level.emptying import CrewReport, DetectedEmptying, emptying_probability, find_detected, find_retracted
from domain.waste.level.hypothesis import EmptyingEvent, Hypothesis

RULES = replace(load_waste().emptying, detect_at=0.7, retract_at=0.25, same_ms=2 * HOUR, reported_emptied=6.0, reported_could_not=-4.0)
NOW = 1_767_607_200_000
EVENT = EmptyingEvent(NOW, 104.0, False)


def weighed(share: float, *, level: float = 4.0, event: EmptyingEvent = EVENT) -> list[Hypothesis]:
    """Return hypotheses of which so much weight holds the emptying."""
    return [Hypothesis(share, level, NOW, emptyings=(event,)), Hypothesis(1 - share, 60.0, NOW)]


def silent(_: int) -> list[CrewReport]:
    return []


@pytest.mark.parametrize(
    ("share", "reports", "probability"),
    [
        (0.4, [], 0.4),
        (0.4, ["emptied"], 1 / (1 + 1.5 * exp(-6))),
        (0.4, ["could_not"], 1 / (1 + 1.5 * exp(4))),
        (0.4, ["could_not", "emptied"], 1 / (1 + 1.5 * exp(-6))),
        (0.0, [], 1e-9),
        (1.0, [], 1 - 1e-9),
    ],
)
def test_crews_reports_weigh_in_log_odds(share: float, reports: list[CrewReport], probability: float) -> None:
    assert emptying_probability(weighed(share), NOW, reports, RULES) == pytest.approx(probability, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(("apart", "probability"), [(2 * HOUR, 0.4), (2 * HOUR + 1, 1e-9), (-2 * HOUR, 0.4)])
def test_emptyings_within_two_hours_are_the_same(apart: int, probability: float) -> None:
    assert emptying_probability(weighed(0.4), NOW + apart, [], RULES) == pytest.approx(probability)


def test_an_emptying_is_detected_with_its_evidence() -> None:
    detected = find_detected(weighed(0.8), [], NOW + HOUR, lambda _: ["emptied"], RULES)
    assert detected == DetectedEmptying(
        time=NOW,
        known_at=NOW + HOUR,
        before=100.0,
        after=4.0,
        evidence=("drop", "nearly_empty", "driver"),
        confidence=pytest.approx(1 / (1 + 0.25 * exp(-6))),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("level", "tilted", "evidence"),
    [(15.0, False, ("drop", "nearly_empty")), (15.1, False, ("drop",)), (40.0, True, ("drop", "tilt"))],
)
def test_nearly_empty_and_turned_over_are_evidence(level: float, tilted: bool, evidence: tuple[str, ...]) -> None:
    detected = find_detected(weighed(0.8, level=level, event=EVENT._replace(tilted=tilted)), [], NOW, silent, RULES)
    assert detected is not None
    assert detected.evidence == evidence


@pytest.mark.parametrize(("share", "is_detected"), [(0.7001, True), (0.6999, False)])
def test_an_emptying_is_detected_from_its_bound(share: float, is_detected: bool) -> None:
    assert (find_detected(weighed(share), [], NOW, silent, RULES) is not None) is is_detected


def known(time: int) -> DetectedEmptying:
    return DetectedEmptying(time=time, known_at=time, before=80.0, after=3.0, evidence=(), confidence=0.9)


@pytest.mark.parametrize(("apart", "is_detected"), [(2 * HOUR, False), (2 * HOUR + 1, True), (-2 * HOUR, False), (-2 * HOUR - 1, True)])
def test_an_emptying_that_is_known_is_not_detected_again(apart: int, is_detected: bool) -> None:
    assert (find_detected(weighed(0.9), [known(NOW + apart)], NOW, silent, RULES) is not None) is is_detected


def test_the_next_emptying_is_detected_where_the_first_is_known() -> None:
    later = EmptyingEvent(NOW + 24 * HOUR, 70.0, False)
    hypotheses = [Hypothesis(1.0, 3.0, NOW, emptyings=(EVENT, later))]
    detected = find_detected(hypotheses, [known(NOW)], NOW + 24 * HOUR, silent, RULES)
    assert detected is not None
    assert detected.time == later.time


@pytest.mark.parametrize(("share", "is_retracted"), [(0.2499, True), (0.2501, False)])
def test_an_emptying_is_retracted_below_its_bound(share: float, is_retracted: bool) -> None:
    assert (find_retracted(weighed(share), [known(NOW)], NOW, silent, RULES) is not None) is is_retracted


def test_an_emptying_of_long_ago_is_not_retracted_any_more() -> None:
    assert find_retracted(weighed(0.0), [known(NOW - 1)], NOW, silent, RULES) is None
    assert find_retracted(weighed(0.0), [known(NOW - 1), known(NOW)], NOW, silent, RULES) == known(NOW)
    assert find_retracted(weighed(0.0), [known(NOW)], NOW, lambda _: ["emptied"], RULES) == known(NOW)
    assert find_retracted(weighed(0.1), [known(NOW)], NOW, lambda _: ["emptied"], RULES) is None

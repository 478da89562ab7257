"""Weighs hypotheses about a bin by how likely each makes the next measurement: one step of a hidden Markov model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.duration import DAY, HOUR
from domain.waste.level.fill import LOWEST_TRUE
from domain.waste.level.hypothesis import EmptyingEvent, Hypothesis, View, prune
from domain.waste.level.hypothesis_rules import HypothesisRules
from domain.waste.level.likelihood import ANYTHING, after_emptying, before_lens, chance, found_again, held, lid_held, out_of_lid
from domain.waste.level.message import NEAR_FULL

_ORDINARY = 3.0  # %: a level that differs by no more needs no other hypothesis
_FALLS, _SUDDEN, _A_DAY_BRINGS = 6.0, 15.0, 100.0  # %: a level that moved further since it was seen rests on this reading alone
_HELD = 0.3  # share of a new value in what an open lid shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A level (%) measured at `time` (ms UTC), `days` after the message before it.

    `days_emptied`: days within which an emptying may have caused it: a message that comes sooner than the one before has a cause.
    `tilted`: the sensor lay on its side; `reports_tilt`: whether it would say so.
    `if_open`, `if_blocked`: how likely the value repeats, or does not repeat, the one before, as it does, if the sensor sees the
    content, and if something is in front of it.
    """

    time: int
    days: float
    days_emptied: float
    level: float
    tilted: bool = False
    reports_tilt: bool = True
    if_open: float = 1.0
    if_blocked: float = 1.0


def update(hypotheses: Sequence[Hypothesis], measurement: Measurement, rules: HypothesisRules) -> tuple[Hypothesis, ...]:
    """Return what may be true after the next measurement, heaviest first."""
    if len(hypotheses) == 1 and _is_ordinary(hypotheses[0], measurement):
        prior = hypotheses[0]
        return (Hypothesis(1.0, measurement.level, measurement.time, prior.readings + 1, emptyings=prior.emptyings),)
    branches = (branch for prior in hypotheses for branch in _branches(prior, measurement, rules))
    return prune(branch for branch in branches if branch.weight > 0)


def _is_ordinary(prior: Hypothesis, measurement: Measurement) -> bool:
    return prior.view == "open" and not prior.unseen and not measurement.tilted and abs(measurement.level - prior.level) <= _ORDINARY


def _is_near(prior: Hypothesis, measurement: Measurement) -> bool:
    return -_FALLS <= measurement.level - prior.level <= _SUDDEN + _A_DAY_BRINGS * (measurement.time - prior.seen_at) / DAY


def _branches(prior: Hypothesis, measurement: Measurement, rules: HypothesisRules) -> Iterator[Hypothesis]:
    """Yield what may have come of a hypothesis, each branch weighing as much as it is likely."""
    emptied = chance(_emptyings_a_day(prior, measurement.time, rules), measurement.days_emptied)
    if measurement.tilted:
        yield from _tilted(prior, measurement, emptied, rules)
        return
    if measurement.level >= LOWEST_TRUE:
        # Emptied, and the sensor was not turned over.
        left = after_emptying(prior.level, measurement.level, 0.0) * (1 - rules.tilt_seen if measurement.reports_tilt else 1.0)
        yield _seen(prior, measurement, emptied * left * measurement.if_open, _with_emptying(prior, measurement, tilted=False))
    if prior.view == "open":
        yield from _from_open(prior, measurement, rules)
    elif prior.view == "lid_open":
        yield from _from_lid(prior, measurement, rules)
    else:
        yield from _from_blocked(prior, measurement, rules)  # or from the dead zone, where a sensor says its farthest again and again


def _from_open(prior: Hypothesis, measurement: Measurement, rules: HypothesisRules) -> Iterator[Hypothesis]:
    level, odds = measurement.level, measurement.if_open
    if level >= LOWEST_TRUE:
        readings = prior.readings + 1 if prior.unseen or _is_near(prior, measurement) else 1
        yield _seen(prior, measurement, (1 - rules.echo) * _content_likelihood(prior, measurement), prior.emptyings, readings)
    yield _unseen(prior, rules.echo * ANYTHING * odds)
    yield _unseen(prior, chance(rules.lids_a_day, measurement.days) * (1 - rules.lid_tilted) * out_of_lid(level) * odds, "lid_open", level)
    if prior.level >= NEAR_FULL and not prior.unseen and abs(level) <= _ORDINARY:
        yield _unseen(prior, chance(rules.dead_zones_a_day, measurement.days) / (2 * _ORDINARY) * odds, "dead_zone", level)
    if level > prior.level + _ORDINARY or prior.unseen:
        yield _unseen(prior, chance(rules.blocked_a_day, measurement.days) * before_lens(prior.level) * odds, "blocked", level)


def _from_lid(prior: Hypothesis, measurement: Measurement, rules: HypothesisRules) -> Iterator[Hypothesis]:
    closes = chance(24 / rules.lid_hours, measurement.days)
    odds = (1 - closes) * (1 - rules.lid_tilted) * lid_held(measurement.level, prior.shows) * measurement.if_open
    yield _unseen(prior, odds, "lid_open", _shown_now(prior, measurement.level))
    if measurement.level >= LOWEST_TRUE:
        yield _seen(prior, measurement, closes * _content_likelihood(prior, measurement), prior.emptyings)


def _from_blocked(prior: Hypothesis, measurement: Measurement, rules: HypothesisRules) -> Iterator[Hypothesis]:
    frees = chance(24 / rules.blocked_hours, measurement.days)
    yield _unseen(prior, (1 - frees) * held(measurement.level, prior.shows) * measurement.if_blocked, prior.view, prior.shows)
    yield _unseen(prior, rules.echo * ANYTHING * measurement.if_open, prior.view, prior.shows)
    if measurement.level >= LOWEST_TRUE:
        yield _seen(prior, measurement, frees * _content_likelihood(prior, measurement), prior.emptyings)


def _tilted(prior: Hypothesis, measurement: Measurement, emptied: float, rules: HypothesisRules) -> Iterator[Hypothesis]:
    """Yield branches for a sensor on its side: its level means nothing, unless it looks out of an open lid."""
    knocked = (rules.tilt_error + chance(rules.knocks_a_day, measurement.days)) * ANYTHING
    weight, emptyings = prior.weight * emptied * rules.tilt_seen * ANYTHING, _with_emptying(prior, measurement, tilted=True)
    yield Hypothesis(weight, prior.level, measurement.time, 1, True, "open", 0.0, emptyings)
    if prior.view == "open":
        yield _unseen(prior, knocked)
        opens = chance(rules.lids_a_day, measurement.days) * rules.lid_tilted * out_of_lid(measurement.level)
        yield _unseen(prior, opens, "lid_open", measurement.level)
    elif prior.view != "lid_open":
        yield _unseen(prior, knocked, prior.view, prior.shows)
    else:
        closes = chance(24 / rules.lid_hours, measurement.days)
        yield _unseen(prior, closes * knocked)
        stays = (1 - closes) * rules.lid_tilted * lid_held(measurement.level, prior.shows)
        yield _unseen(prior, stays, "lid_open", _shown_now(prior, measurement.level))
        yield Hypothesis(weight, prior.level, measurement.time, 1, True, "lid_open", prior.shows, emptyings)  # and the crew left it open


def _content_likelihood(prior: Hypothesis, measurement: Measurement) -> float:
    """Return how likely the level is, if it is the content's."""
    days = (measurement.time - prior.seen_at) / DAY
    likelihood = after_emptying if prior.unseen else found_again
    return likelihood(prior.level, measurement.level, days) * measurement.if_open


def _seen(
    prior: Hypothesis, measurement: Measurement, likelihood: float, emptyings: tuple[EmptyingEvent, ...], readings: int = 1
) -> Hypothesis:
    return Hypothesis(prior.weight * likelihood, measurement.level, measurement.time, readings, emptyings=emptyings)


def _unseen(prior: Hypothesis, likelihood: float, view: View = "open", shows: float = 0.0) -> Hypothesis:
    return Hypothesis(prior.weight * likelihood, prior.level, prior.seen_at, prior.readings, prior.unseen, view, shows, prior.emptyings)


def _with_emptying(prior: Hypothesis, measurement: Measurement, *, tilted: bool) -> tuple[EmptyingEvent, ...]:
    return (*prior.emptyings, EmptyingEvent(measurement.time, prior.level, tilted))


def _shown_now(prior: Hypothesis, level: float) -> float:
    near = abs(level - prior.shows) < 2 * _ORDINARY
    return prior.shows + _HELD * (level - prior.shows) if near else prior.shows


def _emptyings_a_day(prior: Hypothesis, time: int, rules: HypothesisRules) -> float:
    """Return how often a bin as full as this is emptied a day; hardly again within hours."""
    low, middle, high = rules.emptyings_a_day
    rate = low if prior.level < 25 else middle if prior.level < 75 else high
    just = bool(prior.emptyings) and time - prior.emptyings[-1].time < rules.again_hours * HOUR
    return rate * (rules.again_share if just else 1.0)

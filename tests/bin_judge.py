"""Rules that find emptyings in a sensor's levels, scored against the truth of invented bins."""

import tomllib
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

from bench.emptying_score import EmptyingScore
from config.waste import load_waste
from domain.waste.level.bin_state import BinRules, unknown_bin
from domain.waste.level.bin_update import apply_message
from domain.waste.level.message import SensorMessage
from tests.bin_truth import DAY, MINUTE, Mix, Story, story

MIXES = Path(__file__).parent / "mixes"
_WASTE = load_waste()
RULES = BinRules(demand=_WASTE.demand, emptying=_WASTE.emptying, tracking=_WASTE.tracking)
KnownAt = Mapping[int, int]  # when each emptying became known, by its time (ms UTC)


def mixes() -> dict[str, Mix]:
    return {path.stem: Mix(**tomllib.loads(path.read_text())) for path in sorted(MIXES.glob("*.toml"))}


def weighed(story_: Story) -> KnownAt:
    """The service's own rule, without any crew report."""
    state, emptied = unknown_bin("b", RULES), {}
    for measured in story_.messages:
        message = SensorMessage(
            time=measured.time,
            level=measured.level,
            raw=None if measured.level is None else round(measured.level, 2),
            tilted=measured.tilted,
        )
        update = apply_message(state, message, lambda _: (), RULES.demand.rate, RULES)
        state = update.state
        if update.retracted is not None:
            emptied.pop(update.retracted.time, None)
        if update.detected is not None:
            emptied[update.detected.time] = update.detected.known_at
    return emptied


def single_drop(story_: Story) -> KnownAt:
    """A fall of 30 % or more from one reading to the next."""
    return {now: now for before, level, now in _pairs(story_) if before - level >= 30}


def st_gallen(story_: Story) -> KnownAt:
    """From at least 35 % to below 20 %, once in 24 hours (a rule used in St Gallen)."""
    emptied: dict[int, int] = {}
    for before, level, now in _pairs(story_):
        if before >= 35 and level < 20 and now - max(emptied, default=0) >= DAY:
            emptied[now] = now
    return emptied


def score(mix: Mix, rule: Callable[[Story], KnownAt], seeds: range, days: int = 60) -> EmptyingScore:
    """Score a rule on the seeds' invented bins."""
    total, step = EmptyingScore(), mix.interval_min * MINUTE
    for seed in seeds:
        story_ = story(mix, seed, days)
        known_at = rule(story_)
        for true, time in total.add([time for time, _, _ in story_.emptied], known_at, step):
            total.delays.append((known_at[time] - true) / step)
    return total


def _pairs(story_: Story) -> list[tuple[float, float, int]]:
    levels = [(message.time, message.level) for message in story_.messages if message.level is not None]
    return [(before, level, now) for (_, before), (now, level) in pairwise(levels)]

"""How many emptyings does a rule find, and how many of those it finds were any?"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from config.waste import load_waste
from domain.waste.level.bin_state import BinRules, unknown_bin
from domain.waste.level.bin_update import apply_message
from domain.waste.level.message import SensorMessage
from tests.bin_truth import DAY, HOUR, MINUTE, Mix, Story, story

MIXES = Path(__file__).parent / "mixes"
_WASTE = load_waste()
RULES = BinRules(demand=_WASTE.demand, emptying=_WASTE.emptying, tracking=_WASTE.tracking)
Found = Mapping[int, int]  # when emptied, and when that was state (ms UTC)


@dataclass(slots=True)
class Score:
    """Counts over many bins; `delays` in reports."""

    right: int = 0
    found: int = 0
    true: int = 0
    delays: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.right / self.true

    @property
    def precision(self) -> float:
        return self.right / max(self.found, 1)


def mixes() -> dict[str, Mix]:
    return {path.stem: Mix(**tomllib.loads(path.read_text())) for path in sorted(MIXES.glob("*.toml"))}


def weighed(story_: Story) -> Found:
    """The service's own way, without any crew's word."""
    state, emptied = unknown_bin("b", RULES), {}
    for measured in story_.told:
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


def single_drop(story_: Story) -> Found:
    """A fall of 30 % or more from one reading to the next."""
    return {now: now for before, level, now in _pairs(story_) if before - level >= 30}


def st_gallen(story_: Story) -> Found:
    """From at least 35 % to below 20 %, once in 24 hours (waste facts, "Emptied, or not")."""
    emptied: dict[int, int] = {}
    for before, level, now in _pairs(story_):
        if before >= 35 and level < 20 and now - max(emptied, default=0) >= DAY:
            emptied[now] = now
    return emptied


def score(mix: Mix, rule: Callable[[Story], Found], seeds: range, days: int = 60) -> Score:
    """Hold what a rule finds against the truth; it is found when told at most 3 messages, or 2 hours, away."""
    total, step = Score(), mix.interval_min * MINUTE
    for seed in seeds:
        story_ = story(mix, seed, days)
        left = [time for time, _, _ in story_.emptied]
        detected = rule(story_)
        total.true, total.found = total.true + len(left), total.found + len(detected)
        for time, known_at in sorted(detected.items()):
            near = min(left, key=lambda true: abs(true - time), default=None)
            if near is not None and abs(near - time) <= max(3 * step, 2 * HOUR):
                left.remove(near)
                total.right += 1
                total.delays.append((known_at - near) / step)
    return total


def _pairs(story_: Story) -> list[tuple[float, float, int]]:
    levels = [(message.time, message.level) for message in story_.told if message.level is not None]
    return [(before, level, now) for (_, before), (now, level) in pairwise(levels)]

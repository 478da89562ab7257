"""Bins whose truth is known: what came in, when they were emptied, and what a faulty sensor made of it.

Not the simulators' bins: these hold what the detector must not confuse with emptyings (lids left open, tilts, things before
the sensor, waste pressed together, partial emptyings), each at a rate that a mix sets.
"""

from dataclasses import dataclass, field
from random import Random

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
START = 1_704_067_200_000  # 1 January 2024, ms UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """How often what happens: faults a day; shares of emptyings; `noise` in % of the depth."""

    interval_min: int = 15
    per_day: float = 25.0  # % a day
    bag: float = 3.0  # %
    noise: float = 0.5
    partial: float = 0.1
    tilt_seen: float = 0.8
    lid_open: float = 0.05
    knocked: float = 0.05
    blocked: float = 0.05
    pressed: float = 0.1
    echo: float = 0.5
    empty_below: float = 0.05
    threshold: float = 85.0
    lost: float = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMessage:
    """One message: the level that the sensor reports (%), None for no echo."""

    time: int
    level: float | None
    tilted: bool


@dataclass(slots=True)
class Story:
    """A sensor's messages, when the bin was truly emptied (time, fill before and after), and its true fill by message."""

    messages: list[LevelMessage] = field(default_factory=list)
    emptied: list[tuple[int, float, float]] = field(default_factory=list)
    fill: list[float] = field(default_factory=list)


def story(mix: Mix, seed: int, days: int = 60) -> Story:
    """Return one bin's story."""
    return _Teller(mix, Random(f"{seed}/bin")).tell(days)


class _Teller:
    def __init__(self, mix: Mix, dice: Random) -> None:
        self.mix, self.dice, self.fill = mix, dice, dice.uniform(0, 60)
        self.next_emptying = START + int(dice.uniform(0.5, 4) * DAY)
        self.odd: tuple[str, int, float] | None = None  # kind, until, what it sees

    def tell(self, days: int) -> Story:
        story_, step = Story(), self.mix.interval_min * MINUTE
        phase = int(self.dice.random() * step)
        for time in range(START + phase, START + days * DAY, step):
            self._fill_up(step)
            turned = self._empty(time, story_)
            self._happen(time, step)
            if self.dice.random() >= self.mix.lost:
                story_.messages.append(self._see(time, turned))
                story_.fill.append(self.fill)
        return story_

    def _fill_up(self, step: int) -> None:
        left = step
        while (left := left - self.dice.expovariate(self.mix.per_day / self.mix.bag / DAY)) > 0:
            self.fill = min(110.0, self.fill + self.dice.expovariate(1 / self.mix.bag))

    def _empty(self, time: int, story_: Story) -> bool:
        early = self.dice.random() < self.mix.empty_below * self.mix.interval_min * MINUTE / DAY
        if time < self.next_emptying or (self.fill < self.mix.threshold and not (early and self.fill > 20)):
            return False
        before = self.fill
        left = self.dice.uniform(0.2, 0.5) * before if self.dice.random() < self.mix.partial else self.dice.uniform(0, 4)
        self.fill = left
        story_.emptied.append((time, before, left))
        self.next_emptying = time + int(self.dice.uniform(0.2, 1.5) * DAY)
        if self.odd and self.odd[0] == "blocked":
            self.odd = None
        partial_seen = left > 5  # people who take only the top bags rarely leave without tipping the lid
        return self.dice.random() < (max(self.mix.tilt_seen, 0.97) if partial_seen else self.mix.tilt_seen)

    def _happen(self, time: int, step: int) -> None:
        if self.odd and time >= self.odd[1]:
            self.odd = None
        if self.odd:
            return
        share = step / DAY
        drawn = self.dice.random()
        for kind, rate in (
            ("lid", self.mix.lid_open),
            ("knock", self.mix.knocked),
            ("block", self.mix.blocked),
            ("press", self.mix.pressed),
            ("echo", self.mix.echo),
        ):
            if drawn < rate * share:
                self._begin(kind, time, step)
                return
            drawn -= rate * share

    def _begin(self, kind: str, time: int, step: int) -> None:
        dice = self.dice
        if kind == "lid":
            self.odd = ("lid", time + max(step, dice.choice((10, 30, 120, 360)) * MINUTE), dice.choice((-400.0, -30.0, -5.0, 8.0)))
        elif kind == "knock":
            self.odd = ("knock", time + dice.choice((1, 2)) * step, dice.uniform(-20, 110))
        elif kind == "block":
            self.odd = ("blocked", time + int(dice.uniform(2, 40) * HOUR), dice.uniform(70, 110))
        elif kind == "press":
            self.fill *= dice.uniform(0.65, 0.9)
        else:
            self.odd = ("echo", time + step, dice.uniform(0, 110))

    def _see(self, time: int, turned: bool) -> LevelMessage:
        if turned:
            return LevelMessage(time=time, level=self.dice.uniform(-20, 110), tilted=True)
        kind, seen = (self.odd[0], self.odd[2]) if self.odd else ("", 0.0)
        if kind == "lid":
            return LevelMessage(time=time, level=seen + self.dice.gauss(0, 1), tilted=self.dice.random() < 0.5)
        if kind == "knock":
            return LevelMessage(time=time, level=seen, tilted=True)
        if kind == "blocked":
            return LevelMessage(time=time, level=max(seen, self.fill), tilted=False)
        if kind == "echo":
            return LevelMessage(time=time, level=seen, tilted=False)
        return LevelMessage(time=time, level=self.fill + self.dice.gauss(0, self.mix.noise), tilted=False)

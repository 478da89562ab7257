"""Which of a bin's fills bear witness of waste, and which only of what its sensor is known to get wrong?

A bin fills by what people throw in, in small steps, and its sensor hardly ever says the same millimetre twice. One that is wet or
has something before its lens says at once the very same value again and again; so does one that sees nothing of a full bin, in
its dead zone; and one that hears echoes says now and then anything (facts/devices, "What bin sensors get wrong"). All are told by
what the sensor itself said in the days before: one of which nothing is known, or that counts in whole percents, is believed as always.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from domain.alerts.threshold import Sample, ThresholdLadder, longest_run
from domain.duration import DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class CredibilityRules:
    """Figures and their source: config/thresholds.toml.

    `look_back_ms`: how long what a sensor said is held against it. `sudden`: a rise (%) at once that is more than bags, beside
    what a day may bring (`a_day_brings`, %). `noise`: % between two readings of the same. `lively`: the share of values that no
    live sensor repeats, of at least `lively_values`. `echoes`: so many rises at once that the next reading took back.
    """

    look_back_ms: int
    sudden: float
    a_day_brings: float
    noise: float
    lively: float
    lively_values: int
    echoes: int

    def is_sudden(self, before: Sample, fill: Sample) -> bool:
        """Return whether it rose by more than bags explain."""
        return fill.value - before.value > self.sudden + self._brought(before, fill)

    def jumps(self, before: Sample, fill: Sample) -> bool:
        """Return whether it rose, or fell, by more than bags explain."""
        return self.is_sudden(before, fill) or before.value - fill.value > self.sudden

    def is_confirmed_by(self, before: Sample, fill: Sample) -> bool:
        """Return whether a fill is no higher than the one before it lets expect."""
        return fill.value - before.value <= self.noise + self._brought(before, fill)

    def _brought(self, before: Sample, fill: Sample) -> float:
        return self.a_day_brings * (fill.end - before.end) / DAY


def needs_credible_fills(ladder: ThresholdLadder) -> bool:
    """Return whether it is a fill that several readings in a row must tell; who asks for one takes what one reading says."""
    return ladder[0].parameter == "fill" and longest_run(ladder) > 1


def credible_fills(fills: Sequence[Sample], rules: CredibilityRules) -> list[Sample]:
    """Return those of a bin's fills (%, oldest first, of the days that are looked back) that count when several in a row are asked for.

    After a jump the very same value again is not another one, where the sensor else hardly repeats itself. Of a sensor that heard
    echoes lately a rise counts from the reading on that bears it out.
    """
    lively, echoing = _is_lively(fills, rules), _echoes(fills, rules) >= rules.echoes
    found = list(fills[:1])
    stands = False
    for before, fill in pairwise(fills):
        again = fill.value == before.value
        stands = stands if again else rules.jumps(before, fill)
        if again and stands and lively and found[-1] is before:
            found[-1] = fill  # not beside the one before: what follows may follow on the newest
        elif not echoing or rules.is_confirmed_by(before, fill):
            found.append(fill)
    return found


def _is_lively(fills: Sequence[Sample], rules: CredibilityRules) -> bool:
    if all(fill.value % 1 == 0 for fill in fills):
        return False  # whole percents: the same one twice is what an empty bin says, however steadily it filled before
    lengths = [len(list(same)) for _, same in groupby(fill.value for fill in fills)]
    return len(lengths) >= rules.lively_values and lengths.count(1) >= rules.lively * len(lengths)


def _echoes(fills: Sequence[Sample], rules: CredibilityRules) -> int:
    triples = zip(fills, fills[1:], fills[2:], strict=False)
    return sum(rules.is_sudden(before, fill) and fill.value - after.value > rules.sudden for before, fill, after in triples)

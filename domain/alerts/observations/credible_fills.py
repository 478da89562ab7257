"""Selects the fills of a bin that can be believed, where a threshold asks for several in a row.

A bin fills in small steps, and its sensor hardly ever reports the same millimetre twice. A sensor that is wet or has something in front
of its lens jumps and then repeats one value; so does one that loses a full bin in its dead zone. One that hears echoes reports anything
now and then.
What the sensor reported in the days before tells them apart. A sensor of which nothing is
known, or that counts in whole percents, is believed as always.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from domain.alerts.threshold import Sample, ThresholdLadder, longest_run
from domain.duration import DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class CredibilityRules:
    """Figures and their source: config/thresholds.toml.

    `look_back_ms`: how far back a sensor's readings are looked at. `sudden`: a rise (%) at once that bags do not explain, on top of
    what a day may bring (`a_day_brings`, %). `noise`: % between two readings of the same content. `lively`: the share of values that a live
    sensor does not repeat, of at least `lively_values`. `echoes`: so many sudden rises that the next reading took back mean echoes.
    """

    look_back_ms: int
    sudden: float
    a_day_brings: float
    noise: float
    lively: float
    lively_values: int
    echoes: int

    def is_sudden(self, before: Sample, fill: Sample) -> bool:
        """Return whether the fill rose by more than bags explain."""
        return fill.value - before.value > self.sudden + self._brought(before, fill)

    def jumps(self, before: Sample, fill: Sample) -> bool:
        """Return whether the fill rose or fell by more than bags explain."""
        return self.is_sudden(before, fill) or before.value - fill.value > self.sudden

    def confirms(self, before: Sample, fill: Sample) -> bool:
        """Return whether a fill is no higher than the one before it leads to expect."""
        return fill.value - before.value <= self.noise + self._brought(before, fill)

    def _brought(self, before: Sample, fill: Sample) -> float:
        return self.a_day_brings * (fill.end - before.end) / DAY


def needs_credible_fills(ladder: ThresholdLadder) -> bool:
    """Return whether a threshold asks for several fills in a row; one that asks for a single reading takes what that says."""
    return ladder[0].parameter == "fill" and longest_run(ladder) > 1


def credible_fills(fills: Sequence[Sample], rules: CredibilityRules) -> list[Sample]:
    """Return the credible ones of a bin's fills (%, oldest first, as far back as the rules look).

    After a jump the very same value again does not count as another reading if the sensor otherwise hardly repeats itself. Of a sensor
    that heard echoes lately, a rise counts from the reading on that confirms it.
    """
    lively, echoing = _is_lively(fills, rules), _echoes(fills, rules) >= rules.echoes
    credible = list(fills[:1])
    stands = False
    for before, fill in pairwise(fills):
        again = fill.value == before.value
        stands = stands if again else rules.jumps(before, fill)
        if again and stands and lively and credible[-1] is before:
            credible[-1] = fill  # not beside the one before: what follows may follow on the newest
        elif not echoing or rules.confirms(before, fill):
            credible.append(fill)
    return credible


def _is_lively(fills: Sequence[Sample], rules: CredibilityRules) -> bool:
    if all(fill.value % 1 == 0 for fill in fills):
        return False  # whole percents: the same one twice is what an empty bin says, however steadily it filled before
    lengths = [len(list(same)) for _, same in groupby(fill.value for fill in fills)]
    return len(lengths) >= rules.lively_values and lengths.count(1) >= rules.lively * len(lengths)


def _echoes(fills: Sequence[Sample], rules: CredibilityRules) -> int:
    triples = zip(fills, fills[1:], fills[2:], strict=False)
    return sum(rules.is_sudden(before, fill) and fill.value - after.value > rules.sudden for before, fill, after in triples)

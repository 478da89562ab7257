"""Which class a concentration falls in, and which pollutant decides the overall class."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """One parameter's bands in an index.

    `bounds`: ascending concentrations (µg/m³) that part class 1 from 2, 2 from 3, and so on.
    `upper_inclusive`: whether a value equal to a bound belongs to the lower class, as in the European index
    (0–5 is class 1); in Norway's the bound begins the next class (30 is Moderat).
    """

    bounds: tuple[float, ...]
    upper_inclusive: bool

    def __post_init__(self) -> None:
        if list(self.bounds) != sorted(set(self.bounds)):
            raise ValueError(f"bounds must ascend, got {self.bounds}")

    def class_of(self, concentration: float) -> int:
        """Return the class, 1 for the cleanest air."""
        count_below = bisect_left if self.upper_inclusive else bisect_right
        return 1 + count_below(self.bounds, concentration)

    def severity_of(self, concentration: float) -> tuple[int, float]:
        """Return the class and how far into it: a share of its width, above the last bound of that bound."""
        number = self.class_of(concentration)
        if number > len(self.bounds):
            return number, concentration / self.bounds[-1] - 1
        low, high = (0.0, *self.bounds)[number - 1 : number + 1]
        return number, (concentration - low) / (high - low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The overall class, the parameter that decided it, and those the index knows but nobody measured."""

    overall: int | None
    worst: str | None
    missing: frozenset[str]


def overall_classes(index: Mapping[str, Bands], means: Iterable[tuple[str, int, float]]) -> dict[int, int]:
    """Return the overall class of each hour, as `judge` has it, by its start; `means`: parameter, start (ms UTC) and mean (µg/m³).

    An hour in which nothing of the index was measured has none. This counts months of hours at once.
    """
    worst: dict[int, int] = {}
    for parameter, start, mean in means:
        if parameter in index:
            worst[start] = max(index[parameter].class_of(mean), worst.get(start, 1))
    return worst


def judge(index: Mapping[str, Bands], means: Mapping[str, float]) -> Verdict:
    """Judge hourly means (µg/m³ by parameter): the worst class decides, of equal ones who lies furthest into it.

    Nothing measured is no class, never class 1.
    """
    known_means = {parameter: mean for parameter, mean in means.items() if parameter in index}
    worst = max(known_means, key=lambda parameter: index[parameter].severity_of(known_means[parameter]), default=None)
    overall = None if worst is None else index[worst].class_of(known_means[worst])
    return Verdict(overall=overall, worst=worst, missing=frozenset(index) - frozenset(known_means))

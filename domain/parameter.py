"""Parameters: their units, their possible values, and the flag of a single value."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from domain.digits import tidy
from domain.model import Model

# Signs of a power and of a product say nothing here, and a minus is a hyphen.
_UNSPELT = str.maketrans({"^": None, "*": None, "·": None, "⋅": None, "−": "-"})


class Flag(IntEnum):
    """How far a value may be trusted (flags of QARTOD, IOOS)."""

    GOOD = 1
    NOT_EVALUATED = 2
    SUSPECT = 3
    FAIL = 4
    MISSING = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """How a value in another unit becomes one in the parameter's own: (value − minus) · times / over.

    Three figures rather than one factor, so that °F needs no rounded 5/9.
    """

    minus: float = 0.0
    times: float = 1.0
    over: float = 1.0

    def __post_init__(self) -> None:
        if self.times <= 0 or self.over <= 0:
            raise ValueError(f"a conversion's times and over must be above 0, got {self.times} and {self.over}")

    def apply(self, value: float) -> float:
        """Return `value` in the parameter's own unit, rounded to twelve digits: 98920.23 Pa are 989.2023 hPa, not 989.2022999999999."""
        return tidy((value - self.minus) * self.times / self.over)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that is measured (contract: "Time, units, names").

    `unit`: that of every stored value. `low`, `high`: outside them a value is physically impossible, `reason` says why.
    `only`: the sole possible values, for what is a state rather than a quantity. `sentinels`: values that any device sends
    for "not measured". `conversions`: by unit, spelt as `spelt` returns it. `aliases`: other names that senders give it.
    `sensor`: the kind of sensor in a device that measures it; two kinds do not fail together. `plain_most`: above it, what a decoder
    calls by the name alone may be of another unit; None where nobody means another one.
    """

    name: str
    unit: str
    low: float
    high: float
    reason: str
    only: frozenset[float] = frozenset()
    sentinels: frozenset[float] = frozenset()
    conversions: Mapping[str, Conversion]
    aliases: tuple[str, ...] = ()
    sensor: str = ""
    plain_most: float | None = None

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"{self.name}: the possible range must ascend, got {self.low} to {self.high}")

    def is_possible(self, value: float) -> bool:
        """Return whether `value` (in `unit`) can be in this world; NaN never is."""
        return value in self.only if self.only else self.low <= value <= self.high

    def conversion(self, unit: str) -> Conversion | None:
        """Return how to convert from `unit`, or None when it is no unit of this parameter."""
        return self.conversions.get(unit) or self.conversions.get(spelt(unit))


def spelt(unit: str) -> str:
    """Return a unit in the spelling that units are compared in.

    Both Unicode's µ are one, so are m³, m^3 and m**3, and µg/m³, µg m⁻³ and µg·m-3; case and spaces don't count.
    """
    text = "".join(unicodedata.normalize("NFKC", unit).casefold().translate(_UNSPELT).split())
    return text.removesuffix("m-3") + "/m3" if text.endswith("m-3") else text


def flag_of(value: float, parameter: Parameter, model: Model | None) -> Flag:
    """Judge one stored value by itself: a sentinel is missing, outside what the model can measure is a failure.

    `model`: None when the catalogue doesn't know the device's model; then only the common sentinels are known.
    """
    if value in parameter.sentinels or (model is not None and model.is_sentinel(parameter.name, value)):
        return Flag.MISSING
    if model is not None and not model.is_within(parameter.name, value):
        return Flag.FAIL
    return Flag.GOOD

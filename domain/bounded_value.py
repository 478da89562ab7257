"""A value outside its sensor's range still bounds the true one: it is at least, or at most, the end of that range.

Such a figure is doubtful, the danger it points to is not: smoke above 1,000 µg/m³ is not clean air, and a bin hotter than its
sensor can measure is hot (contract: "outside the model's range is flag 4").
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from domain.device import Device
from domain.model import Model
from domain.parameter import Flag, Parameter, flag_of

Bound = Literal["exact", "at_least", "at_most"]


class BoundedValue(NamedTuple):
    """A value in its parameter's unit; the true one is that (`exact`), `at_least` that, or `at_most` that."""

    value: float
    bound: Bound = "exact"


Bounds = Callable[[Device, str, float], BoundedValue | None]  # what a device's value of a parameter says; None: nothing


def bounded(value: float, parameter: Parameter, model: Model | None) -> BoundedValue | None:
    """Return what a stored value says of the true one; None for a sentinel, which stands for "not measured"."""
    if flag_of(value, parameter, model) is Flag.MISSING:
        return None
    span = model.ranges.get(parameter.name) if model is not None else None
    if span is None or span.low <= value <= span.high:
        return BoundedValue(value)
    return BoundedValue(span.high, "at_least") if value > span.high else BoundedValue(span.low, "at_most")

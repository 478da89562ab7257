"""Which values take part in means, and with what."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Protocol

from domain.bounded_value import BoundedValue, Bounds
from domain.device import Device

Counted = Callable[[Device, str, float, int], BoundedValue | None]  # what a device's value of a parameter at a time gives to a mean


class InvalidPeriod(Protocol):
    """A period of a device's values that a person declared invalid."""

    @property
    def device_id(self) -> str: ...  # noqa: D102 - the class says it

    def holds(self, parameter: str, time: int) -> bool:
        """Return whether a value of that parameter and time (ms UTC) is invalid by it."""


def counted_by(bounds: Bounds, invalid: Iterable[InvalidPeriod]) -> Counted:
    """Return what a value gives to a mean.

    Above what its model can measure it counts as the end of that range, so that the mean is at least so high. Below the range,
    missing, of a parameter that the catalogue doesn't know, or declared invalid, it takes no part.
    """
    periods: dict[str, list[InvalidPeriod]] = defaultdict(list)
    for period in invalid:
        periods[period.device_id].append(period)

    def counted(device: Device, parameter: str, value: float, time: int) -> BoundedValue | None:
        bound = bounds(device, parameter, value)
        if bound is None or bound.bound == "at_most":
            return None
        return None if any(period.holds(parameter, time) for period in periods.get(device.id, ())) else bound

    return counted

"""What tells bins of one name apart: several often stand at one address."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Literal

from domain.device import Bin

Side = Literal["north", "south", "east", "west"]

_METRES_A_DEGREE = 111_195
_A_SIDE_M = 15  # closer together they stand in one row, and a side would only confuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """What a bin's name lacks: its number among those of the same name and fraction, its side of them, and whether its fraction tells."""

    number: int | None
    side: Side | None
    by_fraction: bool


def told_apart(bins: Iterable[Bin]) -> Mapping[str, Apart]:
    """Return what to add to the names of bins, by id; nothing for a bin whose name is its own. Numbers follow the ids."""
    by_name: defaultdict[str, list[Bin]] = defaultdict(list)
    for bin_ in bins:
        by_name[bin_.name.casefold()].append(bin_)
    return {bin_.id: _apart(bin_, twins) for twins in by_name.values() if len(twins) > 1 for bin_ in twins}


def _apart(bin_: Bin, twins: Sequence[Bin]) -> Apart:
    alike = sorted((twin for twin in twins if twin.fraction == bin_.fraction), key=lambda twin: twin.id)
    return Apart(
        number=1 + alike.index(bin_) if len(alike) > 1 else None,
        side=_side(bin_, alike),
        by_fraction=len(alike) < len(twins),
    )


def _side(bin_: Bin, alike: Sequence[Bin]) -> Side | None:
    """Return on which side of the middle of its like a bin stands, None for one that stands near it."""
    north = (bin_.lat - sum(twin.lat for twin in alike) / len(alike)) * _METRES_A_DEGREE
    east = (bin_.lon - sum(twin.lon for twin in alike) / len(alike)) * _METRES_A_DEGREE * cos(radians(bin_.lat))
    if max(abs(north), abs(east)) < _A_SIDE_M:
        return None
    if abs(north) >= abs(east):
        return "north" if north > 0 else "south"
    return "east" if east > 0 else "west"

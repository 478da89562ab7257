"""What rounds came to, kept by bin and month so that any part of the town and of the year can be added up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import add, attrgetter
from typing import Self, TypeVar

from domain.dryrun.day_tour import DayTour, day_tour
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.policy import Rounds
from domain.dryrun.town import DryTown, Group, Pace

EARLY, LATE = 0.4, 0.95  # full bins: as effects count them (domain.effects.collecting)


@dataclass(frozen=True, slots=True)
class Counts:
    """What collecting came to; a round's way, unloading and truck-days are shared alike among its stops."""

    emptyings: float = 0.0
    early: float = 0.0
    late: float = 0.0
    overflow_hours: float = 0.0
    km: float = 0.0
    unload_hours: float = 0.0
    truck_days: float = 0.0

    def __add__(self, other: Self) -> Self:
        """Return both together."""
        return type(self)(*map(add, _values(self), _values(other)))


_NAMES = tuple(field.name for field in fields(Counts))
_values: Callable[[Counts], tuple[float, ...]] = attrgetter(*_NAMES)
Key = TypeVar("Key")
Tally = Mapping[tuple[int, int], Counts]  # by bin's number and month
TourOf = Callable[[int, Sequence[int], float], DayTour]  # of a day, its bins and their litres


def tally(town: DryTown, group: Group, rounds: Rounds, fillings: Sequence[Filling], pace: Pace, tour_of: TourOf) -> Tally:
    """Count the rounds of one fraction against what was thrown in; a bin that stays over full counts until the list ends."""
    rows: dict[tuple[int, int], list[float]] = {}
    emptied = {number: town.stood(number)[0] for number in group.bins}
    for day in sorted(rounds):
        contents = {number: fillings[number].between(emptied[number], day) for number in rounds[day]}
        litres = sum(town.bins[number].capacity_l * min(content, 1.0) for number, content in contents.items())
        tour, count, month = tour_of(day, rounds[day], litres), len(rounds[day]), town.months[day]
        shared = tour.metres * pace.detour_factor / 1000 / count, tour.unload_h / count, tour.trucks / count
        for number in rounds[day]:
            content = contents.pop(number, 0.0)  # what is emptied again on the same day is empty
            over = _overflow(fillings[number], content, emptied[number], day)
            _add(rows, (number, month), (1.0, float(content < EARLY), float(content > LATE), over, *shared))
            emptied[number] = day
    for number, day in emptied.items():
        end = town.stood(number)[1]
        if (over := _overflow(fillings[number], fillings[number].between(day, end), day, end)) > 0:
            _add(rows, (number, town.months[min(end, town.days - 1)]), (0.0, 0.0, 0.0, over, 0.0, 0.0, 0.0))
    return {key: Counts(*row) for key, row in rows.items()}


def along_the_curve(town: DryTown, group: Group, pace: Pace, ratio: float) -> TourOf:
    """Return how a day's tour is estimated where nobody knows its order."""
    return lambda _day, bins, litres: day_tour(town, group, bins, litres, pace, ratio)


def sums(tallies: Iterable[Tally], keys_of: Callable[[int, int], Iterable[Key]]) -> dict[Key, Counts]:
    """Add up by key what was counted; `keys_of` names the parts that a bin (its number) in a month belongs to."""
    rows: dict[Key, list[float]] = {}
    for part in tallies:
        for (number, month), counts in part.items():
            values = _values(counts)
            for key in keys_of(number, month):
                _add(rows, key, values)
    return {key: Counts(*row) for key, row in rows.items()}


def total(tallies: Iterable[Tally]) -> Counts:
    """Add up everything."""
    return sums(tallies, lambda _number, _month: ("",)).get("", Counts())


def _overflow(filling: Filling, content: float, emptied: int, until: int) -> float:
    """Return the hours that a bin was over full, which was emptied on a day and held so much in the end."""
    full = filling.full_at(emptied) if content > 1 else None
    return 0.0 if full is None else max(0.0, until - full) * 24


def _add(rows: dict[Key, list[float]], key: Key, added: Sequence[float]) -> None:
    before = rows.get(key)
    rows[key] = list(added) if before is None else list(map(add, before, added))

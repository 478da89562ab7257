"""The days on which trucks may leave, fraction by fraction: those of the practice, or every so many of its collection days."""

from collections import Counter
from collections.abc import Mapping, Sequence

from domain.dryrun.emptying_list import EmptyingList
from domain.dryrun.town import DryTown, Group

TruckDays = Mapping[str, Sequence[int]]  # by fraction
EVERY = (1, 2, 3, 4, 7)  # collection days


def truck_days(town: DryTown, listed: EmptyingList) -> Sequence[TruckDays]:
    """Return the choices, each once; those of every so many days fall on the days on which practice emptied most."""
    emptied = {group.fraction: _emptied(town, group, listed) for group in town.groups}
    choices: list[TruckDays] = [{fraction: sorted(days) for fraction, days in emptied.items()}]
    for every in EVERY:
        choice = {group.fraction: _every(group, every, emptied[group.fraction]) for group in town.groups}
        if choice not in choices:
            choices.append(choice)
    return choices


def _emptied(town: DryTown, group: Group, listed: EmptyingList) -> Counter[int]:
    names = [town.bins[number].id for number in group.bins]
    return Counter(visit.day for name in names for visit in listed.visits[name] if visit.emptied)


def _every(group: Group, every: int, emptied: Counter[int]) -> Sequence[int]:
    phases = [group.departures[phase::every] for phase in range(min(every, len(group.departures)))]
    return max(phases, key=lambda days: sum(emptied[day] for day in days), default=[])

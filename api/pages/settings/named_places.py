"""Places that a person writes by name, one a line, and the ids that they stand for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from api.pages.frame.registry_now import RegistryNow
from domain.device import Bin, Device, Site


def place_ids(present: RegistryNow, text: str) -> tuple[list[str], list[str]]:
    """Return the ids of the places that are named one a line, by name or id, and the lines that name none or several."""
    by_name = _by_name(present)
    ids: list[str] = []
    unknown: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        matches = [line] if line in _all_ids(present) else by_name.get(line.casefold(), [])
        if len(matches) == 1:
            ids += matches
        else:
            unknown.append(line)
    return ids, unknown


def meant_by(present: RegistryNow, unknown: Iterable[str]) -> list[str]:
    """Return the names that are most like those that nothing is called, one for each at most."""
    called = {thing.name.casefold(): thing.name for group in _groups(present) for thing in group.values() if thing.name}
    matches = (get_close_matches(name.casefold(), called, n=1, cutoff=0.75) for name in unknown if name.casefold() not in called)
    return [called[match] for found in matches for match in found]


def names_of(present: RegistryNow, ids: Iterable[str]) -> list[str]:
    """Return what each place is called where nothing else is called so, else its id."""
    by_name = _by_name(present)
    unique = {matches[0]: name for name, matches in by_name.items() if len(matches) == 1}
    called = {thing.id: thing.name or thing.id for group in _groups(present) for thing in group.values()}
    return [called[thing_id] if thing_id in unique and thing_id in called else thing_id for thing_id in ids]


def _by_name(present: RegistryNow) -> Mapping[str, Sequence[str]]:
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for group in _groups(present):
        for thing in group.values():
            if thing.name:
                by_name[thing.name.casefold()].append(thing.id)
    return by_name


def _all_ids(present: RegistryNow) -> set[str]:
    return {thing_id for group in _groups(present) for thing_id in group}


def _groups(present: RegistryNow) -> tuple[Mapping[str, Device | Site | Bin], ...]:
    return present.sites, present.bins, present.devices

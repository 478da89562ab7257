"""Finds the bin that somebody wants to report: by its number, by name or address, on a map, or near the phone."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.pages.frame.per_registry import PerRegistry
from api.pages.frame.search import INDEX, Hits, find
from api.registry.names import names_now
from api.text.spelling import fold
from api.web.services import Services
from config.names import Names
from config.texts import Language

_NOTHING = Hits(kind="bin", first=(), count=0)


def find_bins(services: Services, language: Language, query: str) -> Hits:
    """Return the bins that a query finds. Raises StateAwayError."""
    with services.state.read() as connection:
        index = INDEX.of(names_now(services, connection, language))
    return next(iter(find((entry for entry in index if entry.kind == "bin"), query)), _NOTHING)


def the_bin(hits: Hits, query: str) -> str | None:
    """Return the id of the bin whose number was asked for, None where none was."""
    return next((entry.id for entry in hits.first if fold(entry.id) == fold(query)), None)


def points(services: Services, language: Language) -> Sequence[Mapping[str, Any]]:
    """Return every bin as the public map draws it: where it is and what it is called, and nothing of how full. Raises StateAwayError."""
    with services.state.read() as connection:
        return _POINTS.of(names_now(services, connection, language))


def _points(names: Names) -> Sequence[Mapping[str, Any]]:
    bins = (history.at(names.now) for history in names.registry.bins.values())
    return [
        {
            "id": bin_.id,
            "name": names.bin(bin_.id),
            "lat": bin_.lat,
            "lon": bin_.lon,
            "state": "bin",
            "fraction": names.fraction(bin_.fraction),
        }
        for bin_ in bins
        if not bin_.removed
    ]


_POINTS = PerRegistry(_points)

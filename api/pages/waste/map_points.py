"""The points of the bins' map: the rows that the list shows, packed once for each version of them and kept for the map to fetch."""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.pages.waste.bin_rows import BinRow
from config.names import Names
from config.texts import Language

ROW = "/avfall/{id}/rad"
_DIGITS = 5  # decimals of a degree: a metre


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoints:
    """Rows as a page showed them. `version`: the same for the same facts, whoever looks."""

    version: str
    rows: Sequence[BinRow]
    packed: dict[Language, bytes] = field(default_factory=dict, repr=False)

    def in_language(self, names: Names) -> bytes:
        """Return the points as compressed JSON, with their names in the language of `names`."""
        language = names.words.language
        if language not in self.packed:
            self.packed[language] = gzip.compress(_json(self.rows, names), compresslevel=6, mtime=0)
        return self.packed[language]


class NewestPoints:
    """The points of the newest page: its map asks for them next. One value, replaced whole: threads see the old or the new."""

    def __init__(self) -> None:
        self._newest = MapPoints(version="", rows=())

    def of(self, rows: Sequence[BinRow]) -> MapPoints:
        """Return the points of rows, and keep them."""
        version = version_of(rows)
        if version != self._newest.version:
            self._newest = MapPoints(version=version, rows=rows)
        return self._newest

    def get(self, version: str) -> MapPoints | None:
        """Return the points of a version, None where they are no longer kept."""
        newest = self._newest
        return newest if version and version == newest.version else None


def version_of(rows: Sequence[BinRow]) -> str:
    """Return what tells the facts that a map shows from others."""
    facts = "\n".join(f"{row.id} {row.name} {row.lat} {row.lon} {row.fraction} {row.mark} {sorted(row.groups)}" for row in rows)
    return hashlib.sha256(facts.encode()).hexdigest()[:16]


def _json(rows: Sequence[BinRow], names: Names) -> bytes:
    points = {"row": ROW, "points": [_point(row, names) for row in rows]}
    return json.dumps(points, ensure_ascii=False, separators=(",", ":")).encode()


def _point(row: BinRow, names: Names) -> Mapping[str, Any]:
    return {
        "id": row.id,
        "name": names.bin(row.id),
        "lat": round(row.lat, _DIGITS),
        "lon": round(row.lon, _DIGITS),
        "state": row.mark,
        "groups": sorted(row.groups),
        "fraction": row.fraction,
    }

"""How far and how long by road, as an OSRM `table` service knows it?"""

import json
from collections.abc import Sequence
from urllib.error import URLError
from urllib.request import urlopen

from domain.waste.distance import Legs
from domain.waste.fleet import Place

_BLOCK = 50  # sources and destinations of one question: 100 places is what an OSRM takes unless told otherwise


class OsrmAwayError(Exception):
    """The table service gives no usable answer: plan by straight lines and say so."""


def osrm_legs(places: Sequence[Place], *, url: str, timeout_s: float) -> Legs:
    """Return the legs between all places, asked in blocks. Raises OsrmAwayError."""
    known = list({place.id: place for place in places}.values())
    metres = [[0] * len(known) for _ in known]
    seconds = [[0] * len(known) for _ in known]
    for top in range(0, len(known), _BLOCK):
        for left in range(0, len(known), _BLOCK):
            ways, times = _table(known[top : top + _BLOCK], known[left : left + _BLOCK], url, timeout_s)
            for row, (way, duration) in enumerate(zip(ways, times, strict=True), start=top):
                metres[row][left : left + len(way)] = way
                seconds[row][left : left + len(duration)] = duration
    return Legs(index={place.id: number for number, place in enumerate(known)}, metres=metres, seconds=seconds, source="osrm")


def _table(sources: Sequence[Place], targets: Sequence[Place], url: str, timeout_s: float) -> tuple[list[list[int]], list[list[int]]]:
    points = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in (*sources, *targets))
    these = ";".join(str(number) for number in range(len(sources)))
    those = ";".join(str(number) for number in range(len(sources), len(sources) + len(targets)))
    query = f"annotations=duration,distance&sources={these}&destinations={those}"
    address = f"{url.rstrip('/')}/table/v1/driving/{points}?{query}"
    try:
        with urlopen(address, timeout=timeout_s) as answer:  # noqa: S310 - the setting allows http and https only
            table = json.load(answer)
        rows = [[round(cell) for cell in row] for row in table["distances"]], [[round(cell) for cell in row] for row in table["durations"]]
    except (URLError, OSError, ValueError) as error:
        raise OsrmAwayError(f"OSRM at {url} gave no answer: {error}") from error
    except (KeyError, TypeError) as error:  # no table, or null where no road leads
        raise OsrmAwayError(f"OSRM at {url} knows no way between some of the places") from error
    if any(len(row) != len(targets) for block in rows for row in block) or any(len(block) != len(sources) for block in rows):
        raise OsrmAwayError(f"OSRM at {url} answered a table of another size")
    return rows

"""How far and how long by road, as an OSRM `table` service knows it?"""

import json
from array import array
from collections.abc import Sequence
from http.client import HTTPException
from time import monotonic
from urllib.request import urlopen

from domain.waste.routing.distance import NO_WAY, Legs
from domain.waste.routing.fleet import Place

_BLOCK = 50  # sources and destinations of one question: 100 places is what an OSRM takes unless told otherwise
_LONGEST_S = 120.0  # for all questions of one plan: 2,000 places are 1,681
_MOST_BYTES = 4 * 1024 * 1024  # of one answer: a block's ways and times are 50 KiB


class OsrmAwayError(Exception):
    """The table service gives no usable answer: plan by straight lines and say so."""


def osrm_legs(places: Sequence[Place], *, url: str, timeout_s: float, longest_s: float = _LONGEST_S) -> Legs:
    """Return the legs between all places, asked in blocks; NO_WAY where no road leads. Raises OsrmAwayError."""
    known = list({place.id: place for place in places}.values())
    metres = [array("i", [0]) * len(known) for _ in known]
    seconds = [array("i", [0]) * len(known) for _ in known]
    until = monotonic() + longest_s
    for top in range(0, len(known), _BLOCK):
        for left in range(0, len(known), _BLOCK):
            if monotonic() > until:
                raise OsrmAwayError(f"OSRM at {url} needs more than {longest_s:g} s for all ways")
            ways, times = _table(known[top : top + _BLOCK], known[left : left + _BLOCK], url, timeout_s)
            for row, (way, duration) in enumerate(zip(ways, times, strict=True), start=top):
                metres[row][left : left + len(way)] = array("i", way)
                seconds[row][left : left + len(duration)] = array("i", duration)
    return Legs(index={place.id: number for number, place in enumerate(known)}, metres=metres, seconds=seconds, source="osrm")


def _table(sources: Sequence[Place], targets: Sequence[Place], url: str, timeout_s: float) -> tuple[list[list[int]], list[list[int]]]:
    points = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in (*sources, *targets))
    these = ";".join(str(number) for number in range(len(sources)))
    those = ";".join(str(number) for number in range(len(sources), len(sources) + len(targets)))
    query = f"annotations=duration,distance&sources={these}&destinations={those}"
    try:
        table = json.loads(_read(f"{url.rstrip('/')}/table/v1/driving/{points}?{query}", timeout_s))
        cells = [[_cell(*both) for both in zip(*rows, strict=True)] for rows in zip(table["distances"], table["durations"], strict=True)]
    except (OSError, HTTPException) as error:
        raise OsrmAwayError(f"OSRM at {url} gave no answer: {error}") from error
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise OsrmAwayError(f"OSRM at {url} answered no table of ways: {error}") from error
    if len(cells) != len(sources) or any(len(row) != len(targets) for row in cells):
        raise OsrmAwayError(f"OSRM at {url} answered a table of another size")
    return [[way for way, _ in row] for row in cells], [[duration for _, duration in row] for row in cells]


def _read(address: str, timeout_s: float) -> bytes:
    """Return the whole answer, in time as a whole: a socket begins its time-out anew with each byte. Raises OSError, HTTPException."""
    until, text = monotonic() + timeout_s, b""
    with urlopen(address, timeout=timeout_s) as answer:  # noqa: S310 - the setting allows http and https only
        while part := answer.read1(65536):
            text += part
            if monotonic() > until:
                raise TimeoutError(f"not whole within {timeout_s:g} s")
            if len(text) > _MOST_BYTES:
                raise OSError(f"more than {_MOST_BYTES} bytes")
    return text


def _cell(way: float | None, duration: float | None) -> tuple[int, int]:
    """Return whole metres and seconds; OSRM says null where no road leads."""
    return (NO_WAY, NO_WAY) if way is None or duration is None else (_amount(way), _amount(duration))


def _amount(cell: float) -> int:
    amount = round(cell)
    if not 0 <= amount <= NO_WAY:
        raise ValueError(f"{cell} is no way's length")
    return amount

"""Distances and driving times by road, from an OSRM `table` service."""

import json
from array import array
from collections.abc import Sequence
from http.client import HTTPException
from time import monotonic
from urllib.request import urlopen

from domain.waste.routing.distance import UNREACHABLE, Legs
from domain.waste.routing.fleet import Place

_BLOCK = 50  # sources and destinations of one question: 100 places is what an OSRM takes unless told otherwise
_LONGEST_S = 120.0  # for all questions of one plan: 2,000 places are 1,681
_MOST_BYTES = 4 * 1024 * 1024  # of one answer: a block's distances and times are 50 KiB


class OsrmAwayError(Exception):
    """The table service gives no usable answer: plan by straight lines and say so."""


def osrm_legs(places: Sequence[Place], *, url: str, timeout_s: float, longest_s: float = _LONGEST_S) -> Legs:
    """Return the legs between all places, asked in blocks; UNREACHABLE where no road leads. Raises OsrmAwayError."""
    distinct = list({place.id: place for place in places}.values())
    metres = [array("i", [0]) * len(distinct) for _ in distinct]
    seconds = [array("i", [0]) * len(distinct) for _ in distinct]
    until = monotonic() + longest_s
    for top in range(0, len(distinct), _BLOCK):
        for left in range(0, len(distinct), _BLOCK):
            if monotonic() > until:
                raise OsrmAwayError(f"OSRM at {url} needs more than {longest_s:g} s for all distances")
            block_m, block_s = _table(distinct[top : top + _BLOCK], distinct[left : left + _BLOCK], url, timeout_s)
            for row, (row_m, row_s) in enumerate(zip(block_m, block_s, strict=True), start=top):
                metres[row][left : left + len(row_m)] = array("i", row_m)
                seconds[row][left : left + len(row_s)] = array("i", row_s)
    return Legs(index={place.id: number for number, place in enumerate(distinct)}, metres=metres, seconds=seconds, source="osrm")


def _table(sources: Sequence[Place], targets: Sequence[Place], url: str, timeout_s: float) -> tuple[list[list[int]], list[list[int]]]:
    points = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in (*sources, *targets))
    source_ids = ";".join(str(number) for number in range(len(sources)))
    target_ids = ";".join(str(number) for number in range(len(sources), len(sources) + len(targets)))
    query = f"annotations=duration,distance&sources={source_ids}&destinations={target_ids}"
    try:
        table = json.loads(_read(f"{url.rstrip('/')}/table/v1/driving/{points}?{query}", timeout_s))
        cells = [[_cell(*cell) for cell in zip(*rows, strict=True)] for rows in zip(table["distances"], table["durations"], strict=True)]
    except (OSError, HTTPException) as error:
        raise OsrmAwayError(f"OSRM at {url} gave no answer: {error}") from error
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise OsrmAwayError(f"OSRM at {url} answered no table of distances: {error}") from error
    if len(cells) != len(sources) or any(len(row) != len(targets) for row in cells):
        raise OsrmAwayError(f"OSRM at {url} answered a table of another size")
    return [[metres for metres, _ in row] for row in cells], [[seconds for _, seconds in row] for row in cells]


def _read(address: str, timeout_s: float) -> bytes:
    """Return the whole answer within `timeout_s`: a socket's own time-out starts again with each byte. Raises OSError, HTTPException."""
    until, text = monotonic() + timeout_s, b""
    with urlopen(address, timeout=timeout_s) as answer:  # noqa: S310 - the setting allows http and https only
        while part := answer.read1(65536):
            text += part
            if monotonic() > until:
                raise TimeoutError(f"not whole within {timeout_s:g} s")
            if len(text) > _MOST_BYTES:
                raise OSError(f"more than {_MOST_BYTES} bytes")
    return text


def _cell(metres: float | None, seconds: float | None) -> tuple[int, int]:
    """Return whole metres and seconds; OSRM says null where no road leads."""
    return (UNREACHABLE, UNREACHABLE) if metres is None or seconds is None else (_amount(metres), _amount(seconds))


def _amount(cell: float) -> int:
    amount = round(cell)
    if not 0 <= amount <= UNREACHABLE:
        raise ValueError(f"{cell} is no leg's length")
    return amount

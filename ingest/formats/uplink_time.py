"""Chooses when a LoRaWAN uplink was sent, among the clocks of its gateways, its network and ours."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.reading import AHEAD_MS, YEAR_2000, TimeSource
from ingest.formats.message import UnreadableError
from ingest.formats.time import parse_time

AGREE_MS = 5 * 60_000  # a gateway's clock counts while it agrees with the network's to within minutes
_COPY_MS = 1_000  # a network's time this near to a gateway's was taken from it
_NO_TIME = -1  # before every time that is believed


class UplinkTime(NamedTuple):
    """When an uplink was sent (ms UTC), None when only we know, and whose clock says so. `network`: the network's own time of it."""

    time: int | None
    source: TimeSource
    network: int | None


def uplink_time(gateways: Sequence[object], networks: Iterable[object], received_at: int, *, copied: object = None) -> UplinkTime:
    """Return the best time, from the times that gateways and network wrote, each in order of preference.

    A gateway without GPS or with a dead clock writes 1980, 2012 or local time, so a gateway's time counts only if it agrees with the
    network's or ours (`received_at`, ms UTC). `copied`: the network's first time, which it takes from a gateway that has one
    (ChirpStack's `time`); equal to a gateway's, it bears no witness. Of the witnesses the latest is the network's own.
    """
    clocks, first = [_time(gateway) for gateway in gateways], _time(copied)
    own = [time for time in map(_time, networks) if _is_believable(time, received_at)]
    by_network = [first, *own] if _is_believable(first, received_at) else own
    network = max(by_network, default=None)
    is_copy = any(abs(first - clock) <= _COPY_MS for clock in clocks)
    witness = max(own, default=None) if is_copy else network
    for reference in (witness, received_at):
        time = _agreeing(clocks, reference, received_at)
        if time is not None:
            return UplinkTime(time, TimeSource.GATEWAY, network)
    time = _agreeing(by_network, witness, received_at)
    return UplinkTime(time, TimeSource.RECEIVED if time is None else TimeSource.NETWORK, network)


def _is_believable(time: int, received_at: int) -> bool:
    return YEAR_2000 <= time <= received_at + AHEAD_MS


def _agreeing(times: Iterable[int], reference: int | None, received_at: int) -> int | None:
    """Return the first believable time that lies within minutes of the witness, None without either."""
    if reference is None:
        return None
    return next((time for time in times if abs(time - reference) <= AGREE_MS and _is_believable(time, received_at)), None)


def _time(value: object) -> int:
    try:
        return parse_time(value) if isinstance(value, str) else _NO_TIME
    except UnreadableError:
        return _NO_TIME  # an unreadable clock is no clock: the next best is taken

"""Chooses when a LoRaWAN uplink was sent, among the clocks of its gateways, its network and ours."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.reading import AHEAD_MS, YEAR_2000, TimeSource
from ingest.formats.message import UnreadableError
from ingest.formats.time import parse_time

AGREE_MS = 5 * 60_000  # device facts, "Which time": a gateway's clock counts while it agrees with the network's to within minutes


class UplinkTime(NamedTuple):
    """When an uplink was sent (ms UTC), None when only we know, and whose clock says so. `network`: the network's own time of it."""

    time: int | None
    source: TimeSource
    network: int | None


def uplink_time(gateways: Iterable[object], networks: Iterable[object], received_at: int) -> UplinkTime:
    """Return the best time, from the times that gateways and network wrote, each in order of preference.

    A gateway without GPS or with a dead clock writes 1980, 2012 or local time, so a gateway's time counts only if it agrees with the
    network's or ours (`received_at`, ms UTC). The network's latest time is its own: ChirpStack copies its `time` from a gateway.
    """
    by_network = _believable(networks, received_at)
    network = max(by_network, default=None)
    by_gateway = _believable(gateways, received_at)
    for witness in (network, received_at):
        time = _agreeing(by_gateway, witness)
        if time is not None:
            return UplinkTime(time, TimeSource.GATEWAY, network)
    time = _agreeing(by_network, network)
    return UplinkTime(time, TimeSource.RECEIVED if time is None else TimeSource.NETWORK, network)


def _believable(written: Iterable[object], received_at: int) -> list[int]:
    times = (_time(value) for value in written)
    return [time for time in times if time is not None and YEAR_2000 <= time <= received_at + AHEAD_MS]


def _agreeing(times: Sequence[int], witness: int | None) -> int | None:
    """Return the first time that lies within minutes of the witness, None without either."""
    return None if witness is None else next((time for time in times if abs(time - witness) <= AGREE_MS), None)


def _time(value: object) -> int | None:
    try:
        return parse_time(value) if isinstance(value, str) else None
    except UnreadableError:
        return None  # an unreadable clock is no clock: the next best is taken

"""Packs a device's newest values into one row, though they came with several readings."""

from collections.abc import Sequence
from operator import attrgetter

from msgspec import Struct
from msgspec.json import Decoder, Encoder

from domain.reading import Reading


class Share(Struct, array_like=True):
    """What one reading contributes: those of its values that no newer one has replaced. Times are ms UTC."""

    time: int
    time_source: str
    received_at: int
    seq: int
    values: dict[str, float]


_encode = Encoder().encode
_decode = Decoder(list[Share]).decode


def pack(shares: Sequence[Share]) -> str:
    """Return the shares as text."""
    return _encode(shares).decode()


def unpack(body: str) -> list[Share]:
    """Return the shares, the oldest change first."""
    return _decode(body)


def share_of(reading: Reading, received_at: int, seq: int) -> Share:
    """Return all that a reading can contribute, changed with `seq`."""
    return Share(reading.time, reading.time_source.value, received_at, seq, dict(reading.values))


def merge(shares: Sequence[Share], new: Share) -> list[Share]:
    """Add what came later: of each parameter the newest value stays, of equal times the later arrival."""
    if len(shares) == 1 and shares[0].time <= new.time and shares[0].values.keys() <= new.values.keys():
        return [new]  # as nearly always
    for old in shares:
        if old.time <= new.time:
            old.values = {name: value for name, value in old.values.items() if name not in new.values}
        else:
            new.values = {name: value for name, value in new.values.items() if name not in old.values}
    kept = [each for each in (*shares, new) if each.values]
    return sorted(kept, key=attrgetter("seq")) if len(kept) > 1 else kept

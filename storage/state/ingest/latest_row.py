"""Packs a device's newest values into one row, though they came with several readings."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import attrgetter

from msgspec import Struct
from msgspec.json import Decoder, Encoder

from domain.columns import ReadingColumns
from domain.delivery import delivery_id
from domain.reading import Reading


class ReadingShare(Struct, array_like=True, gc=False):
    """What one reading contributes: those of its values that no newer one has replaced. Times are ms UTC.

    `position`: of its message in the ingest log called `log`; None where it is not known.
    """

    time: int
    time_source: str
    received_at: int
    seq: int
    values: Mapping[str, float]
    position: int | None = None  # from here on with defaults: rows of earlier versions lack it
    log: str = ""

    @property
    def delivery(self) -> str | None:
        """The id of the message that brought it; None where it is not known."""
        return None if self.position is None else delivery_id(self.position, self.log)


_encode_lines = Encoder().encode_lines
_decode = Decoder(list[ReadingShare]).decode
_decode_many = Decoder(list[list[ReadingShare]]).decode


def pack_many(rows: Iterable[Sequence[ReadingShare]]) -> list[str]:
    """Return the shares of each row as text."""
    return _lines(rows)


def pack_columns(readings: ReadingColumns, received_at: Sequence[int], seq: int, positions: Sequence[int | None], log: str) -> list[str]:
    """Return, as text, a row for each reading that brought all its device's values, without an object for each of them."""
    shares = zip(readings.times, readings.sources, received_at, repeat(seq), readings.values, positions, repeat(log), strict=False)
    return _lines(list(zip(shares)))


def unpack(body: str) -> list[ReadingShare]:
    """Return the shares, the oldest change first."""
    return _decode(body)


def unpack_many(bodies: Sequence[str]) -> list[list[ReadingShare]]:
    """Return the shares of many rows, each as `unpack` does."""
    return _decode_many(f"[{','.join(bodies)}]")


def share_of(reading: Reading, received_at: int, seq: int, position: int | None = None, log: str = "") -> ReadingShare:
    """Return all that a reading can contribute, changed with `seq`."""
    return ReadingShare(reading.time, reading.time_source, received_at, seq, reading.values, position, log)


def merge(shares: Sequence[ReadingShare], new: ReadingShare) -> list[ReadingShare]:
    """Add what came later: of each parameter the newest value stays, of equal times the later arrival."""
    if len(shares) == 1 and shares[0].time <= new.time and shares[0].values.keys() <= new.values.keys():
        return [new]  # as nearly always
    for old in shares:
        if old.time <= new.time:
            old.values = {name: value for name, value in old.values.items() if name not in new.values}
        else:
            new.values = {name: value for name, value in new.values.items() if name not in old.values}
    shares_ = [share for share in (*shares, new) if share.values]
    return sorted(shares_, key=attrgetter("seq")) if len(shares_) > 1 else shares_


def _lines(rows: Iterable[object]) -> list[str]:
    return _encode_lines(rows).decode().split("\n")[:-1]  # JSON has no line's end inside

"""The files of the ingest log: each is named by the log position it begins at."""

import os
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import structlog

from ingest.log.record import walk
from storage.folder_sync import sync_folder

SUFFIX = ".log"
_NAME = re.compile(rf"\d{{20}}\{SUFFIX}")
SYNCED = "synced"
_log = structlog.get_logger("ingest")


class Segment(NamedTuple):
    """One file of the log; `base` is the log position of its first byte."""

    base: int
    path: Path


def list_segments(folder: Path) -> list[Segment]:
    """Return the log's files, oldest first."""
    return sorted(Segment(int(path.stem), path) for path in folder.glob(f"*{SUFFIX}") if _NAME.fullmatch(path.name))


def holding(position: int, segments: Sequence[Segment], end: int) -> tuple[Segment, int]:
    """Return the segment that holds `position`, and the position at which it ends."""
    for segment in reversed(segments):
        if segment.base <= position:
            return segment, end
        end = segment.base
    return segments[0], end


def create(folder: Path, base: int) -> Segment:
    """Begin an empty file, its name safe on disk before anything in it is."""
    segment = Segment(base, folder / f"{base:020d}{SUFFIX}")
    segment.path.touch()
    sync_folder(folder)
    return segment


def end_of_records(data: bytes) -> int:
    """Return the offset behind the last whole record in a segment's bytes, whatever damage lies before it."""
    return max((entries.end for entries, _ in walk(data, 0)), default=0)


def cut_torn_tail(segment: Segment, size: int) -> None:
    """Keep the first `size` bytes of a segment; what stands behind them is moved to a `.torn` file.

    A record is torn when we died while writing it: it was never acknowledged, so the broker sends it again.
    """
    data = segment.path.read_bytes()
    if size < len(data):
        torn = segment.path.with_suffix(".torn")
        torn.write_bytes(data[size:])
        os.truncate(segment.path, size)
        _log.warning("cut an unfinished write off the ingest log: it was never acknowledged", bytes=len(data) - size, kept=str(torn))


def read_synced(folder: Path) -> int:
    """Return a position up to which the log was once safe on disk, 0 when that is not known."""
    try:
        position, checksum = (folder / SYNCED).read_text(encoding="ascii").split()
    except (OSError, ValueError):  # it is but a lower bound: without it, damage at the very end passes for a torn write
        return 0
    return int(position) if checksum == _checksum(position) else 0


def write_synced(folder: Path, position: int) -> None:
    """Note that the log is safe on disk up to `position`. Raises OSError."""
    (folder / SYNCED).write_text(f"{position} {_checksum(str(position))}", encoding="ascii")


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"

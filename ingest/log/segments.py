"""How the ingest log lies on disk: files of records, each with its length and checksum, named by the position they begin at."""

import os
import struct
import zlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ingest.log.entry import Entry

_FRAME = struct.Struct("<II")  # length of the body, its CRC-32
_HEAD = struct.Struct("<qBH")  # received at (ms UTC), flags, length of the topic
_RECORD = struct.Struct("<IIqBH")  # both
_DUP, _REPLAY, _RETAINED = 1, 2, 4
SUFFIX = ".log"


class LogDamagedError(Exception):
    """A record that was once whole cannot be read: move the named file aside, then restart; the drainer goes on behind it."""


class Segment(NamedTuple):
    """One file of the log; `base` is the log position of its first byte."""

    base: int
    path: Path


def encode(received_at: int, topic: str, payload: bytes, *, dup: bool = False, replay: bool = False, retained: bool = False) -> bytes:
    """Return a record's bytes."""
    name = topic.encode()
    body = _HEAD.pack(received_at, dup * _DUP | replay * _REPLAY | retained * _RETAINED, len(name)) + name + payload
    return _FRAME.pack(len(body), zlib.crc32(body)) + body


def decode(data: bytes, base: int) -> Iterator[Entry]:
    """Yield each whole record in `data`, which begins at log position `base`.

    Stops before the first record that is cut short or whose checksum is wrong.
    """
    offset, size, view = 0, len(data), memoryview(data)
    while (topic_at := offset + _RECORD.size) <= size:
        length, checksum, received_at, flags, topic_length = _RECORD.unpack_from(data, offset)
        body_at = offset + _FRAME.size
        end = body_at + length
        if length < _HEAD.size or end > size or zlib.crc32(view[body_at:end]) != checksum:
            return
        payload_at = topic_at + topic_length
        topic, payload = data[topic_at:payload_at].decode(), data[payload_at:end]
        yield Entry(base + offset, base + end, received_at, topic, payload, flags & _DUP != 0, flags & _REPLAY != 0, flags & _RETAINED != 0)
        offset = end


def list_segments(folder: Path) -> list[Segment]:
    """Return the log's files, oldest first."""
    return sorted(Segment(int(path.stem), path) for path in folder.glob(f"*{SUFFIX}"))


def create(folder: Path, base: int) -> Segment:
    """Begin an empty file, its name safe on disk before anything in it is."""
    segment = Segment(base, folder / f"{base:020d}{SUFFIX}")
    segment.path.touch()
    if os.name != "nt":  # Windows cannot open a folder, and needs no sync of it
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return segment


def cut_torn_tail(segment: Segment) -> int:
    """Return the log position behind the last whole record; what stands behind it is moved to a `.torn` file.

    A record is torn when we died while writing it: it was never acknowledged, so the broker sends it again.
    """
    data = segment.path.read_bytes()
    last = deque(decode(data, segment.base), maxlen=1)
    end = last[0].end if last else segment.base
    whole = end - segment.base
    if whole < len(data):
        segment.path.with_suffix(".torn").write_bytes(data[whole:])
        os.truncate(segment.path, whole)
    return end

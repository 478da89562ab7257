"""The bytes of a log record: length and checksum of its body, then arrival time, flags, topic and payload."""

import re
import struct
import zlib
from collections.abc import Iterator

from ingest.log.entry import Entries
from ingest.messages import DUP, REPLAY, RETAINED

_FRAME = struct.Struct("<II")  # length of the body, its CRC-32
_HEAD = struct.Struct("<qBH")  # received at (ms UTC), flags, length of the topic
_RECORD = struct.Struct("<IIqBH")  # both
_TOGETHER = 20_000
# Where a record may begin: a length other than 0, the two high bytes of an arrival time before the year 10889, known flags.
_CANDIDATE = re.compile(rb"(?!\x00{4})(?=.{14}(?:\x00\x00|\xff\xff)[\x00-\x%02x])" % (DUP | REPLAY | RETAINED), re.DOTALL)


def encode(received_at: int, topic: str, payload: bytes, flags: int = 0) -> bytes:
    """Return a record's bytes; `flags` as in `Messages`."""
    name = topic.encode()
    body = _HEAD.pack(received_at, flags, len(name)) + name + payload
    return _FRAME.pack(len(body), zlib.crc32(body)) + body


def decode(data: bytes, base: int, start: int = 0, limit: int | None = None) -> Entries:
    """Return the whole records in `data[start:]`, at most `limit`; `base`: the log position of the first byte of `data`.

    Stops before the first record that is cut short or whose checksum is wrong.
    """
    entries = Entries(end=base + start)
    offset, size, view = start, len(data), memoryview(data)
    while (topic_at := offset + _RECORD.size) <= size and len(entries.topics) != limit:
        length, checksum, received_at, flags, topic_length = _RECORD.unpack_from(data, offset)
        body_at = offset + _FRAME.size
        end = body_at + length
        if length < _HEAD.size or end > size or zlib.crc32(view[body_at:end]) != checksum:
            break
        payload_at = topic_at + topic_length
        entries.topics.append(data[topic_at:payload_at].decode())
        entries.payloads.append(data[payload_at:end])
        entries.received_at.append(received_at)
        entries.flags.append(flags)
        entries.positions.append(base + offset)
        offset = end
    entries.end = base + offset
    return entries


def walk(data: bytes, base: int) -> Iterator[tuple[Entries, int]]:
    """Yield all whole records in `data`, some together, each time with how many unreadable bytes follow them; see `decode`."""
    offset = 0
    while offset < len(data):
        entries = decode(data, base, offset, _TOGETHER)
        good = entries.end - base
        offset = good if len(entries) == _TOGETHER else find_record(data, good + 1) or len(data)
        yield entries, offset - good


def find_record(data: bytes, start: int) -> int | None:
    """Return the offset of the first whole record that begins at `start` or later, None when there is none."""
    offsets = (candidate.start() for candidate in _CANDIDATE.finditer(data, start))
    return next((offset for offset in offsets if decode(data, 0, offset, 1)), None)

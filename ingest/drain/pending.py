"""Counts the readings that wait in the log for the stores."""

from ingest.formats.json import parse
from ingest.formats.message import UnreadableError
from ingest.formats.own import MAX_ELEMENTS
from ingest.formats.topic import Format, parse_topic
from ingest.log.entry import Entry
from ingest.log.log import Log, LogUnreadableError

_MOST, _SAMPLE = 5000, 500


def pending(log: Log, cursor: int) -> int:
    """Count the readings behind `cursor` as decoding will; beyond some 5000 messages estimate them by the first ones' size."""
    end = log.end
    try:
        entries, behind = log.read(cursor, _SAMPLE)
        if entries and behind < end and (end - cursor) / (behind - cursor) * len(entries) < _MOST:
            entries, behind = log.read(cursor, _MOST)
    except LogUnreadableError:  # the drainer says so; what cannot be read cannot be counted
        return 0
    count = sum(_readings(entry) for entry in entries)
    return count if behind >= end else round(count * (end - cursor) / (behind - cursor))


def _readings(entry: Entry) -> int:
    """Return 1 for all but an array of our own that can be read: then as many as it has elements."""
    if not entry.payload.lstrip().startswith(b"[") or parse_topic(entry.topic).format is not Format.OWN:
        return 1
    try:
        body = parse(entry.payload)
    except UnreadableError:
        return 1
    return len(body) if isinstance(body, list) and 0 < len(body) <= MAX_ELEMENTS else 1

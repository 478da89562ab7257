"""Reads what the log's files keep, from outside of the process that writes them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.log.entry import Entries, Entry
from ingest.log.record import walk
from ingest.log.segments import Segment, list_segments


def kept_entries(segments: Sequence[Segment], end: int | None = None) -> Iterator[tuple[Entries, int]]:
    """Yield messages, some at a time, each with how many unreadable bytes follow them.

    `end`: the log position before which they begin, None for all. Raises OSError.
    """
    for segment in segments:
        data = segment.path.read_bytes()
        yield from walk(data if end is None else data[: max(end - segment.base, 0)], segment.base)


def message_at(folder: Path, position: int) -> Entry | None:
    """Return the message whose record holds the byte at a log position; None where the log keeps none. Raises OSError."""
    holding = [segment for segment in list_segments(folder) if segment.base <= position][-1:]
    for entries, _ in kept_entries(holding):
        if entries and position < entries.end:
            number = bisect_right(entries.positions, position) - 1
            return entries[number] if number >= 0 else None
    return None


def newest_messages(folder: Path, topics: Sequence[str], most: int) -> list[Entry]:
    """Return up to `most` messages whose topic has one of these parts, the newest first. Raises OSError."""
    wanted = {topic.lower() for topic in topics}
    newest: list[Entry] = []
    for segment in reversed(list_segments(folder)):
        of_segment = [
            entries[number]
            for entries, _ in kept_entries([segment])
            for number, topic in enumerate(entries.topics)
            if not wanted.isdisjoint(topic.lower().split("/"))
        ]
        newest += reversed(of_segment)
        if len(newest) >= most:
            break
    return newest[:most]

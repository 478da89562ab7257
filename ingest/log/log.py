"""Where a message is safe before it is acknowledged: appended raw, synced, read again in order."""

import os
from collections.abc import Sequence
from itertools import islice, pairwise
from pathlib import Path
from threading import Condition

from filelock import BaseFileLock, FileLock, Timeout

from ingest.log.entry import Entry
from ingest.log.segments import LogDamagedError, Segment, create, cut_torn_tail, decode, list_segments

_READ_BYTES = 8 * 1024 * 1024
_sync = getattr(os, "fdatasync", os.fsync)  # Linux alone can leave the file's times unsynced


class LogFullError(Exception):
    """The log cannot take more, by its bound or because the disk is full: acknowledge nothing, try again when there is room."""


class LogInUseError(Exception):
    """Another process writes this log: each ingest process needs a data folder of its own."""


class Log:
    """An append-only log in segment files. Any thread may append, one reads; positions are bytes since the log's beginning.

    `max_bytes` bounds what is not drained yet; `drained` is the position up to which the stores have taken all.
    """

    def __init__(self, folder: Path, *, drained: int, segment_bytes: int, max_bytes: int) -> None:
        """Open the log in `folder` and cut a torn tail; a log that was lost begins anew at `drained`."""
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(folder)
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._max_bytes = max_bytes
        self._segments = list_segments(folder) or [create(folder, drained)]
        self._end = cut_torn_tail(self._segments[-1])
        if self._end < drained:
            self._end = drained
            self._segments.append(create(folder, drained))
        self._file = _open_to_append(self._segments[-1])
        self.drained = max(drained, self._segments[0].base)
        self._grown = Condition()

    @property
    def end(self) -> int:
        """The position behind the last synced record."""
        return self._end

    @property
    def waiting_bytes(self) -> int:
        """How much is not drained yet."""
        return self._end - self.drained

    def append(self, records: Sequence[bytes]) -> None:
        """Write records and sync them to disk. Raises LogFullError: then none of them is in the log."""
        data = b"".join(records)
        with self._grown:
            if self.waiting_bytes + len(data) > self._max_bytes:
                raise LogFullError(
                    f"the ingest log {self._folder} holds {self.waiting_bytes / 1e9:.1f} GB that no store has taken yet, as much as "
                    "log.max_gb allows: see why the store of readings is away, or allow more"
                )
            try:
                self._write(data)
            except OSError as error:
                self._drop_partial_write()
                raise LogFullError(f"the ingest log {self._folder} cannot be written ({error.strerror}): make room on its disk") from error
            self._grown.notify_all()

    def wait_behind(self, position: int, timeout: float) -> bool:
        """Wait until something stands behind `position`, at most `timeout` seconds; tell whether it does."""
        with self._grown:
            return self._grown.wait_for(lambda: self._end > position, timeout)

    def _write(self, data: bytes) -> None:
        if self._end - self._segments[-1].base >= self._segment_bytes:
            self._begin_segment()
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        _sync(self._file)
        self._end += len(data)

    def _begin_segment(self) -> None:
        segment = create(self._folder, self._end)
        os.close(self._file)
        self._file = _open_to_append(segment)
        self._segments = [*self._segments, segment]

    def _drop_partial_write(self) -> None:
        os.ftruncate(self._file, self._end - self._segments[-1].base)

    def read(self, position: int, limit: int) -> tuple[list[Entry], int]:
        """Return up to `limit` records from `position` on, and the position behind them; none when all is read.

        Raises LogDamagedError when a synced record cannot be read.
        """
        end = self._end  # before the segments: one that begins meanwhile must not look like damage
        segments = self._segments
        segment = _holding(position, segments)
        position = max(position, segment.base)
        if segment is not segments[-1]:
            end = segments[segments.index(segment) + 1].base
            if position - segment.base >= segment.path.stat().st_size:  # what came behind was moved aside
                return self.read(end, limit)
        return _read(segment, position, end, limit) if position < end else ([], position)

    def start_of_segment(self, position: int) -> int:
        """Return the position at which the segment that holds `position` begins: a record begins there."""
        return _holding(position, self._segments).base

    def prune(self, older_than: float) -> None:
        """Delete drained segments last written before `older_than` (seconds since 1970)."""
        for before, after in pairwise(list(self._segments)):
            if after.base > self.drained or before.path.stat().st_mtime >= older_than:
                return
            before.path.unlink()
            self._segments = self._segments[1:]

    def close(self) -> None:
        """Close the file that is written, and leave the log to others."""
        os.close(self._file)
        self._lock.release()


def check_unused(folder: Path) -> None:
    """Raise LogInUseError where another process writes the log in `folder`."""
    if folder.exists():
        _lock(folder).release()


def _lock(folder: Path) -> BaseFileLock:
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LogInUseError(f"another process writes the ingest log {folder}: stop it, or give this one its own data_dir") from error
    return lock


def _open_to_append(segment: Segment) -> int:
    return os.open(segment.path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))


def _holding(position: int, segments: Sequence[Segment]) -> Segment:
    return next((segment for segment in reversed(segments) if segment.base <= position), segments[0])


def _read(segment: Segment, position: int, end: int, limit: int) -> tuple[list[Entry], int]:
    entries: list[Entry] = []
    size = min(end - position, _READ_BYTES)
    with segment.path.open("rb") as file:
        while not entries:
            file.seek(position - segment.base)
            entries = list(islice(decode(file.read(size), position), limit))
            if not entries and size == end - position:
                raise LogDamagedError(f"{segment.path} is damaged at byte {position - segment.base}: move it aside and start again")
            size = min(end - position, size * 8)  # one record may be larger than what we read at once
    return entries, entries[-1].end

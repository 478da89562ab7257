"""The log on disk: a message is appended raw and synced before it is acknowledged, and read again in order."""

import os
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from threading import Condition, Lock

from ingest.log import damage
from ingest.log.entry import Entries
from ingest.log.fresh import Fresh
from ingest.log.lock import lock_folder
from ingest.log.record import decode, find_record
from ingest.log.segments import Segment, create, cut_torn_tail, end_of_records, holding, list_segments, read_synced, write_synced
from ingest.messages import Messages

_RECORD_BYTES = 256  # read for each record that is asked for; of larger ones fewer come at once
_FRESH_BYTES = 16 * 1024 * 1024
_sync = getattr(os, "fdatasync", os.fsync)  # Linux alone can leave the file's times unsynced


class LogFullError(Exception):
    """The log cannot take more, by its bound or because the disk is full: acknowledge nothing, try again when there is room."""


class LogUnreadableError(Exception):
    """The disk does not return a file of the log; nothing is skipped, try again."""


class Log:
    """An append-only log in segment files. Any thread may append, and any may read; positions are bytes since the log's beginning.

    `max_bytes` bounds what is not drained yet; `drained` is the position up to which the stores have taken all.
    """

    def __init__(self, folder: Path, *, drained: int, segment_bytes: int, max_bytes: int) -> None:
        """Open the log in `folder` and cut a torn tail; what once was safe and is gone is left to `read` to report."""
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = lock_folder(folder)
        self.folder = folder
        self._segment_bytes = segment_bytes
        self._max_bytes = max_bytes
        self._segments = list_segments(folder) or [create(folder, drained)]
        self._end = self._recover(max(drained, read_synced(folder)))
        self._noted = self._end
        self._file = _open_to_append(self._segments[-1])
        self.drained = max(drained, self._segments[0].base)
        self._damaged: dict[int, int] = {}
        self._damaged_lock = Lock()
        self._grown = Condition()
        self._fresh = Fresh(_FRESH_BYTES)

    def _recover(self, synced: int) -> int:
        """Return the position to append at: behind the last good record, and never before what was once synced or drained."""
        last = self._segments[-1]
        data = last.path.read_bytes()
        end = last.base + end_of_records(data)
        if end < synced:
            end = max(synced, last.base + len(data))
            self._segments.append(create(self.folder, end))
        else:
            cut_torn_tail(last, end - last.base)
        return end

    @property
    def end(self) -> int:
        """The position behind the last synced record."""
        return self._end

    @property
    def waiting_bytes(self) -> int:
        """How much is not drained yet."""
        return self._end - self.drained

    def append(self, records: Sequence[bytes], messages: Messages | None = None) -> None:
        """Write records and sync them to disk. Raises LogFullError: then none of them is in the log.

        `messages`: those that the records are of, to be read again without the disk.
        """
        data = b"".join(records)
        with self._grown:
            if self.waiting_bytes + len(data) > self._max_bytes:
                raise LogFullError(
                    f"the ingest log {self.folder} holds {self.waiting_bytes / 1e9:.1f} GB that no store has taken yet, as much as "
                    "log.max_gb allows: see why the store of readings is away, or allow more"
                )
            try:
                self._write(data)
            except OSError as error:
                self._drop_partial_write()
                raise LogFullError(f"the ingest log {self.folder} cannot be written ({error.strerror}): make room on its disk") from error
            if messages is not None:
                self._fresh.add(self._end - len(data), records, messages)
            self._grown.notify_all()

    def wait_behind(self, position: int, timeout: float) -> bool:
        """Wait until something stands behind `position`, at most `timeout` seconds; return whether it does."""
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
        segment = create(self.folder, self._end)
        os.close(self._file)
        self._file = _open_to_append(segment)
        self._segments = [*self._segments, segment]

    def _drop_partial_write(self) -> None:
        os.ftruncate(self._file, self._end - self._segments[-1].base)

    def read(self, position: int, limit: int) -> tuple[Entries, int]:
        """Return up to `limit` records from `position` on, and the position behind them; none when all is read.

        Together they have at most `limit` times 256 bytes, or one of them alone has more.

        Damage is passed over: what of it no store has yet is kept in a `.damaged` file and logged. Raises LogUnreadableError.
        """
        if fresh := self._fresh.read(position, limit, limit * _RECORD_BYTES):
            return fresh, fresh.end
        end = self._end  # before the segments: one that begins meanwhile must not look like damage
        segments = self._segments
        position = max(position, segments[0].base)
        while position < end:
            segment, segment_end = holding(position, segments, end)
            try:
                entries, behind = self._read(segment, self._damaged.get(position, position), segment_end, limit)
            except OSError as error:
                raise LogUnreadableError(f"{segment.path} cannot be read ({error.strerror}): check its disk") from error
            if entries:
                return entries, behind
            position = behind
        return Entries(end=position), position

    def _read(self, segment: Segment, position: int, end: int, limit: int) -> tuple[Entries, int]:
        """Return records of one segment and the position behind them; no records where reading goes on behind damage."""
        entries, data, size = Entries(end=position), b"", 0
        with segment.path.open("rb") as file:
            while not entries and size < end - position:
                size = min(end - position, size * 8 or limit * _RECORD_BYTES)  # one record may be larger than that
                file.seek(position - segment.base)
                data = file.read(size)
                entries = decode(data, position, 0, limit)
        if entries:
            return entries, entries.end
        record = find_record(data, 1)
        behind = end if record is None else position + record
        if position < end:
            self._note_damage(position, behind, data[:record])
        return entries, behind

    def _note_damage(self, position: int, behind: int, data: bytes) -> None:
        """Remember to pass over damage; report it unless the stores already have what stood there."""
        with self._damaged_lock:
            if position not in self._damaged:
                self._damaged[position] = behind
                if behind > self.drained:
                    damage.keep(self.folder, position, behind - position, data)

    def start_of_segment(self, position: int) -> int:
        """Return the position at which the segment that holds `position` begins: a record begins there."""
        return holding(position, self._segments, self._end)[0].base

    def note_synced(self) -> None:
        """Note how far the log is safe, so that what is lost of it later is told from what was never finished."""
        if (end := self._end) != self._noted:
            with suppress(OSError):  # the next note does as well
                write_synced(self.folder, end)
                self._noted = end

    def prune(self, older_than: float) -> None:
        """Delete drained segments last written before `older_than` (seconds since 1970)."""
        for before, after in pairwise(list(self._segments)):
            if after.base > self.drained or before.path.stat().st_mtime >= older_than:
                return
            before.path.unlink()
            self._segments = self._segments[1:]

    def close(self) -> None:
        """Close the file that is written, and leave the log to others."""
        self.note_synced()
        os.close(self._file)
        self._lock.release()


def _open_to_append(segment: Segment) -> int:
    return os.open(segment.path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))

"""Reads the plain messages of a batch many at a time, and leaves to others those that need a closer look."""

from collections.abc import Sequence

from config.catalogue import Catalogue
from domain.device import Registry
from domain.reading import TimeSource
from domain.reading_columns import ReadingColumns
from ingest.decode.arrival import Run
from ingest.decode.message_judge import MessageJudge
from ingest.decode.plain import PlainReader, PlainSenders
from ingest.decode.service_time import WorldTime
from ingest.formats.message import UnreadableError
from ingest.formats.time import parse_times
from ingest.log.entry import REPLAY, Entries

# Read in one step: so many that the step itself costs nothing, so few that one bad message in twenty costs no more than it did singly.
_TOGETHER, _PARTS = 64, 8


class PlainRuns:
    """Plain messages of registered devices as one run of readings; `service_time` and `judge` say which times are believable."""

    def __init__(self, catalogue: Catalogue, service_time: WorldTime, judge: MessageJudge) -> None:
        self._reader = PlainReader(catalogue)
        self._senders = PlainSenders(catalogue)
        self._time = service_time
        self._judge = judge

    def read(self, entries: Entries, registry: Registry) -> Run:
        """Return the readings of all messages in which nothing has to be looked at closer."""
        run, devices = Run(), self._senders.devices(entries.topics, registry)
        if type(self._time) is not WorldTime:  # each reading moves the clock on
            return run
        known = [number for number, device in enumerate(devices) if device]
        candidates = [number for number in known if not entries.flags[number] & REPLAY]
        for start in range(0, len(candidates), _TOGETHER):
            self._read_parts(run, candidates[start : start + _TOGETHER], entries, devices)
        return run

    def _read_parts(self, run: Run, numbers: list[int], entries: Entries, devices: Sequence[str]) -> None:
        """Read some messages together, or by ever smaller parts down to the one that needs a closer look."""
        if not self._read(run, numbers, entries, devices) and len(numbers) > 1:
            size = -(-len(numbers) // _PARTS)
            for start in range(0, len(numbers), size):
                self._read_parts(run, numbers[start : start + size], entries, devices)

    def _read(self, run: Run, numbers: list[int], entries: Entries, devices: Sequence[str]) -> bool:
        """Add the readings of some messages to the run; return False when anything in them has to be looked at closer."""
        messages = self._reader.read([entries.payloads[number] for number in numbers])
        if messages is None and len(numbers) == 1:
            messages = self._reader.read_array(entries.payloads[numbers[0]])
            numbers = numbers * len(messages or ())
        if not messages:
            return False
        try:
            times = parse_times([message.pop("time") for message in messages])
        except UnreadableError:
            return False
        for message in messages:
            message.pop("seq", None)
        received_at = [entries.received_at[number] for number in numbers]
        if not all(messages) or not self._judge.are_believable(times, received_at):
            return False
        readings = ReadingColumns([devices[number] for number in numbers], times, [*messages], [TimeSource.DEVICE] * len(times))
        run.extend(Run(numbers, readings, received_at))
        return True

"""Reads the plain messages of a batch many at a time, and leaves to others those that need a closer look."""

from collections.abc import Sequence

from config.catalogue import Catalogue
from domain.device import Registry
from domain.reading import TimeSource
from ingest.decode.arrival import Run
from ingest.decode.message_judge import MessageJudge
from ingest.decode.plain import Message, PlainReader, PlainSenders
from ingest.decode.service_time import WorldTime
from ingest.formats.message import UnreadableError
from ingest.formats.time import parse_times
from ingest.log.entry import Entries
from ingest.messages import REPLAY

_TOGETHER = 64  # read in one step: so many that the step itself costs little, so few that a bad one sends few others the slower way


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
        candidates = [number for number, device in enumerate(devices) if device and not entries.flags[number] & REPLAY]
        for start in range(0, len(candidates), _TOGETHER):
            numbers = candidates[start : start + _TOGETHER]
            messages = self._reader.read([entries.payloads[number] for number in numbers])
            if not messages or not self._add(run, numbers, messages, entries, devices):
                self._read_singly(run, numbers, entries, devices)
        return run

    def _read_singly(self, run: Run, numbers: list[int], entries: Entries, devices: Sequence[str]) -> None:
        """Read each message alone, and add together those that can be read."""
        messages = [(number, message) for number in numbers for message in self._reader.read_one(entries.payloads[number])]
        unreadable = {number for number, message in messages if not _is_time(message["time"])}
        if readable := [(number, message) for number, message in messages if number not in unreadable]:
            self._add(run, [number for number, _ in readable], [message for _, message in readable], entries, devices)

    def _add(self, run: Run, numbers: list[int], messages: list[Message], entries: Entries, devices: Sequence[str]) -> bool:
        """Add what some messages say to the run but for those to be looked at closer; return False, adding none, if any time is unreadable.

        Read together, messages with an unreadable time may not be what each says alone.
        """
        try:
            times = parse_times([message.pop("time") for message in messages])
        except UnreadableError:
            return False
        received_at = [entries.received_at[number] for number in numbers]
        for message in messages:
            message.pop("seq", None)
        part = Run([devices[number] for number in numbers], times, [*messages], [TimeSource.DEVICE] * len(times), numbers, received_at)
        if not (all(messages) and self._judge.are_believable(times, received_at)):
            rows = zip(numbers, times, received_at, messages, strict=True)
            doubtful = {number for number, time, at, values in rows if not (values and self._judge.is_believable(time, at))}
            part = part.only([number not in doubtful for number in numbers])
        run.extend(part)
        return True


def _is_time(value: object) -> bool:
    try:
        parse_times([value])
    except UnreadableError:
        return False
    return True

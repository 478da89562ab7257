"""Many readings as columns, for what is done to a whole batch at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import overload

from domain.reading import Reading, TimeSource


@dataclass(slots=True)
class ReadingColumns(Sequence[Reading]):
    """Readings in order, as columns: a long batch is made, compared and written without an object for each of them."""

    device_ids: list[str] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    values: list[Mapping[str, float]] = field(default_factory=list)
    sources: list[TimeSource] = field(default_factory=list)

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> "ReadingColumns":
        """Return the readings as columns."""
        if isinstance(readings, cls):
            return readings
        columns = cls()
        for reading in readings:
            columns.append(reading)
        return columns

    def __len__(self) -> int:
        return len(self.times)

    @overload
    def __getitem__(self, place: int) -> Reading: ...
    @overload
    def __getitem__(self, place: slice) -> "ReadingColumns": ...
    def __getitem__(self, place: int | slice) -> "Reading | ReadingColumns":
        if isinstance(place, int):
            return Reading(self.device_ids[place], self.times[place], self.values[place], self.sources[place])
        return ReadingColumns(self.device_ids[place], self.times[place], self.values[place], self.sources[place])

    def __iter__(self) -> Iterator[Reading]:
        return map(Reading, self.device_ids, self.times, self.values, self.sources)

    def append(self, reading: Reading) -> None:
        """Add a reading."""
        self.device_ids.append(reading.device_id)
        self.times.append(reading.time)
        self.values.append(reading.values)
        self.sources.append(reading.time_source)

    def extend(self, readings: "ReadingColumns") -> None:
        """Add readings."""
        self.device_ids += readings.device_ids
        self.times += readings.times
        self.values += readings.values
        self.sources += readings.sources

    def only(self, is_wanted: Sequence[bool]) -> "ReadingColumns":
        """Return some of the readings."""
        columns = (self.device_ids, self.times, self.values, self.sources)
        return ReadingColumns(*(list(compress(column, is_wanted)) for column in columns))  # type: ignore[arg-type]

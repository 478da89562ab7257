"""Things of one kind as columns, for what is done to a whole batch at once: nothing is made for each of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, replace
from itertools import compress
from typing import Any, ClassVar, Self, overload

from domain.reading import Reading, TimeSource


class Columns:
    """Things in order, each of their features in a list of its own. Whatever is such columns is a dataclass of lists of one length."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def _columns(self) -> Iterator[tuple[str, list[Any]]]:
        return ((name, column) for name in self.__dataclass_fields__ if isinstance(column := getattr(self, name), list))

    def extend(self, others: Self) -> None:
        """Add others."""
        for name, column in self._columns():
            column += getattr(others, name)  # noqa: PLW2901 - in place

    def only(self, is_wanted: Sequence[object]) -> Self:
        """Return some of them."""
        return replace(self, **{name: list(compress(column, is_wanted)) for name, column in self._columns()})


@dataclass(slots=True)
class ReadingColumns(Columns, Sequence[Reading]):
    """Readings in order, as columns."""

    device_ids: list[str] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    values: list[Mapping[str, float]] = field(default_factory=list)
    sources: list[TimeSource] = field(default_factory=list)

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> "ReadingColumns":
        """Return the readings as columns."""
        if isinstance(readings, ReadingColumns):
            return readings
        columns = ReadingColumns()
        for reading in readings:
            columns.append(reading)
        return columns

    def __len__(self) -> int:
        return len(self.times)

    @overload
    def __getitem__(self, place: int) -> Reading: ...
    @overload
    def __getitem__(self, place: slice) -> Self: ...
    def __getitem__(self, place: int | slice) -> Reading | Self:
        if isinstance(place, slice):
            return replace(self, **{name: column[place] for name, column in self._columns()})
        return Reading(self.device_ids[place], self.times[place], self.values[place], self.sources[place])

    def __iter__(self) -> Iterator[Reading]:
        return map(Reading, self.device_ids, self.times, self.values, self.sources)

    def append(self, reading: Reading) -> None:
        """Add a reading."""
        self.device_ids.append(reading.device_id)
        self.times.append(reading.time)
        self.values.append(reading.values)
        self.sources.append(reading.time_source)

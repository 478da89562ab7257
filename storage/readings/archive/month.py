"""The months (UTC) that the archive's files are named by."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Self

_FILE = re.compile(r"readings-(\d{4})-(\d{2})\.parquet")


class Month(NamedTuple):
    """A calendar month, UTC."""

    year: int
    number: int

    @classmethod
    def of(cls, time: int) -> Self:
        """Return the month that a time (ms UTC) falls in."""
        day = datetime.fromtimestamp(time / 1000, UTC)
        return cls(day.year, day.month)

    @classmethod
    def of_file(cls, name: str) -> Self | None:
        """Return the month that a file of the archive holds; None for another file."""
        match = _FILE.fullmatch(name)
        return cls(int(match[1]), int(match[2])) if match and 1 <= int(match[2]) <= 12 else None

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return f"readings-{self.year:04d}-{self.number:02d}.parquet"

    @property
    def start(self) -> int:
        """When it begins, ms UTC."""
        return round(datetime(self.year, self.number, 1, tzinfo=UTC).timestamp() * 1000)

    @property
    def end(self) -> int:
        """When the next one begins, ms UTC."""
        return self.plus(1).start

    def plus(self, months: int) -> Self:
        """Return the month so many later, or earlier."""
        number = self.year * 12 + self.number - 1 + months
        return type(self)(number // 12, number % 12 + 1)


def months_in(folder: Path) -> list[Month]:
    """Return the months that have a file in `folder`, oldest first; none where there is no folder. Raises OSError."""
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []
    return sorted(month for name in names if (month := Month.of_file(name)) is not None)

"""A table whose columns are named by our fields, and the doubts that reading it leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from api.table_import.columns import ColumnMap
from api.table_import.table_file import TableFile
from api.table_import.workbook import Cell
from domain.dryrun.doubt import Doubt, Kind

Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTable:
    """A table with the name of its file and the columns that are our fields."""

    file: str
    table: TableFile
    columns: ColumnMap

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield each row's number and its cells by field."""
        places = {name: self.table.columns.index(column) for name, column in self.columns.columns.items()}
        for number, cells in self.table.rows:
            yield number, {**self.columns.values, **{name: cells[at] if at < len(cells) else None for name, at in places.items()}}

    def cells(self, name: str) -> Sequence[Cell]:
        """Return a field's cells, nothing where no column is that field."""
        return [row[name] for _, row in self.rows()] if self.has(name) else []

    def has(self, name: str) -> bool:
        """Return whether a column or a value is the field."""
        return name in self.columns.columns or name in self.columns.values

    def heading(self, name: str) -> str:
        """Return what the table calls a field, nothing where no column is that field."""
        return self.columns.columns.get(name, "")


@dataclass(slots=True)
class Doubts:
    """Every doubt about what was read."""

    noted: list[Doubt] = field(default_factory=list)

    def note(
        self, named: NamedTable, line: int, kind: Kind, name: str = "", *, value: str = "", bin_id: str = "", assumed: str = ""
    ) -> None:
        """Keep a doubt about the field `name`."""
        column = named.columns.columns.get(name, name)
        self.noted.append(Doubt(file=named.file, line=line, kind=kind, column=column, value=value[:200], bin_id=bin_id, assumed=assumed))

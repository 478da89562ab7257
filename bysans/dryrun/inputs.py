"""The files that a dry run reads, each kept beside its answer so that anybody can run it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from api.table_import.columns import ColumnMap
from api.table_import.table_file import read_table
from bysans.commands.import_table import content_of
from bysans.dryrun.kept_map import load_map
from bysans.dryrun.list_columns import BIN_FIELDS, EMPTYING_FIELDS, chosen_columns
from bysans.dryrun.read_list import NamedTable, read_list
from config.fleet import load_fleet
from config.plan import PlanFigures, load_plan
from config.practice import PracticeFigures, load_practice
from domain.dryrun.doubt import Doubt
from domain.dryrun.emptying_list import EmptyingList
from domain.waste.routing.fleet import Fleet

MOST_ROWS = 400_000  # of a year's list: 2,000 bins emptied every other day


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFiles:
    """Where the inputs are; all but the emptyings may be missing. `columns`: kept maps of the two tables."""

    emptyings: Path
    bins: Path | None = None
    fleet: Path | None = None
    practice: Path | None = None
    emptyings_columns: Path | None = None
    bins_columns: Path | None = None

    def named(self) -> Mapping[str, Path]:
        """Return the files there are, by the name under which they are kept."""
        files = {
            f"emptyings{self.emptyings.suffix}": self.emptyings,
            f"bins{self.bins.suffix}" if self.bins else "bins": self.bins,
            "fleet.toml": self.fleet,
            "practice.toml": self.practice,
        }
        return {name: path for name, path in files.items() if path is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What was read, and the columns by which it was."""

    listed: EmptyingList
    doubts: Sequence[Doubt]
    fleet: Fleet | None
    plan: PlanFigures
    practice: PracticeFigures
    columns: Mapping[str, ColumnMap]
    digests: Mapping[str, str]


def read_inputs(files: InputFiles, said: ColumnMap) -> Inputs:
    """Read the files. Raises TableError, ConfigError."""
    plan, practice = load_plan(), load_practice(files.practice)
    emptyings = _named("emptyings", files.emptyings, said, files.emptyings_columns, EMPTYING_FIELDS)
    bins = None if files.bins is None else _named("bins", files.bins, ColumnMap(), files.bins_columns, BIN_FIELDS)
    listed, doubts = read_list(emptyings, bins, plan, practice.assumed)
    return Inputs(
        listed=listed,
        doubts=doubts,
        fleet=None if files.fleet is None else load_fleet(files.fleet),
        plan=plan,
        practice=practice,
        columns={"emptyings": emptyings.columns, **({"bins": bins.columns} if bins else {})},
        digests={name: sha256(path.read_bytes()).hexdigest() for name, path in files.named().items()},
    )


def _named(name: str, path: Path, said: ColumnMap, kept: Path | None, fields: Mapping[str, tuple[str, ...]]) -> NamedTable:
    table = read_table(content_of(path), str(path), most_rows=MOST_ROWS)
    columns = chosen_columns(said, load_map(kept) if kept else ColumnMap(), table.columns, fields)
    return NamedTable(file=name, table=table, columns=columns)

"""The files that a dry run reads, each kept beside its answer so that anybody can run it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from api.dryrun.kept_map import load_map
from api.table_import.columns import ColumnMap
from api.table_import.table_file import TableFile
from bysans.dryrun.list_columns import FIELDS, chosen_columns
from bysans.dryrun.list_tables import TableName, read_list_table, sheet_of_bins
from bysans.dryrun.town_list.far_depot import far_depots
from bysans.dryrun.town_list.named_table import NamedTable
from bysans.dryrun.town_list.positions import UTM_ZONE
from bysans.dryrun.town_list.read_list import read_list
from config.fleet import load_fleet
from config.plan import PlanFigures, load_plan
from config.practice import PracticeFigures, load_practice
from config.waste import WasteRules, load_waste
from domain.dryrun.doubt import Doubt
from domain.dryrun.emptying_list import EmptyingList
from domain.waste.routing.fleet import Fleet


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFiles:
    """Where the inputs are; all but the emptyings may be missing. `plan`: the town's own plan.toml; `…_columns`: kept maps.

    `remembered`: a folder with the maps of an earlier run, which hold for tables with the same headings.
    """

    emptyings: Path
    bins: Path | None = None
    fleet: Path | None = None
    practice: Path | None = None
    plan: Path | None = None
    emptyings_columns: Path | None = None
    bins_columns: Path | None = None
    remembered: Path | None = None

    def named(self) -> Mapping[str, Path]:
        """Return the files there are, by the name under which they are kept."""
        files = {
            f"emptyings{self.emptyings.suffix}": self.emptyings,
            f"bins{self.bins.suffix}" if self.bins else "bins": self.bins,
            "fleet.toml": self.fleet,
            "practice.toml": self.practice,
            "plan.toml": self.plan,
        }
        return {name: path for name, path in files.items() if path is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidColumns:
    """Which columns were said to be which fields, of each table."""

    emptyings: ColumnMap = field(default_factory=ColumnMap)
    bins: ColumnMap = field(default_factory=ColumnMap)


def said_columns(emptyings: Mapping[str, str], bins: Mapping[str, str], utm_zone: int | None) -> SaidColumns:
    """Return the columns, and the UTM zone for whichever table has the positions."""
    values = {} if utm_zone is None else {UTM_ZONE: str(utm_zone)}
    return SaidColumns(emptyings=ColumnMap(columns=emptyings, values=values), bins=ColumnMap(columns=bins, values=values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What was read, and the columns by which it was."""

    listed: EmptyingList
    doubts: Sequence[Doubt]
    fleet: Fleet | None
    plan: PlanFigures
    practice: PracticeFigures
    waste: WasteRules
    columns: Mapping[str, ColumnMap]
    digests: Mapping[str, str]


def read_inputs(files: InputFiles, said: SaidColumns, *, today: int) -> Inputs:
    """Read the files; `today` (ordinal): later emptyings are plans. Raises TableError, ConfigError."""
    plan, practice = load_plan(files.plan), load_practice(files.practice)
    named = {name: _named(name, table, files, getattr(said, name)) for name, table in read_tables(files).items()}
    listed, doubts = read_list(named["emptyings"], named.get("bins"), plan, practice.assumed, today=today)
    fleet = None if files.fleet is None else load_fleet(files.fleet)
    return Inputs(
        listed=listed,
        doubts=[*doubts, *far_depots(listed.bins, fleet)],
        fleet=fleet,
        plan=plan,
        practice=practice,
        waste=load_waste(plan_file=files.plan),
        columns={name: table.columns for name, table in named.items()},
        digests={name: sha256(path.read_bytes()).hexdigest() for name, path in files.named().items()},
    )


def read_tables(files: InputFiles) -> Mapping[TableName, TableFile]:
    """Read the emptyings, and the bins where there are some: in a file of theirs, or a sheet of their own. Raises TableError."""
    emptyings = read_list_table("emptyings", files.emptyings)
    bins = sheet_of_bins(emptyings, files.emptyings) if files.bins is None else read_list_table("bins", files.bins)
    if bins is None:
        return {"emptyings": emptyings}
    is_same_book = files.bins is None or files.bins == files.emptyings
    unread = [sheet for sheet in emptyings.alike if not (is_same_book and sheet == bins.sheet)]
    return {"emptyings": replace(emptyings, alike=unread), "bins": bins}


def _named(name: TableName, table: TableFile, files: InputFiles, said: ColumnMap) -> NamedTable:
    columns = chosen_columns(said, _kept(name, files, table.columns), table.columns, FIELDS[name])
    return NamedTable(file=name, table=table, columns=replace(columns, headings=tuple(table.columns)))


def _kept(name: str, files: InputFiles, headings: Sequence[str]) -> ColumnMap:
    """Return the map that was named, or else the remembered one if it was made for these headings."""
    if named := getattr(files, f"{name}_columns"):
        return load_map(named)
    path = files.remembered / f"{name}-columns.toml" if files.remembered else None
    kept = load_map(path) if path and path.exists() else ColumnMap()
    return kept if [*kept.headings] == [*headings] else ColumnMap()

"""Reads a town's list of emptyings and its bins, and notes everything in them that is missing, doubtful or contradictory."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from zoneinfo import ZoneInfo

from api.table_import.columns import ColumnMap
from api.table_import.problems import TableError
from api.table_import.table_file import Cell, TableFile
from bysans.dryrun.cells import FillScale, fill_scale, is_emptied, moment_of, number_of, text_of
from config.plan import PlanFigures
from config.practice import AssumedTable
from domain.dryrun.doubt import Doubt, Kind
from domain.dryrun.emptying_list import EmptyingList, ListedBin, SeenFill, Visit, seen_fill
from domain.waste.routing.fleet import Place

_WEIGHED_STEP = 0.2  # a weight tells the fill through a density that differs from load to load
_NO_PLACE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTable:
    """A table with the name of its file and the columns that are our fields."""

    file: str
    table: TableFile
    columns: ColumnMap

    def rows(self) -> Iterator[tuple[int, Mapping[str, Cell]]]:
        """Yield each row's number and its cells by field."""
        places = {name: self.table.columns.index(column) for name, column in self.columns.columns.items()}
        for number, cells in self.table.rows:
            yield number, {**self.columns.values, **{name: cells[at] if at < len(cells) else None for name, at in places.items()}}


@dataclass(slots=True, kw_only=True)
class ReadList:
    """What was read, and every doubt about it."""

    listed: EmptyingList | None = None
    doubts: list[Doubt] = field(default_factory=list)

    def note(self, named: NamedTable, line: int, kind: Kind, column: str = "", value: str = "", bin_id: str = "") -> None:
        """Keep a doubt."""
        self.doubts.append(
            Doubt(file=named.file, line=line, kind=kind, column=named.columns.columns.get(column, column), value=value, bin_id=bin_id)
        )


def read_list(
    emptyings: NamedTable, bins: NamedTable | None, plan: PlanFigures, assumed: AssumedTable
) -> tuple[EmptyingList, Sequence[Doubt]]:
    """Return the list and its doubts. Raises TableError where nothing in it can be used."""
    read = ReadList()
    known = _bins(bins or emptyings, read, assumed)
    visits: dict[str, list[tuple[int, Visit]]] = defaultdict(list)
    scale = fill_scale(emptyings.columns.columns.get("fill", ""), [row.get("fill") for _, row in emptyings.rows()])
    for line, row in emptyings.rows():
        visit = _visit(emptyings, line, row, scale, read, plan.zone)
        if visit is None:
            continue
        name, day, seen = visit
        if name not in known:
            read.note(emptyings, line, "unlisted_bin", "bin", name, name)
            known[name] = ListedBin(id=name, place=None, capacity_l=assumed.capacity_l, fraction=assumed.fraction)
        visits[name].append((day, _weighed(emptyings, line, row, seen, known[name], plan, read)))
    if not visits:
        raise TableError("empty", f"{emptyings.file}: no row says both which bin was emptied and when")
    return _together(emptyings, known, visits, read), read.doubts


def _visit(
    named: NamedTable, line: int, row: Mapping[str, Cell], scale: FillScale, read: ReadList, zone: ZoneInfo
) -> tuple[str, int, Visit] | None:
    name = text_of(row.get("bin"))
    if not name:
        read.note(named, line, "no_bin", "bin")
        return None
    if text_of(row.get("time")) == "":
        read.note(named, line, "no_time", "time", bin_id=name)
        return None
    try:
        day, second = moment_of(row["time"], row.get("clock"), zone)
    except ValueError:
        read.note(named, line, "bad_time", "time", text_of(row["time"]), name)
        return None
    emptied = is_emptied(row.get("outcome"))
    fill = _fill(named, line, row, scale, read, name)
    if not emptied and fill is not None:
        read.note(named, line, "not_emptied_with_fill", "fill", text_of(row.get("fill")), name)
    vehicle = text_of(row.get("vehicle")) or None
    return name, day, Visit(day=0, line=line, second=second, fill=fill if emptied else None, emptied=emptied, vehicle=vehicle)


def _fill(named: NamedTable, line: int, row: Mapping[str, Cell], scale: FillScale, read: ReadList, name: str) -> SeenFill | None:
    try:
        share = scale.share(row.get("fill"))
    except ValueError:
        read.note(named, line, "bad_fill", "fill", text_of(row.get("fill")), name)
        return None
    if share is not None and share > 1:
        read.note(named, line, "over_full", "fill", text_of(row.get("fill")), name)
    return None if share is None else seen_fill(share, scale.step)


def _weighed(
    named: NamedTable, line: int, row: Mapping[str, Cell], visit: Visit, bin_: ListedBin, plan: PlanFigures, read: ReadList
) -> Visit:
    """Return the visit with the fill that its weight says, where none was noted."""
    if visit.fill is not None or not visit.emptied:
        return visit
    try:
        weight = number_of(row.get("weight_kg"))
    except ValueError:
        read.note(named, line, "bad_weight", "weight_kg", text_of(row.get("weight_kg")), bin_.id)
        return visit
    if weight is None or weight < 0:
        return visit
    return replace(visit, fill=seen_fill(weight / plan.density(bin_.fraction) / bin_.capacity_l, _WEIGHED_STEP))


def _bins(named: NamedTable, read: ReadList, assumed: AssumedTable) -> dict[str, ListedBin]:
    """Return the bins; of several rows of one bin the first counts."""
    bins: dict[str, ListedBin] = {}
    for line, row in named.rows():
        name = text_of(row.get("bin"))
        if name and name not in bins:
            bins[name] = ListedBin(
                id=name,
                place=_place(named, line, row, name, read),
                capacity_l=_capacity(named, line, row, name, read, assumed),
                fraction=_fraction(named, line, row, name, read, assumed),
                area=text_of(row.get("area")) or None,
            )
    return bins


def _place(named: NamedTable, line: int, row: Mapping[str, Cell], name: str, read: ReadList) -> Place | None:
    try:
        lat, lon = number_of(row.get("lat")), number_of(row.get("lon"))
    except ValueError:
        lat = lon = None
    if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180) or abs(lat) + abs(lon) < _NO_PLACE:
        read.note(named, line, "no_place", "lat", text_of(row.get("lat")), name)
        return None
    return Place(id=name, lat=lat, lon=lon)


def _capacity(named: NamedTable, line: int, row: Mapping[str, Cell], name: str, read: ReadList, assumed: AssumedTable) -> float:
    try:
        litres = number_of(row.get("capacity_l"))
    except ValueError:
        litres = None
    if litres is None or not 10 <= litres <= 50_000:
        read.note(named, line, "no_capacity", "capacity_l", text_of(row.get("capacity_l")), name)
        return assumed.capacity_l
    return litres


def _fraction(named: NamedTable, line: int, row: Mapping[str, Cell], name: str, read: ReadList, assumed: AssumedTable) -> str:
    fraction = text_of(row.get("fraction")).casefold()
    if not fraction:
        read.note(named, line, "no_fraction", "fraction", bin_id=name)
    return fraction or assumed.fraction


def _together(
    named: NamedTable, known: Mapping[str, ListedBin], visits: Mapping[str, Sequence[tuple[int, Visit]]], read: ReadList
) -> EmptyingList:
    first = min(day for own in visits.values() for day, _ in own)
    last = max(day for own in visits.values() for day, _ in own)
    ordered = {name: _ordered(named, name, visits[name], first, read) for name in sorted(visits)}
    used = {name: own for name, own in ordered.items() if any(visit.emptied for visit in own)}
    for name in sorted(set(known) - set(used)):
        read.note(named, 0, "never_emptied", bin_id=name)
    if not used:
        raise TableError("empty", f"{named.file}: no row says that a bin was emptied")
    return EmptyingList(bins=[known[name] for name in used], visits=used, first_day=first, days=last - first + 1)


def _ordered(named: NamedTable, name: str, own: Sequence[tuple[int, Visit]], first: int, read: ReadList) -> list[Visit]:
    """Return a bin's visits in order of time, a row that stands there twice once."""
    dated = sorted((replace(visit, day=day - first) for day, visit in own), key=lambda visit: (visit.day, visit.second or 0, visit.line))
    visits: list[Visit] = []
    for _, same in groupby(dated, key=lambda visit: visit.day):
        for visit in same:
            if visits and visits[-1].day == visit.day:
                if replace(visits[-1], line=visit.line) == visit:
                    read.note(named, visit.line, "repeated", "time", bin_id=name)
                    continue
                read.note(named, visit.line, "same_day", "time", bin_id=name)
            visits.append(visit)
    return visits

"""Reads a town's list of emptyings and its bins, and notes everything in them that is missing, doubtful or contradictory."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from api.table_import.problems import TableError
from bysans.dryrun.town_list.fill_scale import fill_scale
from bysans.dryrun.town_list.list_time import time_form
from bysans.dryrun.town_list.listed_bins import bin_key, listed_bins
from bysans.dryrun.town_list.named_table import Doubts, NamedTable
from bysans.dryrun.town_list.visit_reader import VisitReader
from config.plan import PlanFigures
from config.practice import AssumedTable
from domain.dryrun.doubt import Doubt
from domain.dryrun.emptying_list import EmptyingList, ListedBin, Visit

_LONGEST_GAP = 400  # days without any emptying in a whole town: what lies beyond is a year mistyped
_NUMBERED = 20  # rows from which on it is no chance that each names another bin


@dataclass(frozen=True, slots=True)
class _Dated:
    day: int
    visit: Visit


def read_list(
    emptyings: NamedTable, bins: NamedTable | None, plan: PlanFigures, assumed: AssumedTable, *, today: int
) -> tuple[EmptyingList, Sequence[Doubt]]:
    """Return the list and its doubts; emptyings after `today` (ordinal) are plans. Raises TableError where nothing in it can be used."""
    doubts = Doubts()
    for table in filter(None, (emptyings, bins)):
        if table.table.alike:
            doubts.note(table, 0, "unread_sheets", value=", ".join(table.table.alike), assumed=table.table.sheet)
    bins_of = listed_bins(bins or emptyings, doubts, assumed)
    spellings = _spellings(bins_of)
    reader = _reader(emptyings, doubts, plan, today)
    visits: dict[str, list[_Dated]] = defaultdict(list)
    for line, row in emptyings.rows():
        seen = reader.read(line, row)
        if seen is None:
            continue
        written, day, visit = seen
        name = written if written in bins_of else spellings.get(bin_key(written), written)
        if name not in bins_of:
            doubts.note(emptyings, line, "unlisted_bin", "bin", value=name, bin_id=name, assumed=f"{assumed.capacity_l:g} l")
            bins_of[name] = ListedBin(id=name, place=None, capacity_l=assumed.capacity_l, fraction=assumed.fraction)
        visits[name].append(_Dated(day, reader.weighed(line, row, visit, bins_of[name])))
    if not visits:
        raise TableError("no_rows", f"{emptyings.file}: no row says both which bin was emptied and when")
    _check_names(emptyings, visits)
    return _together(emptyings, bins_of, _near_in_time(emptyings, visits, doubts), doubts), doubts.noted


def _reader(emptyings: NamedTable, doubts: Doubts, plan: PlanFigures, today: int) -> VisitReader:
    """Return the reader of the table's rows, and note what it takes its columns for."""
    heading = emptyings.heading("fill")
    scale, times = fill_scale(heading, emptyings.cells("fill")), time_form(emptyings.cells("time"))
    if scale.is_blank:
        doubts.note(emptyings, 0, "blank_fills", "fill")
    if scale.is_guessed:
        doubts.note(emptyings, 0, "fill_scale", "fill", assumed=f"{scale.full:g} = 100 %")
    if scale.is_dated:
        doubts.note(emptyings, 0, "dated_fills", "fill")
    if times.month_first:
        doubts.note(emptyings, 0, "month_first", "time")
    return VisitReader(named=emptyings, doubts=doubts, scale=scale, times=times, plan=plan, today=today)


def _spellings(bins: Mapping[str, ListedBin]) -> Mapping[str, str]:
    """Return the bins' names by what other spellings share with them, those that only one bin has."""
    counts = Counter(map(bin_key, bins))
    return {bin_key(name): name for name in bins if counts[bin_key(name)] == 1}


def _check_names(emptyings: NamedTable, visits: Mapping[str, Sequence[_Dated]]) -> None:
    """Raise TableError where each row names another bin: then the column numbers the rows."""
    if len(visits) >= _NUMBERED and all(len(own) == 1 for own in visits.values()):
        column = emptyings.heading("bin")
        raise TableError("numbered", f"{emptyings.file}: each row has another {column!r}: choose the column that names the bin", column)


def _near_in_time(named: NamedTable, visits: Mapping[str, Sequence[_Dated]], doubts: Doubts) -> Mapping[str, Sequence[_Dated]]:
    """Return the visits without those that a year or more without any emptying parts from most of them."""
    counts = Counter(dated.day for own in visits.values() for dated in own)
    runs: list[list[int]] = []
    for day in sorted(counts):
        if runs and day - runs[-1][-1] <= _LONGEST_GAP:
            runs[-1].append(day)
        else:
            runs.append([day])
    largest = max(runs, key=lambda run: sum(counts[day] for day in run))
    for name, own in visits.items():
        for dated in own:
            if not largest[0] <= dated.day <= largest[-1]:
                doubts.note(named, dated.visit.line, "far_time", "time", bin_id=name)
    return {name: kept for name, own in visits.items() if (kept := [dated for dated in own if largest[0] <= dated.day <= largest[-1]])}


def _together(named: NamedTable, bins: Mapping[str, ListedBin], visits: Mapping[str, Sequence[_Dated]], doubts: Doubts) -> EmptyingList:
    first = min(dated.day for own in visits.values() for dated in own)
    last = max(dated.day for own in visits.values() for dated in own)
    ordered = {name: _ordered(named, name, visits[name], first, doubts) for name in sorted(visits)}
    used = {name: own for name, own in ordered.items() if any(visit.emptied for visit in own)}
    for name in sorted(set(bins) - set(used)):
        doubts.note(named, 0, "never_emptied", bin_id=name)
    if not used:
        raise TableError("none_emptied", f"{named.file}: no row says that a bin was emptied", named.heading("outcome"))
    return EmptyingList(bins=[bins[name] for name in used], visits=used, first_day=first, days=last - first + 1)


def _ordered(named: NamedTable, name: str, own: Sequence[_Dated], first: int, doubts: Doubts) -> list[Visit]:
    """Return a bin's visits in order of time, a row that stands there twice once."""
    dated = [replace(of.visit, day=of.day - first) for of in own]
    visits: list[Visit] = []
    for _, same in groupby(sorted(dated, key=lambda visit: (visit.day, visit.second or 0, visit.line)), key=lambda visit: visit.day):
        for visit in same:
            if visits and visits[-1].day == visit.day:
                if replace(visits[-1], line=visit.line) == visit:
                    doubts.note(named, visit.line, "repeated", "time", bin_id=name)
                    continue
                doubts.note(named, visit.line, "same_day", "time", bin_id=name)
            visits.append(visit)
    return visits

"""Reads one row of a list of emptyings as a visit, and notes what in it cannot be meant."""

import re
from dataclasses import dataclass, replace

from bysans.dryrun.town_list.cells import number_of, text_of
from bysans.dryrun.town_list.fill_scale import FillScale
from bysans.dryrun.town_list.list_time import TimeForm
from bysans.dryrun.town_list.named_table import Doubts, NamedTable, Row
from bysans.dryrun.town_list.outcome import outcome_of
from config.plan import PlanFigures
from domain.dryrun.emptying_list import ListedBin, SeenFill, Visit, seen_fill

_WEIGHED_STEP = 0.2  # a weight tells the fill through a density that differs from load to load
_in_tonnes = re.compile(r"\bton|tonn", re.IGNORECASE).search
_HEAVIEST = 10.0  # full bins of usual density: more is a truck's load, or another unit


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReader:
    """Reads the rows of one table, whose columns are in one scale and form each; `today`: the last day (ordinal) that can be over."""

    named: NamedTable
    doubts: Doubts
    scale: FillScale
    times: TimeForm
    plan: PlanFigures
    today: int

    def read(self, line: int, row: Row) -> tuple[str, int, Visit] | None:
        """Return which bin was visited, on which day (ordinal), and the visit; None for a row that is left out."""
        name = text_of(row.get("bin"))
        if not name:
            self.doubts.note(self.named, line, "no_bin", "bin")
            return None
        when = self._when(line, row, name)
        if when is None:
            return None
        emptied, fill = self._is_emptied(line, row, name), self._fill(line, row, name)
        if not emptied and fill is not None:
            self.doubts.note(self.named, line, "not_emptied_with_fill", "fill", value=text_of(row.get("fill")), bin_id=name)
        vehicle = text_of(row.get("vehicle")) or None
        return name, when[0], Visit(day=0, line=line, second=when[1], fill=fill if emptied else None, emptied=emptied, vehicle=vehicle)

    def weighed(self, line: int, row: Row, visit: Visit, bin_: ListedBin) -> Visit:
        """Return the visit with the fill that its weight says, where none was noted."""
        text = text_of(row.get("weight_kg"))
        if visit.fill is not None or not visit.emptied or not text:
            return visit
        try:
            weight = (number_of(text) or 0.0) * (1000 if _in_tonnes(self.named.heading("weight_kg")) else 1)
        except ValueError:
            weight = -1.0
        share = weight / self.plan.density(bin_.fraction) / bin_.capacity_l
        if weight == 0 or not 0 <= share <= _HEAVIEST:
            self.doubts.note(self.named, line, "bad_weight" if weight else "zero_weight", "weight_kg", value=text, bin_id=bin_.id)
            return visit
        return replace(visit, fill=seen_fill(share, _WEIGHED_STEP))

    def _when(self, line: int, row: Row, name: str) -> tuple[int, int | None] | None:
        text = text_of(row.get("time"))
        if not text:
            self.doubts.note(self.named, line, "no_time", "time", bin_id=name)
            return None
        try:
            day, second = self.times.moment_of(row["time"], row.get("clock"), self.plan.zone)
        except ValueError:
            self.doubts.note(self.named, line, "bad_time", "time", value=text, bin_id=name)
            return None
        if day > self.today:
            self.doubts.note(self.named, line, "future", "time", value=text, bin_id=name)
            return None
        return day, second

    def _is_emptied(self, line: int, row: Row, name: str) -> bool:
        outcome = outcome_of(self.named.heading("outcome"), row.get("outcome"))
        if outcome == "unexplained":
            self.doubts.note(self.named, line, "unexplained", "outcome", value=text_of(row.get("outcome")), bin_id=name)
        return outcome == "emptied"

    def _fill(self, line: int, row: Row, name: str) -> SeenFill | None:
        text = text_of(row.get("fill"))
        try:
            share = self.scale.share(text)
        except ValueError:
            self.doubts.note(self.named, line, "bad_fill", "fill", value=text, bin_id=name)
            return None
        if share is not None and share > 1:
            self.doubts.note(self.named, line, "over_full", "fill", value=text, bin_id=name)
        return None if share is None else seen_fill(share, self.scale.step)

"""Bins as list and map show them: each with its mark, and the groups that one may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from api.pages.frame.registry_now import RegistryNow, Simulated, simulated
from api.waste.bin_level import Level
from api.waste.on_rounds import OnRound
from domain.device import Bin
from domain.duration import DAY
from domain.waste.decision.trigger import DueBin, DueReason
from domain.waste.level.crew_report import EmptyingReport
from domain.waste.level.fill import State
from storage.state.waste.bin_states import FullAt

Mark = Literal["must", "soon", "fault", "route", "silent", "room"]
Group = Literal["must", "day", "two_days", "route", "silent", "fault"]
# A broken sensor may hide a full bin, so it stands before those that have room; one without data says nothing at all.
_URGENCY: Mapping[Mark, int] = {"must": 0, "soon": 1, "fault": 2, "route": 3, "silent": 4, "room": 5}
_OF_A_MARK: tuple[Group, ...] = ("must", "route")
_OF_A_STATE: Mapping[State, Group] = {"no_data": "silent", "fault": "fault"}  # wherever a truck goes, its sensor needs somebody
_FAR = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class BinRow:
    """One bin; `fill` in % or None, `time` of its reading (ms UTC) or None.

    `full_at`: P10, P50, P90 (ms UTC). `emptied_at` (ms UTC): its last emptying. `report`: an emptying that a crew reported
    and the sensor has not confirmed. `reason`: why it must be emptied, None where it need not. `round`: None where it is on none.
    """

    id: str
    name: str
    fraction: str
    lat: float
    lon: float
    fill: float | None
    state: State
    time: int | None
    full_at: FullAt
    emptied_at: int | None
    report: EmptyingReport | None
    reason: DueReason | None
    round: OnRound | None
    mark: Mark
    groups: frozenset[Group]
    simulated: Simulated


def rows(present: RegistryNow, levels: Mapping[str, Level], due: Mapping[str, DueBin], rounds: Mapping[str, OnRound]) -> list[BinRow]:
    """Return a row for each bin, the most urgent first. `due`: the bins that must be emptied; `rounds`: those on their way to be."""
    made = [row_of(present, bin_, levels[bin_.id], due.get(bin_.id), rounds.get(bin_.id)) for bin_ in present.bins.values()]
    return sorted(made, key=_urgency)


def row_of(present: RegistryNow, bin_: Bin, level: Level, due: DueBin | None, on_round: OnRound | None) -> BinRow:
    """Return one bin's row. `due`: why it must be emptied; `on_round`: the round that goes to it."""
    mark = mark_of(level.state, level.full_at, present.time, is_due=due is not None, is_on_round=on_round is not None)
    return BinRow(
        id=bin_.id,
        name=bin_.name,
        fraction=bin_.fraction,
        lat=bin_.lat,
        lon=bin_.lon,
        fill=level.fill,
        state=level.state,
        time=level.fill_time,
        full_at=level.full_at,
        emptied_at=level.last_emptied,
        report=level.report,
        reason=due.reason if due else None,
        round=on_round,
        mark=mark,
        groups=groups_of(mark, level.state, level.full_at, present.time),
        simulated=simulated(present.devices_at("bin", bin_.id)),
    )


def groups_of(mark: Mark, state: State, full_at: FullAt, now: int) -> frozenset[Group]:
    """Return the groups that a bin is in at `now` (ms UTC): `day` and `two_days` by its level, `silent` and `fault` by its sensor."""
    groups: set[Group] = {group for group in _OF_A_MARK if group == mark}
    groups |= {group for of_state, group in _OF_A_STATE.items() if of_state == state}
    full = now if state == "full" else full_at[1]
    if full is not None and state not in ("fault", "no_data"):
        horizons: Mapping[Group, int] = {"day": DAY, "two_days": 2 * DAY}
        groups |= {group for group, ahead in horizons.items() if full <= now + ahead}
    return frozenset(groups)


def mark_of(state: State, full_at: FullAt, now: int, *, is_due: bool, is_on_round: bool) -> Mark:
    """Return the one shape that a bin is shown with: what is on its way is no alarm, and a doubted level is no room."""
    if is_on_round:
        return "route"
    if is_due:
        return "must"
    if state in ("fault", "no_data"):
        return "fault" if state == "fault" else "silent"
    is_soon = state != "ok" or (full_at[1] is not None and full_at[1] <= now + 2 * DAY)
    return "soon" if is_soon else "room"


def _urgency(row: BinRow) -> tuple[int, int, float, str, str]:
    return _URGENCY[row.mark], row.full_at[1] or _FAR, -(row.fill or 0.0), row.name.casefold(), row.id

"""The sensors that a reader asked for, each with its state in a word, the worst first, a page of them at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from api.pages.frame.row_page import RowPage, asked_page, row_page
from api.text.name_order import name_order
from api.text.spelling import fold, matching
from config.names import Names
from domain.device import Device, Kind
from domain.sensors.health import WORST_FIRST, Problem, SensorHealth

Group = Literal["silent", "fault", "rejected", "battery", "contact", "clock", "well"]
GROUPS: Sequence[Group] = get_args(Group)
_GROUP_OF: Mapping[Problem, Group] = {
    "silent": "silent",
    "never_heard": "silent",
    "no_air": "fault",
    "no_level": "fault",
    "fault": "fault",
    "stuck": "fault",
    "doubted": "fault",
    "rejected": "rejected",
    "battery": "battery",
    "loss": "contact",
    "signal": "contact",
    "clock": "clock",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorRow:
    """One sensor: what people call it and its place, and how it is doing."""

    device: Device
    name: str
    place: str | None
    health: SensorHealth

    @property
    def groups(self) -> frozenset[Group]:
        """The groups that it belongs to: one for each kind of problem."""
        return frozenset(_GROUP_OF[problem] for problem in self.health.problems) or frozenset(("well",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page's address asks for: a group, a kind of sensor, words (empty: all), and a page from 1."""

    group: str = ""
    kind: str = ""
    words: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """Return what `?vis=`, `?slag=`, `?finn=` and `?side=` ask for; what is no page is the first one."""
        return cls(
            group=query.get("vis", "") if query.get("vis") in GROUPS else "",
            kind=query.get("slag", "") if query.get("slag") in get_args(Kind) else "",
            words=query.get("finn", "").strip()[:100],
            page=asked_page(query),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorList:
    """One page of the chosen sensors. `found`: how many fit kind and words; `counts`: how many of those each group has."""

    asked: Asked
    page: RowPage[SensorRow]
    found: int
    counts: Mapping[Group, int]


def sensor_rows(names: Names, devices: Iterable[Device], health: Mapping[str, SensorHealth]) -> list[SensorRow]:
    """Return a row for each device, the worst first, and of these by name."""
    rows = [
        SensorRow(device=device, name=names.device(device.id), place=names.place_of(device.id), health=health[device.id])
        for device in devices
    ]
    return sorted(rows, key=lambda row: (_rank(row.health), name_order(row.name)))


def sensor_list(rows: Sequence[SensorRow], asked: Asked) -> SensorList:
    """Return the page of sensors that was asked for, in their order; beyond the last page is the last one."""
    of_kind = [row for row in rows if asked.kind in ("", row.device.kind)]
    found = matching(of_kind, _words, asked.words) if asked.words else of_kind
    chosen = [row for row in found if asked.group in ("", *row.groups)]
    return SensorList(
        asked=asked,
        page=row_page(chosen, asked.page),
        found=len(found),
        counts={group: sum(group in row.groups for row in found) for group in GROUPS},
    )


def _words(row: SensorRow) -> str:
    return fold(" ".join((row.name, row.place or "", row.device.id, row.device.dev_eui or "", row.device.model)))


def _rank(health: SensorHealth) -> int:
    return WORST_FIRST.index(health.worst) if health.worst else len(WORST_FIRST)

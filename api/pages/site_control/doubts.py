"""Values with something against them, those that follow each other for one reason as one line, with what the neighbours measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Connection

from api.pages.site_control.doubt_words import end_of_range, in_words, kind_of, leap_of
from api.text.formats import Formats
from domain.air.quality.neighbours import LEAST_NEIGHBOURS, near
from domain.air.windows import start_of_hour
from domain.device import Registry
from domain.duration import HOUR
from domain.parameter import Flag
from storage.state.air import quality, site_hours
from storage.state.air.quality import Mark

MOST = 1000  # marks of one device that are read
_APART = 2 * HOUR  # ms: beyond it the same reason is another line


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """`count` values of a device from `start` to `end` (both ms UTC, both included), and why in words.

    `neighbours`: the median of the hourly means at the sites nearby in the first hour, None where too few measured. `failed`: the
    values do not count; else they count and a person decides. `at_least`: they are above what the sensor can measure and count as that,
    in the parameter's unit. `declared`: a person took them out.
    """

    device_id: str
    parameter: str
    start: int
    end: int
    count: int
    why: str
    failed: bool
    at_least: float | None
    declared: bool
    neighbours: float | None


def doubts(
    connection: Connection,
    registry: Registry,
    formats: Formats,
    units: Mapping[str, str],
    site_id: str,
    devices: Sequence[str],
    start: int,
    end: int,
) -> list[Doubt]:
    """Read the doubts about some devices' values within [start, end) (ms UTC), newest first."""
    marks = [mark for device in devices for mark in quality.page(connection, device, start, end, limit=MOST, after=(start - 1, ""))]
    groups = grouped(marks)
    neighbours = _neighbours(connection, registry, site_id, groups)
    lines = [_doubt(formats, units, group, neighbours.get((group[0].parameter, start_of_hour(group[0].time)))) for group in groups]
    return sorted(lines, key=lambda doubt: (-doubt.end, doubt.device_id, doubt.parameter))


def grouped(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Join the marks of a device and parameter that follow each other for the same kind of reason; a leap is one, however it shows."""
    groups: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda mark: (mark.device_id, mark.parameter, mark.time)):
        last = groups[-1][-1] if groups else None
        same = last is not None and (last.device_id, last.parameter, last.flag, _kind(last)) == (
            mark.device_id, mark.parameter, mark.flag, _kind(mark),
        )  # fmt: skip
        if same and last is not None and mark.time - last.time <= _APART:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _kind(mark: Mark) -> str:
    kind = kind_of(_first(mark))
    return "leap" if kind in ("spike", "rate") else kind


def _first(mark: Mark) -> str:
    return mark.reason.partition("; ")[0]


def _doubt(formats: Formats, units: Mapping[str, str], group: Sequence[Mark], neighbours: float | None) -> Doubt:
    first, last = group[0], group[-1]
    telling = _first(max(group, key=lambda mark: leap_of(_first(mark))))
    return Doubt(
        device_id=first.device_id,
        parameter=first.parameter,
        start=first.time,
        end=last.time,
        count=len(group),
        why=in_words(formats, telling, first.parameter, units.get(first.parameter, "")),
        failed=first.flag in (Flag.FAIL, Flag.MISSING),
        at_least=end_of_range(telling),
        declared=any(quality.DECLARED in mark.reason for mark in group),
        neighbours=neighbours,
    )


def _neighbours(connection: Connection, registry: Registry, site_id: str, groups: Sequence[Sequence[Mark]]) -> dict[tuple[str, int], float]:
    """Return the median of the neighbouring sites' valid means, by parameter and hour."""
    wanted = {(group[0].parameter, start_of_hour(group[0].time)) for group in groups}
    if not wanted:
        return {}
    newest = max(hour for _, hour in wanted)
    places = {name: (site.lat, site.lon) for name, history in registry.sites.items() if not (site := history.at(newest)).removed}
    others = near(places[site_id], places) - {site_id} if site_id in places else set()
    rows = site_hours.at_hours(connection, others, {name for name, _ in wanted}, {hour for _, hour in wanted}) if others else []
    values = {key: [row.mean for row in rows if row.valid and (row.parameter, row.start) == key] for key in wanted}
    return {key: median(means) for key, means in values.items() if len(means) >= LEAST_NEIGHBOURS}

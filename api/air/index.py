"""How clean the air at a site is, as an index says it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy import Connection

from api.air.regimes import scale_named
from api.registry import versions
from api.web.auth import public
from api.web.fields import Answer, Figure, Id, TimeIn, TimeOut
from api.web.services import ServicesDep
from api.web.units_and_flags import unit_of
from config.indices import DEFAULT_INDEX
from domain.air.index import judge
from domain.air.index_hour import REACHES_BACK, IndexHour, index_hour
from domain.air.legal_day import date_of
from domain.air.quality.neighbours import isolated, near
from domain.air.scale import Scale
from domain.air.windows import Grade, start_of_hour
from domain.device import Registry, Site
from domain.duration import HOUR
from storage.state.air import site_hours

router = APIRouter(prefix="/air/sites", tags=["extended", "index"])


class ParameterAnswer(Answer):
    """One parameter's part: its mean as it was judged, its class, and the index's number where it has numbers.

    `at_least`: readings were above what their sensor can measure, so value and class are no lower than these.
    """

    value: float
    unit: str
    averaging: Literal["hour", "nowcast"]
    class_: int = Field(alias="class")
    class_name: str
    number: Figure | None
    indicative: bool
    isolated: bool
    at_least: bool
    devices: tuple[str, ...]
    source: str


class IndexAnswer(Answer):
    """The index of the hour from `start`; `class` is null where nothing was measured, never the cleanest.

    `worst` decided it, `missing` were not measured. `age_s`: since the hour's end. `isolated`: more than five times the
    neighbouring sites' median, so nothing for a headline before somebody looked. `at_least`: some readings were above what their
    sensor can measure, so the class is that or a higher one. `version`: the index's, by its first day.
    """

    scale: str
    version: str
    class_: int | None = Field(alias="class")
    class_name: str | None
    worst: str | None
    number: Figure | None
    parameters: dict[str, ParameterAnswer]
    missing: list[str]
    isolated: list[str]
    at_least: bool
    start: TimeOut | None
    end: TimeOut | None
    age_s: float | None
    indicative: bool


@router.get("/{site_id}/index", dependencies=[Depends(public("index"))], openapi_extra={"security": [{}]})
def get_index(
    site_id: Id,
    services: ServicesDep,
    scale: Annotated[str, Query(description="norway, eaqi-2024 or us-aqi")] = DEFAULT_INDEX,
    at: Annotated[TimeIn | None, Query(description="the hour that holds it, else the newest complete one within 3 h; default now")] = None,
) -> IndexAnswer:
    """Read a site's index."""
    now = services.clock()
    asked = now if at is None else at
    index = scale_named(services, scale, date_of(asked))
    hour = start_of_hour(asked)
    with services.state.read() as connection:
        versions.existing(connection, Site, site_id, now)
        rows = site_hours.all_means(connection, site_id, hour - REACHES_BACK, hour + HOUR)
        found = index_hour(index, rows, hour, over=hour + HOUR <= now)
        alone = _isolated(connection, services.registry(connection), site_id, found) if found else set()
    return _answer(services, index, found, alone, asked)


def _isolated(connection: Connection, registry: Registry, site_id: str, found: IndexHour) -> set[str]:
    places = {name: (site.lat, site.lon) for name, history in registry.sites.items() if not (site := history.at(found.start)).removed}
    others = near(places[site_id], places) - {site_id} if site_id in places else set()
    rows = [row for row in site_hours.at(connection, others, found.values, found.start) if row.valid] if others else []
    return {
        parameter
        for parameter, row in found.hours.items()
        if isolated(parameter, row.mean, [o.mean for o in rows if o.parameter == parameter])
    }


def _answer(services: ServicesDep, index: Scale, found: IndexHour | None, alone: set[str], asked: int) -> IndexAnswer:
    judged = {parameter: index.judged(value) for parameter, value in found.values.items()} if found else {}
    verdict = judge(index.bands, judged)
    parameters = {name: _parameter(services, index, name, value, found, alone) for name, value in judged.items()}
    worst = parameters[verdict.worst] if verdict.worst else None
    return IndexAnswer(
        scale=index.name,
        version=index.version.isoformat(),
        class_=verdict.overall,
        class_name=worst.class_name if worst else None,
        worst=verdict.worst,
        number=worst.number if worst else None,
        parameters=parameters,
        missing=sorted(verdict.missing),
        isolated=sorted(alone),
        at_least=any(one.at_least for one in parameters.values()),
        start=found.start if found else None,
        end=found.start + HOUR if found else None,
        age_s=max(0, asked - found.start - HOUR) / 1000 if found else None,
        indicative=any(one.indicative for one in parameters.values()) or not parameters,
    )


def _parameter(services: ServicesDep, index: Scale, name: str, value: float, found: IndexHour | None, alone: set[str]) -> ParameterAnswer:
    number = index.bands[name].class_of(value)
    hour = found.hours.get(name) if found else None
    return ParameterAnswer(
        value=value,
        unit=unit_of(services, name),
        averaging=index.averaging,
        class_=number,
        class_name=index.class_names[number - 1],
        number=index.number(name, value),
        indicative=hour is None or hour.grade is not Grade.REFERENCE,
        isolated=name in alone,
        at_least=found is not None and name in found.at_least,
        devices=hour.sources if hour else (),
        source=index.sources[name],
    )

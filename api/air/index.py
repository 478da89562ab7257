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
from domain.air.indices.index import judge
from domain.air.indices.index_hour import REACHES_BACK, IndexHour, index_hour
from domain.air.indices.scale import Scale
from domain.air.legal_day import date_of
from domain.air.quality.neighbours import isolated, near
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
    moment = now if at is None else at
    index = scale_named(services, scale, date_of(moment))
    start = start_of_hour(moment)
    with services.state.read() as connection:
        versions.existing(connection, Site, site_id, now)
        rows = site_hours.all_means(connection, site_id, start - REACHES_BACK, start + HOUR)
        hour = index_hour(index, rows, start, over=start + HOUR <= now)
        isolated_parameters = _isolated(connection, services.registry(connection), site_id, hour) if hour else set()
    return _answer(services, index, hour, isolated_parameters, moment)


def _isolated(connection: Connection, registry: Registry, site_id: str, hour: IndexHour) -> set[str]:
    places = {name: (site.lat, site.lon) for name, history in registry.sites.items() if not (site := history.at(hour.start)).removed}
    others = near(places[site_id], places) - {site_id} if site_id in places else set()
    rows = [row for row in site_hours.at(connection, others, hour.values, hour.start) if row.valid] if others else []
    return {
        parameter
        for parameter, row in hour.hours.items()
        if isolated(parameter, row.mean, [other.mean for other in rows if other.parameter == parameter])
    }


def _answer(services: ServicesDep, index: Scale, hour: IndexHour | None, isolated_parameters: set[str], moment: int) -> IndexAnswer:
    classed = {parameter: index.judged(value) for parameter, value in hour.values.items()} if hour else {}
    verdict = judge(index.bands, classed)
    parameters = {name: _parameter(services, index, name, value, hour, isolated_parameters) for name, value in classed.items()}
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
        isolated=sorted(isolated_parameters),
        at_least=any(part.at_least for part in parameters.values()),
        start=hour.start if hour else None,
        end=hour.start + HOUR if hour else None,
        age_s=max(0, moment - hour.start - HOUR) / 1000 if hour else None,
        indicative=any(part.indicative for part in parameters.values()) or not parameters,
    )


def _parameter(
    services: ServicesDep, index: Scale, name: str, value: float, hour: IndexHour | None, isolated_parameters: set[str]
) -> ParameterAnswer:
    number = index.bands[name].class_of(value)
    row = hour.hours.get(name) if hour else None
    return ParameterAnswer(
        value=value,
        unit=unit_of(services, name),
        averaging=index.averaging,
        class_=number,
        class_name=index.class_names[number - 1],
        number=index.number(name, value),
        indicative=row is None or row.grade is not Grade.REFERENCE,
        isolated=name in isolated_parameters,
        at_least=hour is not None and name in hour.at_least,
        devices=row.sources if row else (),
        source=index.sources[name],
    )

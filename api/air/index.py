"""How clean the air at a site is, as an index says it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from api.air.regimes import scale_named
from api.air.site_indices import indices_at
from api.registry import versions
from api.web.auth import public
from api.web.fields import Answer, Figure, Id, TimeIn, TimeOut
from api.web.services import Services, ServicesDep
from api.web.units_and_flags import unit_of
from config.indices import DEFAULT_INDEX
from domain.air.indices.scale import Scale
from domain.air.indices.site_index import SiteIndex
from domain.air.legal_day import date_of
from domain.air.windows import Grade
from domain.device import Site
from domain.duration import HOUR

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
    scale_ = scale_named(services, scale, date_of(moment))
    with services.state.read() as connection:
        versions.existing(connection, Site, site_id, now)
        index = indices_at(services, connection, scale_, moment, [site_id])[site_id]
    return _answer(services, scale_, index, moment)


def _answer(services: Services, scale: Scale, index: SiteIndex, moment: int) -> IndexAnswer:
    hour, verdict = index.hour, index.verdict
    parameters = {name: _parameter(services, scale, name, index) for name in index.values}
    worst = parameters[verdict.worst] if verdict.worst else None
    return IndexAnswer(
        scale=scale.name,
        version=scale.version.isoformat(),
        class_=verdict.overall,
        class_name=worst.class_name if worst else None,
        worst=verdict.worst,
        number=worst.number if worst else None,
        parameters=parameters,
        missing=sorted(verdict.missing),
        isolated=sorted(index.isolated),
        at_least=index.at_least,
        start=hour.start if hour else None,
        end=hour.start + HOUR if hour else None,
        age_s=max(0, moment - hour.start - HOUR) / 1000 if hour else None,
        indicative=any(part.indicative for part in parameters.values()) or not parameters,
    )


def _parameter(services: Services, scale: Scale, name: str, index: SiteIndex) -> ParameterAnswer:
    value = index.values[name]
    number = scale.bands[name].class_of(value)
    row = index.hour.hours.get(name) if index.hour else None
    return ParameterAnswer(
        value=value,
        unit=unit_of(services, name),
        averaging=scale.averaging,
        class_=number,
        class_name=scale.class_names[number - 1],
        number=scale.number(name, value),
        indicative=row is None or row.grade is not Grade.REFERENCE,
        isolated=name in index.isolated,
        at_least=index.hour is not None and name in index.hour.at_least,
        devices=row.sources if row else (),
        source=scale.sources[name],
    )

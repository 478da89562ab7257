"""What the means at a site are: of hours, 8 running hours, legal days and years."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection

from api.registry import versions
from api.web.auth import public
from api.web.fields import Answer, Figure, Id, TimeIn, TimeOut
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.period import period
from api.web.problems import wrong_field
from api.web.services import ServicesDep
from api.web.units_and_flags import unit_of
from domain.air.direction import DIRECTIONS
from domain.air.quality import humidity
from domain.air.window_mean import EIGHT_HOURS, ONE_DAY, WindowMean
from domain.air.windows import AIR_PARAMETERS
from domain.device import Site
from domain.duration import DAY, HOUR
from storage.state.air.window_means import window_means

router = APIRouter(prefix="/air/sites", tags=["extended", "means"])
_DEFAULT = {"hour": DAY, "8h": DAY, "24h": DAY, "day": 30 * DAY, "year": 5 * 366 * DAY}  # ms before `end`

_RUNNING = {"8h": EIGHT_HOURS, "24h": ONE_DAY}  # hours

AveragingIn = Literal["hour", "8h", "day", "24h", "year"]


class MeanAnswer(Answer):
    """One window's mean at a site, over `n` of `expected` readings (hour) or valid hours (longer windows).

    `valid` with 75 % of them (6 of 8 hours, 18 of 24), a year with 85 % of its hours. `devices`: whose hours made it.
    `indicative`: not all of them are official instruments. `at_least`: readings were above what their sensor can measure, so the true
    mean is no lower. `corrected`: hourly PM without its water, where it was asked for.
    """

    start: TimeOut
    end: TimeOut
    parameter: str
    averaging: AveragingIn
    mean: float
    unit: str
    n: int
    expected: int
    coverage: Figure
    status: Literal["valid", "insufficient"]
    indicative: bool
    at_least: bool
    devices: tuple[str, ...]
    corrected: Figure | None = None
    correction: str | None = None


def _is_hourly(request: Request) -> bool:
    return request.query_params.get("averaging", "hour") == "hour"


@router.get("/{site_id}/means", dependencies=[Depends(public("means", only=_is_hourly))], openapi_extra={"security": [{}]})
def get_means(
    site_id: Id,
    parameter: Annotated[str, Query(description="such as `pm25`")],
    services: ServicesDep,
    averaging: Annotated[
        AveragingIn, Query(description="hour; 8h and 24h running, one an hour; day: the legal day, fixed UTC+1; year: of legal days")
    ] = "hour",
    start: Annotated[
        TimeIn | None, Query(description="windows that begin then or later; days and years also the one that holds it")
    ] = None,
    end: Annotated[TimeIn | None, Query(description="windows that begin before; default now")] = None,
    correction: Annotated[
        Literal["none", "humidity"], Query(description="humidity: hourly PM also without its water (κ-Köhler), by the site's humidity")
    ] = "none",
    limit: Limit = 1000,
    cursor: Cursor = None,
) -> Page[MeanAnswer]:
    """Read a site's means, oldest first; the hour that runs has what came so far. A window without data is left out.

    Without a key: hourly means, where the setting `http.public` has `means`.
    """
    _check_averaged(parameter, averaging, correction)
    now = services.clock()
    since, before = period(start, end, latest=now, lasting=_DEFAULT[averaging])
    if averaging in _RUNNING:  # a window whose hours are yet to come says nothing
        before = max(since, min(before, now - (_RUNNING[averaging] - 1) * HOUR + 1))
    (since,) = position_of(cursor, int) or (since,)
    with services.state.read() as connection:
        versions.existing(connection, Site, site_id, now)
        windows = window_means(connection, site_id, parameter, averaging, since, before, limit=limit + 1)
        humid = _humidity(connection, site_id, windows) if correction == "humidity" else None
    unit = unit_of(services, parameter)
    return page_of(
        windows,
        limit,
        lambda row: _answer(row, parameter, averaging, unit, humid),
        lambda row: (row.end if averaging in ("day", "year") else row.start + 1,),
    )


def _check_averaged(parameter: str, averaging: str, correction: str) -> None:
    if parameter not in AIR_PARAMETERS:
        raise wrong_field("parameter", f"{parameter!r} is not averaged; there are {', '.join(sorted(AIR_PARAMETERS))}")
    if parameter in DIRECTIONS and averaging != "hour":
        raise wrong_field("averaging", f"must be `hour` for {parameter}: a day in which the wind turns has no direction")
    if correction == "humidity" and (averaging != "hour" or parameter not in humidity.PARAMETERS):
        raise wrong_field("correction", "humidity is for hourly means of pm1, pm25 and pm10")


def _humidity(connection: Connection, site_id: str, rows: list[WindowMean]) -> dict[int, float]:
    if not rows:
        return {}
    return {row.start: row.mean for row in window_means(connection, site_id, "humidity", "hour", rows[0].start, rows[-1].end) if row.valid}


def _answer(window: WindowMean, parameter: str, averaging: AveragingIn, unit: str, humid: dict[int, float] | None) -> MeanAnswer:
    moist = None if humid is None else humid.get(window.start)
    return MeanAnswer(
        start=window.start,
        end=window.end,
        parameter=parameter,
        averaging=averaging,
        mean=window.mean,
        unit=unit,
        n=window.n,
        expected=window.expected,
        coverage=window.coverage,
        status="valid" if window.valid else "insufficient",
        indicative=window.indicative,
        at_least=window.at_least,
        devices=window.sources,
        corrected=None if moist is None else humidity.corrected(window.mean, moist),
        correction=humidity.NAME if humid is not None else None,
    )

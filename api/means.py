"""What the hourly means at a site are."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from api import registering
from api.auth import public
from api.fields import Answer, Id, TimeIn, TimeOut
from api.paging import Cursor, Limit, Page, cursor_of, page_of, position_of
from api.problems import wrong_field
from api.services import Here
from api.value import unit_of
from domain.air.windows import AIR_PARAMETERS, SiteHour
from domain.device import Site
from storage.state import site_hours

router = APIRouter(prefix="/air/sites", tags=["extended", "means"])
_DAY = 86_400_000


class MeanAnswer(Answer):
    """One hour's mean at a site; `valid` with 75 % of the expected readings. `devices`: whose hours made it."""

    start: TimeOut
    end: TimeOut
    parameter: str
    averaging: Literal["hour"]
    mean: float
    unit: str
    n: int
    expected: int
    coverage: float
    status: Literal["valid", "insufficient"]
    devices: tuple[str, ...]


@router.get("/{site_id}/means", dependencies=[Depends(public("means"))], openapi_extra={"security": [{}]})
def get_means(
    site_id: Id,
    parameter: Annotated[str, Query(description="such as `pm25`")],
    here: Here,
    averaging: Literal["hour"] = "hour",
    start: Annotated[TimeIn | None, Query(description="hours that begin then or later; default 24 h before `end`")] = None,
    end: Annotated[TimeIn | None, Query(description="hours that begin before; default now")] = None,
    limit: Limit = 1000,
    cursor: Cursor = None,
) -> Page[MeanAnswer]:
    """Read a site's hourly means, oldest first; the hour that runs has what came so far. An hour without readings is left out."""
    if parameter not in AIR_PARAMETERS:
        raise wrong_field("parameter", f"{parameter!r} is not averaged; there are {', '.join(sorted(AIR_PARAMETERS))}")
    now = here.clock()
    before = now if end is None else end
    since = before - _DAY if start is None else start
    if since >= before:
        raise wrong_field("start", "must lie before `end`")
    position = position_of(cursor, int)
    with here.state.read() as connection:
        registering.known(connection, Site, site_id, now)
        after = position[0] if position else None
        rows, more = page_of(site_hours.means(connection, site_id, parameter, since, before, limit=limit + 1, after=after), limit)
    unit = unit_of(here, parameter)
    return Page(items=[_answer(row, unit, averaging) for row in rows], next_cursor=cursor_of(rows[-1].start) if more else None)


def _answer(hour: SiteHour, unit: str, averaging: Literal["hour"]) -> MeanAnswer:
    return MeanAnswer(
        start=hour.start,
        end=hour.end,
        parameter=hour.parameter,
        averaging=averaging,
        mean=hour.mean,
        unit=unit,
        n=hour.n,
        expected=hour.expected,
        coverage=hour.coverage,
        status="valid" if hour.valid else "insufficient",
        devices=hour.sources,
    )

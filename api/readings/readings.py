"""Answers readings as pages of JSON or as a stream of CSV."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.readings.csv_export import MEDIA_TYPE, rows
from api.readings.query import Position, Selection, one_page
from api.web.auth import reader
from api.web.fields import Answer, Id, TimeIn, TimeOut
from api.web.paging import Cursor, Page, cursor_of, position_of
from api.web.period import period
from api.web.services import Services, ServicesDep
from api.web.units_and_flags import check_measured
from domain.duration import DAY
from domain.reading import AHEAD_MS

router = APIRouter(prefix="/readings", tags=["core", "readings"])


class ReadingValue(Answer):
    """One measured value as the device sent it; `flag`: 1 good, 2 not judged, 3 suspect, 4 failed, 9 a sentinel."""

    device_id: str
    parameter: str
    time: TimeOut
    value: float
    unit: str
    flag: int


_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Page[ReadingValue],
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": "device_id,parameter,time,value,unit,flag\r\n"}},
    }
}


@router.get("", dependencies=[Depends(reader)], responses=_DOCUMENTED, response_class=JSONResponse)
def get_readings(
    services: ServicesDep,
    device_id: Annotated[list[Id], Query(max_length=100, description="of these devices; default all")] = [],  # noqa: B006 - FastAPI copies it
    parameter: Annotated[list[str], Query(max_length=50, description="of these parameters; default all")] = [],  # noqa: B006
    start: Annotated[TimeIn | None, Query(description="from this time on; default 24 h before `end`")] = None,
    end: Annotated[TimeIn | None, Query(description="before this time; default all there is")] = None,
    limit: Annotated[
        int | None, Query(ge=1, le=10_000, description="values on a page (default 1000) or rows of a CSV (default all)")
    ] = None,
    cursor: Cursor = None,
    format: Literal["json", "csv"] = "json",  # noqa: A002 - the contract's word
) -> Response:
    """Read values with `start <= time < end`, by device, time and parameter."""
    selection = _select(services, device_id, parameter, start, end, position_of(cursor, str, int, str))
    if format == "csv":
        headers = {"Content-Disposition": 'attachment; filename="readings.csv"'}
        return StreamingResponse(rows(services, selection, limit), media_type=MEDIA_TYPE, headers=headers)
    values, behind = one_page(services, selection, limit or 1000)
    items = [ReadingValue.model_construct(**{name: getattr(value, name) for name in value.__slots__}) for value in values]
    page: Page[ReadingValue] = Page(items=items, next_cursor=cursor_of(*behind) if behind else None)
    return Response(page.model_dump_json(), media_type="application/json")


def _select(
    services: Services, devices: list[str], parameters: list[str], start: int | None, end: int | None, after: Position | None
) -> Selection:
    for name in parameters:
        check_measured(services, name)
    since, before = period(start, end, latest=services.clock() + AHEAD_MS + 1, lasting=DAY)
    return Selection(start=since, end=before, devices=frozenset(devices), parameters=frozenset(parameters), after=after)

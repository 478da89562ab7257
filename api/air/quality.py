"""What has something against stored values, and why."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.registry import versions
from api.web.auth import reader
from api.web.fields import Answer, Id, TimeIn, TimeOut
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.period import period
from api.web.services import ServicesDep
from domain.device import Device
from domain.duration import DAY
from domain.reading import AHEAD_MS
from storage.state.air import quality

router = APIRouter(prefix="/quality", tags=["extended", "quality"])


class MarkAnswer(Answer):
    """One value's flag (3 suspect, 4 failed, 9 missing), the reason, and the version of the rules that judged it."""

    device_id: str
    parameter: str
    time: TimeOut
    flag: int
    reason: str
    rule_version: str


@router.get("", dependencies=[Depends(reader)])
def list_marks(
    services: ServicesDep,
    device_id: Annotated[Id, Query(description="of this device")],
    start: Annotated[TimeIn | None, Query(description="from this time on; default 24 h before `end`")] = None,
    end: Annotated[TimeIn | None, Query(description="before this time; default now")] = None,
    limit: Limit = 1000,
    cursor: Cursor = None,
) -> Page[MarkAnswer]:
    """List the values of a device that are not good, by time; a value that is not listed has nothing against it."""
    now = services.clock()
    since, before = period(start, end, latest=now + AHEAD_MS + 1, lasting=DAY)
    after = position_of(cursor, int, str) or (since - 1, "")
    with services.state.read() as connection:
        versions.existing(connection, Device, device_id, now)
        marks = quality.page(connection, device_id, since, before, limit=limit + 1, after=after)
    return page_of(marks, limit, _answer, lambda mark: (mark.time, mark.parameter))


def _answer(mark: quality.Mark) -> MarkAnswer:
    return MarkAnswer(**{name: getattr(mark, name) for name in MarkAnswer.model_fields})

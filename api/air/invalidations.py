"""Which periods people declared invalid: raw values stay, means are worked out again without them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from api.registry import versions
from api.web.auth import reader, writer
from api.web.fields import Answer, Body, Id, Text, TimeIn, TimeOut, examples
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.problems import not_found, wrong_field
from api.web.services import Services, ServicesDep
from api.web.units_and_flags import check_measured
from domain.device import Device
from storage.state.access.keys import Key
from storage.state.air import invalidations
from storage.state.air.invalidations import Invalidation

router = APIRouter(prefix="/invalidations", tags=["extended", "invalidations"])
# Whoever looks after the devices knows when one measured wrongly.
Writer = Annotated[Key, Depends(writer("devices"))]


class InvalidationBody(Body):
    """[`start`, `end`) of a device's values, of one parameter or (without) all, and why."""

    model_config = examples({"device_id": "torget-1", "parameter": "pm25", "start": "2026-01-10T08:00:00Z", "end": "2026-01-12T12:00:00Z",
                             "reason": "stood in the workshop"})  # fmt: skip

    device_id: Id
    parameter: str | None = Field(None, max_length=32)
    start: TimeIn
    end: TimeIn
    reason: Text


class InvalidationAnswer(Answer):
    """A declared period; a withdrawn one no longer counts but stays known."""

    id: str
    device_id: str
    parameter: str | None
    start: TimeOut
    end: TimeOut
    reason: str
    by: str
    at: TimeOut
    withdrawn_at: TimeOut | None
    withdrawn_by: str | None


@router.get("", dependencies=[Depends(reader)])
def list_invalidations(
    services: ServicesDep, limit: Limit = 100, cursor: Cursor = None, device_id: Id | None = None
) -> Page[InvalidationAnswer]:
    """List declared periods by id, withdrawn ones too."""
    (after,) = position_of(cursor, str) or ("",)
    with services.state.read() as connection:
        rows = invalidations.page(connection, after=after, limit=limit + 1, device_id=device_id)
    return page_of(rows, limit, _answer, lambda row: (row.id,))


@router.post("", status_code=201)
def declare_invalid(body: InvalidationBody, services: ServicesDep, key: Writer, response: Response) -> InvalidationAnswer:
    """Declare a period invalid; its means are worked out again within seconds."""
    row = declare(services, body, by=key.name)
    response.headers["Location"] = f"/api/v1/invalidations/{row.id}"
    return _answer(row)


def declare(services: Services, body: InvalidationBody, *, by: str) -> Invalidation:
    """Declare a period invalid in somebody's name. Raises a 404 or 422."""
    check_period(services, body)
    now = services.clock()
    with services.state.begin() as connection:
        versions.existing(connection, Device, body.device_id, now)
        return invalidations.declare(connection, body.device_id, body.parameter, body.start, body.end, reason=body.reason, by=by, now=now)


def check_period(services: Services, body: InvalidationBody) -> None:
    """Raise a 422 when nothing measures the parameter, or the period ends before it begins."""
    if body.parameter is not None:
        check_measured(services, body.parameter)
    if body.start >= body.end:
        raise wrong_field("start", "must lie before `end`")


@router.get("/{invalidation_id}", dependencies=[Depends(reader)])
def get_invalidation(invalidation_id: Id, services: ServicesDep) -> InvalidationAnswer:
    """Read a declared period."""
    with services.state.read() as connection:
        row = invalidations.get(connection, invalidation_id)
    if row is None:
        raise not_found("invalidation", invalidation_id)
    return _answer(row)


@router.delete("/{invalidation_id}", status_code=204)
def withdraw_invalidation(invalidation_id: Id, services: ServicesDep, key: Writer) -> None:
    """Take a declared period back: its values count again."""
    withdraw(services, invalidation_id, by=key.name)


def withdraw(services: Services, invalidation_id: str, *, by: str) -> Invalidation:
    """Take a declared period back in somebody's name, and return what it was. Raises a 404."""
    with services.state.begin() as connection:
        row = invalidations.get(connection, invalidation_id)
        if row is None:
            raise not_found("invalidation", invalidation_id)
        invalidations.withdraw(connection, row, by=by, now=services.clock())
    return row


def _answer(row: Invalidation) -> InvalidationAnswer:
    return InvalidationAnswer(**{name: getattr(row, name) for name in InvalidationAnswer.model_fields})

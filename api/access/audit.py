"""Shows every change by anyone, and exports them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from api.web.auth import writer
from api.web.fields import Answer, TimeIn, TimeOut
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.services import ServicesDep
from domain.access.actor import ActorKind
from domain.access.scope import ADMIN
from storage.state.audit import log
from storage.state.audit_export import Format, lines

router = APIRouter(prefix="/audit", tags=["extended", "audit"], dependencies=[Depends(writer(ADMIN))])
_MEDIA_TYPES: Mapping[Format, str] = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
_TEXT = {"schema": {"type": "string"}}


class AuditEntry(Answer):
    """A change: by whom, from which address, what it was before and after; null where it was forgotten, or is nobody's.

    Of a change only what differs is told. `hash` covers the entry before: `bysans audit verify` follows the chain.
    """

    number: int
    at: TimeOut
    actor: ActorKind
    actor_id: str | None
    name: str | None
    address: str | None
    action: Literal["added", "changed", "removed"]
    kind: str
    thing: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    hash: str


@router.get("")
def list_audit(
    services: ServicesDep,
    kind: Annotated[str | None, Query(max_length=24, description="only of this kind of thing, such as `threshold`")] = None,
    thing: Annotated[str | None, Query(max_length=200, description="only of the thing with this id")] = None,
    since: Annotated[TimeIn | None, Query(description="only since this time")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[AuditEntry]:
    """List every change by anyone, the newest first. Needs the scope `admin`."""
    (before,) = position_of(cursor, int) or (None,)
    with services.state.read() as connection:
        entries = log.page(connection, before=before, kinds=() if kind is None else (kind,), thing=thing, since=since, limit=limit + 1)
    return page_of(entries, limit, lambda entry: AuditEntry.model_validate(entry, from_attributes=True), lambda entry: (entry.number,))


@router.get("/export", response_class=StreamingResponse, responses={200: {"content": dict.fromkeys(_MEDIA_TYPES.values(), _TEXT)}})
def export_audit(services: ServicesDep, format: Format = "ndjson") -> StreamingResponse:  # noqa: A002 - the parameter's name
    """Export the whole log as CSV or lines of JSON, the oldest change first. Needs the scope `admin`."""
    return StreamingResponse(lines(services.state, format), media_type=_MEDIA_TYPES[format])

"""Devices that sent readings but are not registered yet."""

from fastapi import APIRouter, Depends

from api.web.auth import reader
from api.web.fields import Answer, TimeOut
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.services import ServicesDep
from storage.state.ingest import proposals

router = APIRouter(prefix="/proposals", tags=["extended", "proposals"])


class ProposalAnswer(Answer):
    """A device that nobody registered: what it sent waits in quarantine. `PUT /devices/{id}` approves it."""

    id: str
    kind: str
    topic: str
    model: str | None
    dev_eui: str | None
    first_seen: TimeOut
    last_seen: TimeOut
    messages: int


@router.get("", dependencies=[Depends(reader)])
def list_proposals(services: ServicesDep, limit: Limit = 100, cursor: Cursor = None) -> Page[ProposalAnswer]:
    """List devices that wait for approval, by id."""
    (after,) = position_of(cursor, str) or ("",)
    with services.state.read() as connection:
        rows = proposals.page(connection, after=after, limit=limit + 1)
    return page_of(rows, limit, lambda row: ProposalAnswer.model_validate(row, from_attributes=True), lambda row: (row.id,))

"""Devices that sent readings but are not registered yet."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.web.auth import reader, writer
from api.web.fields import Answer, Id, TimeOut
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.problems import not_found
from api.web.services import Services, ServicesDep
from storage.state.access.keys import Key
from storage.state.ingest import proposals

router = APIRouter(prefix="/proposals", tags=["extended", "proposals"])


class ProposalAnswer(Answer):
    """A device that nobody registered: what it sent waits in quarantine. `PUT /devices/{id}` approves it, `DELETE` rejects it."""

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


@router.delete("/{proposal_id}", status_code=204)
def delete_proposal(proposal_id: Id, services: ServicesDep, key: Annotated[Key, Depends(writer("devices"))]) -> Response:
    """Reject a device: it is not proposed again, though it goes on sending. `PUT /devices/{id}` still registers it."""
    reject_proposal(services, proposal_id, by=key.name)
    return Response(status_code=204)


def reject_proposal(services: Services, proposal_id: str, *, by: str) -> None:
    """Reject a device in somebody's name. Raises a 404."""
    with services.state.begin() as connection:
        if not proposals.reject(connection, proposal_id, at=services.clock(), by=by):
            raise not_found("proposed device", proposal_id)

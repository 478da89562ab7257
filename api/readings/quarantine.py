"""Shows quarantined readings, replays and deletes them."""

from base64 import b64encode
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from api.web.auth import reader, writer
from api.web.fields import Answer, Id, TimeOut
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.problems import not_found
from api.web.services import Services, ServicesDep
from domain.access.scope import ADMIN
from domain.reading import Reason
from storage.state import jobs
from storage.state.ingest import quarantine
from storage.state.ingest.quarantine import Quarantined

router = APIRouter(prefix="/quarantine", tags=["extended", "quarantine"])
_MAY_WRITE = [Depends(writer(ADMIN))]

RowId = Annotated[str, Path(min_length=1, max_length=64)]


class QuarantinedAnswer(Answer):
    """A reading that could not be used; `payload` is its bytes in base64, `detail` names field and value."""

    id: str
    reason: str
    detail: str
    topic: str
    device_id: str | None
    received_at: TimeOut
    payload: str


class ReplayAnswer(Answer):
    """A reading that ingest will try again; it leaves quarantine when it is stored."""

    id: str
    state: str = "asked"


@router.get("", dependencies=[Depends(reader)])
def list_quarantine(
    services: ServicesDep, limit: Limit = 100, cursor: Cursor = None, reason: Reason | None = None, device_id: Id | None = None
) -> Page[QuarantinedAnswer]:
    """List quarantined readings, newest first; of a device also those that stand under its DevEUI."""
    before = position_of(cursor, int, str)
    with services.state.read() as connection:
        senders = None if device_id is None else sorted(services.registry(connection).names_of(device_id))
        rows = quarantine.page(connection, before=before, limit=limit + 1, reason=reason, devices=senders)
    return page_of(rows, limit, _answer, lambda row: (row.received_at, row.id))


@router.get("/{row_id}", dependencies=[Depends(reader)])
def get_quarantined(row_id: RowId, services: ServicesDep) -> QuarantinedAnswer:
    """Read one quarantined reading."""
    with services.state.read() as connection:
        row = quarantine.get(connection, row_id)
    if row is None:
        raise not_found("quarantined reading", row_id)
    return _answer(row)


@router.post("/{row_id}/replay", dependencies=_MAY_WRITE, status_code=202)
def replay_quarantined(row_id: RowId, services: ServicesDep) -> ReplayAnswer:
    """Ask ingest to try a reading again, after what was wrong is mended."""
    ask_replay(services, row_id)
    return ReplayAnswer(id=row_id)


def ask_replay(services: Services, row_id: str) -> None:
    """Have ingest try a reading again. Raises a 404."""
    with services.state.begin() as connection:
        if quarantine.get(connection, row_id) is None:
            raise not_found("quarantined reading", row_id)
        jobs.ask(connection, jobs.REPLAY, [row_id], services.clock())


@router.delete("/{row_id}", dependencies=_MAY_WRITE, status_code=204)
def delete_quarantined(row_id: RowId, services: ServicesDep) -> None:
    """Throw a quarantined reading away."""
    with services.state.begin() as connection:
        if not quarantine.remove(connection, [row_id]):
            raise not_found("quarantined reading", row_id)


def _answer(row: Quarantined) -> QuarantinedAnswer:
    return QuarantinedAnswer(
        id=row.id,
        reason=row.reason,
        detail=row.detail,
        topic=row.topic,
        device_id=row.device,
        received_at=row.received_at,
        payload=b64encode(row.payload).decode(),
    )

"""Answers when bins were emptied, takes reports of bins, and lists what somebody has to look at."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request

from api.registry import versions
from api.waste.bin_requests import Report, keep_report
from api.web.address import address_of
from api.web.auth import reader, writer
from api.web.fields import Answer, Body, Figure, Id, Note, TimeIn, TimeOut, examples
from api.web.idempotency import IdempotencyKey
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.problems import not_found
from api.web.rate_limit import REPORTS
from api.web.services import Services, ServicesDep
from domain.device import Bin
from domain.waste.reports.request import ReportKind
from domain.waste.rounds.work_item import WorkItemKind
from storage.state.access.keys import Key
from storage.state.waste import emptyings, work_items
from storage.state.waste.emptyings import Emptying
from storage.state.waste.work_items import WorkItem

router = APIRouter(tags=["extended", "emptyings"])


class EmptyingAnswer(Answer):
    """One emptying. `fill_before`, `fill_after` (%): null where no sensor measured; `evidence`: what supports it; `confidence` 0–1.

    `detected` by the sensor; `confirmed` when a crew reports it too, or alone.
    """

    bin_id: str
    time: TimeOut
    known_at: TimeOut
    status: Literal["detected", "confirmed"]
    fill_before: Figure | None
    fill_after: Figure | None
    evidence: list[str]
    confidence: Figure


class ReportBody(Body):
    """What somebody sees at the bin; `other` is what no emptying mends, in words in `note`."""

    model_config = examples({"what": "full"}, {"what": "other", "note": "Lokket er borte"})

    what: ReportKind = "full"
    note: Note | None = None


class ReportAnswer(Answer):
    """The report as it is kept; nothing is kept of who made it.

    `request`: its request's number, under which one sees what becomes of it; `reports`: how many have reported the same.
    """

    bin_id: str
    what: ReportKind
    time: TimeOut
    request: int
    reports: int


class WorkItemAnswer(Answer):
    """Something about a bin at `time` that somebody has to look at.

    `visited_not_emptied`, `emptied_without_visit`: crew and sensor contradict each other. `damaged`, `could_not_reach`, `not_found`,
    `other` (in words at the stop): why a crew did not empty the bin. `citizen_report`: somebody reported that something is wrong.
    """

    id: int
    bin_id: str
    kind: WorkItemKind
    time: TimeOut
    raised_at: TimeOut
    done_at: TimeOut | None
    by: str | None
    note: str | None


class DoneBody(Body):
    """What somebody found out."""

    model_config = examples({"note": "Beholderen var flyttet"})

    note: Note | None = None


_FULL = ReportBody()
_NO_NOTE = DoneBody()
Number = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/bins/{bin_id}/emptyings", dependencies=[Depends(reader)])
def list_emptyings(
    bin_id: Id,
    services: ServicesDep,
    limit: Limit = 100,
    cursor: Cursor = None,
    since: Annotated[TimeIn | None, Query(description="emptied then or later")] = None,
) -> Page[EmptyingAnswer]:
    """List a bin's emptyings, newest first."""
    (before,) = position_of(cursor, int) or (None,)
    with services.state.read() as connection:
        versions.existing(connection, Bin, bin_id, services.clock())
        rows = emptyings.page(connection, bin_id, since=since, before=before, limit=limit + 1)
    return page_of(rows, limit, _emptying, lambda row: (row.time,))


@router.post("/bins/{bin_id}/reports", status_code=201)
def report_bin(
    bin_id: Id, request: Request, services: ServicesDep, body: ReportBody = _FULL, idempotency_key: IdempotencyKey = None
) -> ReportAnswer:
    """Report a bin: without a key, a few times a minute. "Full" counts until the bin is emptied; `other` becomes a work item."""
    services.rate_limit.count(REPORTS, address_of(request))
    once = f"api {idempotency_key}" if idempotency_key else None
    kept = keep_report(services, bin_id, Report(kind=body.what, once=once, note=body.note or None)).request
    return ReportAnswer(bin_id=bin_id, what=body.what, time=services.clock(), request=kept.number, reports=kept.reports)


@router.get("/work-items", dependencies=[Depends(reader)])
def list_work_items(
    services: ServicesDep,
    limit: Limit = 100,
    cursor: Cursor = None,
    state: Literal["open", "done"] | None = None,
    bin_id: Id | None = None,
) -> Page[WorkItemAnswer]:
    """List what somebody has to look at, newest first."""
    (before,) = position_of(cursor, int) or (None,)
    is_open = None if state is None else state == "open"
    with services.state.read() as connection:
        rows = work_items.page(connection, is_open=is_open, bin_id=bin_id, before=before, limit=limit + 1)
    return page_of(rows, limit, _work_item, lambda row: (row.id,))


@router.post("/work-items/{number}/done")
def settle_work_item(
    number: Number, services: ServicesDep, key: Annotated[Key, Depends(writer("pickups"))], body: DoneBody = _NO_NOTE
) -> WorkItemAnswer:
    """Mark an item as done; a second time changes nothing."""
    return _work_item(finish_work_item(services, number, by=key.name, note=body.note))


def finish_work_item(services: Services, number: int, *, by: str, note: str | None) -> WorkItem:
    """Mark an item as done in somebody's name. Raises a 404."""
    with services.state.begin() as connection:
        work_items.done(connection, number, by=by, note=note, now=services.clock())
        item = work_items.get(connection, number)
    if item is None:
        raise not_found("work item", str(number))
    return item


def _emptying(row: Emptying) -> EmptyingAnswer:
    return EmptyingAnswer(
        bin_id=row.bin_id,
        time=row.time,
        known_at=row.known_at,
        status="confirmed" if row.status == "confirmed" else "detected",
        fill_before=row.before,
        fill_after=row.after,
        evidence=list(row.evidence),
        confidence=row.confidence,
    )


def _work_item(item: WorkItem) -> WorkItemAnswer:
    return WorkItemAnswer.model_validate(item, from_attributes=True)

"""Thresholds over HTTP, and who changed them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from api.alerts.threshold_body import ThresholdAnswer, ThresholdBody
from api.web.auth import reader, writer
from api.web.etag import CachedETag, IfMatch, IfNoneMatch, check_match, etag_of, is_current
from api.web.fields import Answer, Id, TimeOut, check_id
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.problems import not_found, wrong_field
from api.web.services import Services, ServicesDep
from api.web.units_and_flags import check_measured, unit_of
from domain.air.direction import DIRECTIONS
from domain.air.windows import AIR_PARAMETERS
from domain.alerts.threshold import WATCHED, Scope, Threshold
from domain.alerts.threshold_form import form_of
from domain.device import Bin, Device, Site
from storage.state import registry
from storage.state.access.keys import Key
from storage.state.alerts import thresholds
from storage.state.alerts.thresholds import StoredThreshold

router = APIRouter(prefix="/thresholds", tags=["core", "thresholds"])
_ETAG = {"headers": {"ETag": {"schema": {"type": "string"}, "description": "names this version"}}}
Writer = Annotated[Key, Depends(writer("thresholds"))]


class ChangeAnswer(Answer):
    """One change: `before` is null where it was created, `after` where it was deleted."""

    version: int
    at: TimeOut
    by: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@router.get("", dependencies=[Depends(reader)])
def list_thresholds(services: ServicesDep, limit: Limit = 100, cursor: Cursor = None) -> Page[ThresholdAnswer]:
    """List thresholds by id."""
    (after,) = position_of(cursor, str) or ("",)
    with services.state.read() as connection:
        rows = thresholds.page(connection, after=after, limit=limit + 1)
    return page_of(rows, limit, lambda row: _answer(services, row), lambda row: (row.id,))


@router.get(
    "/{threshold_id}",
    dependencies=[Depends(reader)],
    response_model=ThresholdAnswer,
    responses={200: _ETAG, 304: {"description": "It is that version still.", **_ETAG}},
)
def get_threshold(
    threshold_id: Id, services: ServicesDep, response: Response, if_none_match: CachedETag = None
) -> ThresholdAnswer | Response:
    """Read a threshold and, as its ETag, the version that it is."""
    with services.state.read() as connection:
        stored = thresholds.get(connection, threshold_id)
    if stored is None:
        raise not_found("threshold", threshold_id)
    if is_current(stored.version, if_none_match):
        return Response(status_code=304, headers={"ETag": etag_of(stored.version)})
    response.headers["ETag"] = etag_of(stored.version)
    return _answer(services, stored)


@router.put("/{threshold_id}", responses={200: _ETAG, 201: {"description": "The threshold is new.", "model": ThresholdAnswer, **_ETAG}})
def put_threshold(
    threshold_id: Id,
    body: ThresholdBody,
    services: ServicesDep,
    key: Writer,
    response: Response,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> ThresholdAnswer:
    """Create a threshold (`If-None-Match: *`) or replace the version that `If-Match` names."""
    check_id(body.id, threshold_id)
    stored, is_new = store(services, threshold_id, body, by=key.name, if_match=if_match, if_none_match=if_none_match)
    response.status_code = 201 if is_new else 200
    response.headers["ETag"] = etag_of(stored.version)
    return _answer(services, stored)


def store(
    services: Services, threshold_id: str, body: ThresholdBody, *, by: str, if_match: str | None, if_none_match: str | None
) -> tuple[StoredThreshold, bool]:
    """Store a threshold in somebody's name, and return it with whether it is new. Raises a 412, 422 or 428."""
    check_parameter(services, body)
    threshold = body.threshold(threshold_id)
    with services.state.begin() as connection:
        before = thresholds.get(connection, threshold_id)
        version, current = (before.version, form_of(before.threshold)) if before else (None, None)
        check_match(version, if_match, if_none_match, current=current, yours=form_of(threshold))
        check_scope(connection, threshold.scope, services.clock())
        _check_base(connection, threshold)
        if before is not None and before.threshold == threshold:
            return before, False
        return thresholds.put(connection, threshold, by=by, now=services.clock()), before is None


@router.delete("/{threshold_id}", status_code=204)
def delete_threshold(threshold_id: Id, services: ServicesDep, key: Writer, if_match: IfMatch = None) -> None:
    """Delete a threshold, with `If-Match` only the version that it names; its history stays."""
    remove(services, threshold_id, by=key.name, if_match=if_match)


def remove(services: Services, threshold_id: str, *, by: str, if_match: str | None) -> None:
    """Delete a threshold in somebody's name. Raises a 404, or a 412 when it is no longer the version that `if_match` names."""
    with services.state.begin() as connection:
        before = thresholds.get(connection, threshold_id)
        if before is None:
            raise not_found("threshold", threshold_id)
        check_match(before.version, if_match or "*", None, current=form_of(before.threshold), yours=None)
        thresholds.remove(connection, threshold_id, by=by, now=services.clock())


@router.get("/{threshold_id}/history", dependencies=[Depends(reader)])
def get_threshold_history(threshold_id: Id, services: ServicesDep, limit: Limit = 100, cursor: Cursor = None) -> Page[ChangeAnswer]:
    """Read who changed a threshold from what to what, newest first; also of one that was deleted."""
    (before,) = position_of(cursor, int) or (None,)
    with services.state.read() as connection:
        versions = thresholds.history(connection, threshold_id, before=before, limit=limit + 1)
    if not versions and before is None:
        raise not_found("threshold", threshold_id)
    return page_of(versions, limit, lambda row: ChangeAnswer.model_validate(row, from_attributes=True), lambda row: (row.version,))


def check_parameter(services: Services, body: ThresholdBody) -> None:
    """Raise a 422 when nothing measures what a threshold is about, or nothing averages it."""
    if body.parameter not in WATCHED:
        check_measured(services, body.parameter)
    if body.averaging != "instant" and body.parameter not in AIR_PARAMETERS:
        raise wrong_field("averaging", f"must be `instant` for {body.parameter}: only what is measured of the air has means")
    if body.averaging not in ("instant", "hour") and body.parameter in DIRECTIONS:
        raise wrong_field("averaging", f"must be `instant` or `hour` for {body.parameter}: a direction is averaged over hours only")


def check_scope(connection: Connection, scope: Scope, now: int) -> None:
    """Raise a 422 when the place that a threshold names is not there; a tag may be given to a place later."""
    match scope:
        case Scope(place="site", id=str(site)):
            is_there = registry.get(connection, Site, site, now) is not None
        case Scope(place="bin", id=str(bin_)):
            is_there = registry.get(connection, Bin, bin_, now) is not None
        case Scope(place="device", id=str(device)):
            is_there = registry.get(connection, Device, device, now) is not None
        case _:
            is_there = True
    if not is_there:
        raise wrong_field(f"scope.{scope.place}", f"there is no {scope.place} {scope.id!r}")


def _check_base(connection: Connection, threshold: Threshold) -> None:
    if threshold.worsens is None:
        return
    stored = thresholds.get(connection, threshold.worsens)
    if stored is None or stored.id == threshold.id or not threshold.can_worsen(stored.threshold):
        wanted = "another threshold of the same kind, parameter, averaging and scope that is less severe and worsens none itself"
        raise wrong_field("worsens", f"{threshold.worsens!r} must be {wanted}")


def _answer(services: Services, stored: StoredThreshold) -> ThresholdAnswer:
    parameter = stored.threshold.parameter
    unit = WATCHED.get(parameter) or unit_of(services, parameter)
    return ThresholdAnswer.model_validate({"id": stored.id, "unit": unit, **form_of(stored.threshold)})

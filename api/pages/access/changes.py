"""The page of every change: who did what, when, and what it was before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.web.services import ServicesDep
from domain.access.scope import ADMIN
from storage.state.audit import log
from storage.state.audit.log import Entry

router = APIRouter(include_in_schema=False, tags=[PAGE])
KINDS = (
    *("device", "site", "bin", "new_device", "sensor_photo", "threshold", "alert", "receiver", "practice", "goal", "columns"),
    *("invalidation", "day_tag", "quarantined", "fleet", "round", "stop_event", "round_link", "stop_photo"),
    *("bin_report", "dismissed_request", "report_photo", "work_item", "key", "session", "job"),
)
_SHOWN = 100
_LONGEST = 200  # of a value on the page; the export has it whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A part of a thing that differs, as text; empty where there was or is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """A change and what differs by it."""

    entry: Entry
    differences: Sequence[Difference]


@router.get("/endringer")
def changes_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the changes, newest first; `?slag=KIND` only of one kind, `?foer=NUMBER` those before one."""
    insist(reader.sees_all, 401)
    insist(reader.may(ADMIN), 403)
    kind, before = request.query_params.get("slag", ""), request.query_params.get("foer", "")
    with services.state.read() as connection:
        entries = log.page(
            connection,
            kinds=(kind,) if kind in KINDS else (),
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,
            limit=_SHOWN + 1,
        )
    shown = [ShownChange(entry=entry, differences=differences(entry.before, entry.after)) for entry in entries[:_SHOWN]]
    older = shown[-1].entry.number if len(entries) > _SHOWN else None
    return render(request, services, reader, "access/changes.html", changes=shown, older=older, kinds=KINDS, kind=kind)


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Difference]:
    """Return what differs, part by part; what a body holds stands beside the rest."""
    old, new = _flat(before or {}), _flat(after or {})
    names = list(dict.fromkeys([*old, *new]))
    return [Difference(name=name, before=old.get(name, ""), after=new.get(name, "")) for name in names if old.get(name) != new.get(name)]


def _flat(content: Mapping[str, Any]) -> dict[str, str]:
    body = content.get("body")
    parts = {**{name: value for name, value in content.items() if name != "body"}, **(body if isinstance(body, Mapping) else {})}
    return {name: _text(value) for name, value in parts.items() if value is not None}


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

"""The page of every change: who did what, when, and what it was before."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.pages.access.change_words import ChangeWords, Difference
from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.registry.names import names_now
from api.text.formats import Formats
from api.text.language import words
from api.web.services import ServicesDep
from domain.access.scope import ADMIN
from storage.state.access import keys
from storage.state.audit import log
from storage.state.audit.log import Entry

router = APIRouter(include_in_schema=False, tags=[PAGE])
KINDS = (
    *("device", "site", "bin", "new_device", "sensor_photo", "threshold", "alert", "receiver", "practice", "goal", "columns"),
    *("invalidation", "day_tag", "quarantined", "fleet", "round", "stop_event", "round_link", "stop_photo"),
    *("bin_report", "dismissed_request", "report_photo", "work_item", "key", "session", "job"),
)
_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """A change in words: of which `thing`, and what differs by it."""

    entry: Entry
    thing: str
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
        write = ChangeWords(
            formats=Formats(words(reader.language), services.clock()),
            names=names_now(services, connection, reader.language),
            units={parameter.name: parameter.unit for parameter in services.catalogue.parameters.values()},
            keys={key.id: key.name for key in keys.all_keys(connection)},
        )
    shown = [ShownChange(entry=entry, thing=write.thing(entry), differences=write.differences(entry)) for entry in entries[:_SHOWN]]
    older = shown[-1].entry.number if len(entries) > _SHOWN else None
    return render(request, services, reader, "access/changes.html", changes=shown, older=older, kinds=KINDS, kind=kind)

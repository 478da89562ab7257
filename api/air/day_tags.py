"""What people know of a day at a site, such as winter sanding: a note beside an exceedance, never a deletion."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.registry import versions
from api.web.auth import reader, writer
from api.web.fields import Answer, Body, Id, Note, TimeOut, examples
from api.web.paging import Page
from api.web.problems import ProblemError, wrong_field
from api.web.services import Services, ServicesDep
from domain.air.legal_day import date_of
from domain.device import Site
from storage.state.access.keys import Key
from storage.state.air import day_tags
from storage.state.air.day_tags import DayTag

router = APIRouter(prefix="/air/sites", tags=["extended", "compliance"])
Writer = Annotated[Key, Depends(writer("devices"))]
_LONGEST_DAYS = 3660


class DayTagBody(Body):
    """What is to be known."""

    model_config = examples({"note": "Sanding ended on 20 March; the streets were swept on 2 April."})

    note: Note = ""


class DayTagAnswer(Answer):
    """A note on a legal day; `by` whom it is, and since when."""

    date: date
    tag: str
    note: str
    by: str
    at: TimeOut


@router.get("/{site_id}/day-tags", dependencies=[Depends(reader)])
def list_day_tags(
    site_id: Id,
    services: ServicesDep,
    first: Annotated[date | None, Query(description="legal day; default a year before `last`")] = None,
    last: Annotated[date | None, Query(description="legal day; default today")] = None,
) -> Page[DayTagAnswer]:
    """List a site's notes by day, at most ten years at once."""
    now = services.clock()
    until = last or date_of(now)
    since = first or date.fromordinal(max(1, until.toordinal() - 365))
    if not 0 <= until.toordinal() - since.toordinal() <= _LONGEST_DAYS:
        raise wrong_field("first", "must lie before `last`, and at most ten years")
    with services.state.read() as connection:
        versions.existing(connection, Site, site_id, now)
        rows = day_tags.within(connection, site_id, since, until)
    return Page(items=[_answer(row) for row in rows])


@router.put("/{site_id}/day-tags/{day}/{tag}")
def put_day_tag(site_id: Id, day: date, tag: Id, body: DayTagBody, services: ServicesDep, key: Writer) -> DayTagAnswer:
    """Note something about a legal day, such as the tag `sanding`."""
    return _answer(keep(services, site_id, day, tag, body.note, by=key.name))


def keep(services: Services, site_id: str, day: date, tag: str, note: str, *, by: str) -> DayTag:
    """Keep a note on a legal day in somebody's name. Raises a 404."""
    now = services.clock()
    row = DayTag(site=site_id, day=day, tag=tag, note=note, by=by, at=now)
    with services.state.begin() as connection:
        versions.existing(connection, Site, site_id, now)
        day_tags.put(connection, row)
    return row


@router.delete("/{site_id}/day-tags/{day}/{tag}", status_code=204, dependencies=[Depends(writer("devices"))])
def delete_day_tag(site_id: Id, day: date, tag: Id, services: ServicesDep) -> None:
    """Take a note away."""
    with services.state.begin() as connection:
        if not day_tags.remove(connection, site_id, day, tag):
            raise ProblemError(404, f"There is no {tag!r} on {day} at site {site_id!r}.")


def _answer(row: DayTag) -> DayTagAnswer:
    return DayTagAnswer(date=row.day, tag=row.tag, note=row.note, by=row.by, at=row.at)

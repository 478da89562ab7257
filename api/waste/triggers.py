"""Triggers over HTTP: the bins for which a truck is needed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.waste.trigger_answer import TriggerAnswer, trigger_answer
from api.web.auth import reader
from api.web.fields import Text, TimeIn
from api.web.paging import Cursor, Limit, Page, page_of, position_of
from api.web.problems import not_found
from api.web.services import ServicesDep
from domain.waste.decision.trigger import TriggerState
from storage.state.waste import triggers

router = APIRouter(prefix="/pickups/triggers", tags=["core", "triggers"])
TriggerId = Annotated[str, Path(min_length=1, max_length=64)]


@router.get("", dependencies=[Depends(reader)])
def list_triggers(
    services: ServicesDep,
    limit: Limit = 100,
    cursor: Cursor = None,
    state: TriggerState | None = None,
    since: Annotated[TimeIn | None, Query(description="raised then or later")] = None,
    area: Annotated[Text | None, Query(description="a bin's first tag; `all` for bins without tags")] = None,
    fraction: Text | None = None,
) -> Page[TriggerAnswer]:
    """List triggers, newest first."""
    before = position_of(cursor, int, str)
    with services.state.read() as connection:
        rows = triggers.page(connection, state=state, since=since, area=area, fraction=fraction, before=before, limit=limit + 1)
    return page_of(rows, limit, trigger_answer, lambda trigger: (trigger.raised_at, trigger.id))


@router.get("/{trigger_id}", dependencies=[Depends(reader)])
def get_trigger(trigger_id: TriggerId, services: ServicesDep) -> TriggerAnswer:
    """Read a trigger."""
    with services.state.read() as connection:
        trigger = triggers.get(connection, trigger_id)
    if trigger is None:
        raise not_found("trigger", trigger_id)
    return trigger_answer(trigger)

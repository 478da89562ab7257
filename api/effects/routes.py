"""Effects over HTTP: what a period came to, for waste and air."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.effects.answer import EffectsAnswer
from api.web.auth import reader
from api.web.fields import TimeIn
from api.web.problems import wrong_field
from api.web.services import Services, ServicesDep
from config.indices import DEFAULT_INDEX, scale_at
from config.plan import plan_with_own
from domain.air.legal_day import date_of
from reports.effects.effects import effects
from reports.effects.figure import Effects
from reports.effects.period import PeriodError, period
from storage.state import own_settings

router = APIRouter(prefix="/effects", tags=["extended", "effects"])


@router.get("", dependencies=[Depends(reader)])
def get_effects(
    services: ServicesDep,
    start: Annotated[TimeIn | None, Query(description="default 30 days before `end`")] = None,
    end: Annotated[TimeIn | None, Query(description="default now; at most 366 days after `start`")] = None,
) -> EffectsAnswer:
    """Read what a period came to: waste and air, with formula, coverage and uncertainty, never of a driver or a shift."""
    return EffectsAnswer.model_validate(read_effects(services, start, end), from_attributes=True)


def read_effects(services: Services, start: int | None, end: int | None) -> Effects:
    """Read what a period came to; without bounds the 30 days until now. Raises a 422 for a period that cannot be."""
    try:
        since, until = period(start, end, services.clock())
    except PeriodError as error:
        raise wrong_field("end", str(error)) from error
    with services.state.read() as connection:
        return effects(
            connection,
            services.readings,
            services.registry(connection),
            plan=plan_with_own(services.figures, own_settings.read(connection, "practice"), own_settings.read(connection, "goal")),
            regime=services.regimes[services.settings.air.regime],
            scale=scale_at(services.indices[DEFAULT_INDEX], date_of(since)),
            start=since,
            end=until,
        )

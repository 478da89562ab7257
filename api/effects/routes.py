"""What the service has changed: both domains' figures against today's practice, and whether the goals are on course."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from api.air.regimes import DEFAULT_REGIME
from api.effects import air
from api.effects import waste as effects_waste
from api.effects.answer import EffectsAnswer, FactorsAnswer, FigureAnswer, GoalAnswer, LimitDaysAnswer
from api.effects.collecting import collected
from api.web.auth import reader
from api.web.fields import TimeIn
from api.web.problems import wrong_field
from api.web.services import Services, ServicesDep
from config.plan import Goal as GoalTable
from config.plan import PlanFigures
from domain.duration import DAY
from domain.effects.goal import Goal, course, wanted
from domain.rfc3339 import EARLIEST

router = APIRouter(prefix="/effects", tags=["extended", "effects"])
_LONGEST = 366 * DAY


@router.get("", dependencies=[Depends(reader)])
def get_effects(
    services: ServicesDep,
    start: Annotated[TimeIn | None, Query(description="default 30 days before `end`")] = None,
    end: Annotated[TimeIn | None, Query(description="default now; at most 366 days after `start`")] = None,
) -> EffectsAnswer:
    """Read what a period came to: waste and air, with formula, coverage and uncertainty, never of a driver or a shift."""
    since, until = period(start, end, services.clock())
    with services.state.read() as connection:
        return effects(services, connection, since, until)


def period(start: int | None, end: int | None, now: int) -> tuple[int, int]:
    """Return the period that is asked for (ms UTC), until now at the latest: what is ahead has not happened. Raises a 422."""
    until = now if end is None else end
    since = max(EARLIEST, until - 30 * DAY) if start is None else start
    if not 0 < until - since <= _LONGEST:
        raise wrong_field("end", "must lie after `start`, by at most 366 days")
    if until > now + DAY or since >= now:
        raise wrong_field("end", "lies ahead: nothing has happened there yet")
    return since, min(until, now)


def effects(services: Services, connection: Connection, start: int, end: int) -> EffectsAnswer:
    """Return the effects of a period (ms UTC); the API and the command line tell the same."""
    now = min(end, services.clock())
    sites = sorted(name for name, history in services.registry(connection).sites.items() if not history.at(end - 1).removed)
    found = collected(services, connection, start, end)
    waste = effects_waste.figures(found, services.figures)
    limits = air.limits(connection, sites, start, end)
    classes, judged = air.hours_by_class(connection, sites, start, end)
    hours = air.figure("site_hours_measured", None if judged is None else 100 * judged, "%", "valid hours / hours, over all sites", judged)
    return EffectsAnswer(
        start=start,
        end=end,
        days=round(found.days, 3),
        waste=waste,
        air=[_exceedance_days(limits), hours, air.delivering(services, connection, now)],
        limits=limits,
        hours_by_class=classes,
        index=air.INDEX,
        regime=DEFAULT_REGIME,
        goals=[_goal(goal, waste, found.days, now) for goal in services.figures.goals],
        co2=_factors(services.figures),
    )


def _exceedance_days(limits: list[LimitDaysAnswer]) -> FigureAnswer:
    days = sum(one.exceedances for one in limits if one.averaging != "hour")
    return air.figure("exceedance_days", days if limits else None, "days", "days above a limit, over sites and limits", None)


def _goal(goal: GoalTable, figures: list[FigureAnswer], days: float, now: int) -> GoalAnswer:
    known = {one.name: one for one in figures}
    figure = known.get(goal.figure)
    today = figure.today if figure else None
    changed = today.change_percent if today else None
    day = datetime.fromtimestamp(now / 1000, UTC).date()
    aim = Goal(change_percent=goal.change_percent, since=today.date if today else day, deadline=goal.deadline)
    return GoalAnswer(
        figure=goal.figure,
        change_percent=goal.change_percent,
        deadline=goal.deadline,
        role=goal.role,
        changed_percent=changed,
        wanted_by_now=round(wanted(aim, day), 1) if today else None,
        course=course(aim, changed, days, day),
    )


def _factors(plan: PlanFigures) -> FactorsAnswer:
    table = plan.co2
    names = ("kg_per_litre", "litres_per_km", "litres_per_stop_hour", "litres_per_idle_hour", "idle_share")
    return FactorsAnswer(
        version=table.version,
        sources=[str(getattr(table, f"{name}_source")) for name in names],
        **{name: getattr(table, name) for name in names},
    )

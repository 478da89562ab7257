"""What a period came to for waste and air, and whether the goals are on course."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from config.plan import GoalTable, PlanFigures, co2_factors
from domain.air.indices.scale import Scale
from domain.air.limit import Regime
from domain.device import Registry
from domain.effects.goal import Goal, course, wanted
from reports.effects.air import air_sites, exceedance_days, hours_by_class, limit_exceedances
from reports.effects.baselines import baselines
from reports.effects.collection_records import collection_records
from reports.effects.figure import Effects, Figure, GoalProgress
from reports.effects.sensors import sensors_delivering
from reports.effects.waste import waste_figures
from storage.readings.protocol import Readings


def effects(
    connection: Connection,
    readings: Readings,
    registry: Registry,
    *,
    plan: PlanFigures,
    regime: Regime,
    scale: Scale,
    start: int,
    end: int,
) -> Effects:
    """Return the effects of a period (ms UTC) that is over. Raises StoreAwayError or StoreRefusesError."""
    records = collection_records(connection, registry, start, end, detour_factor=plan.roads.detour_factor)
    sites = air_sites(registry, end)
    limits = limit_exceedances(connection, sites, regime, start, end)
    by_class, measured = hours_by_class(connection, sites, scale, start, end)
    beside = baselines(records, plan).beside
    waste = [beside(figure) for figure in waste_figures(records, plan)]
    delivering = sensors_delivering(connection, readings, registry, start, end)
    air = [beside(figure) for figure in (exceedance_days(limits), measured, delivering)]
    return Effects(
        start=start,
        end=end,
        waste=waste,
        air=air,
        limits=limits,
        hours_by_class=by_class,
        index=scale.name,
        regime=regime.name,
        goals=[_progress(goal, [*waste, *air], records.days, end) for goal in plan.goals],
        co2=co2_factors(plan.co2),
    )


def _progress(goal: GoalTable, figures: Sequence[Figure], days: float, end: int) -> GoalProgress:
    today = next((figure.today for figure in figures if figure.name == goal.figure), None)
    day = datetime.fromtimestamp(end / 1000, UTC).date()
    aim = Goal(change_percent=goal.change_percent, since=today.date if today else day, deadline=goal.deadline)
    changed = today.change_percent if today else None
    return GoalProgress(
        figure=goal.figure,
        change_percent=goal.change_percent,
        deadline=goal.deadline,
        role=goal.role,
        changed_percent=changed,
        wanted_by_now=round(wanted(aim, day), 1) if today else None,
        course=course(aim, changed, days, day),
    )

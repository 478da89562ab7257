"""Bins as a round requests them: where they stand, how full they are, and what each is worth."""

from collections.abc import Sequence

from sqlalchemy import Connection

from api.waste.bin_level import levels
from api.web.problems import wrong_field
from api.web.services import Services
from domain.device import Bin, Registry
from domain.waste.decision.prize import PrizeRule, used
from domain.waste.rounds.round_problem import RequestedBin
from storage.state.waste import beliefs

OWN_CHOICE = "asked"  # why a bin is on a round: somebody chose it


def is_registered(registry: Registry, bin_id: str, now: int) -> bool:
    """Return whether there is such a bin now."""
    history = registry.bins.get(bin_id)
    return history is not None and not history.at(now).removed


def requested_bins(
    services: Services, connection: Connection, field: str, bin_ids: Sequence[str], now: int, *, required: bool
) -> list[RequestedBin]:
    """Return the bins as they are now; one whose level nobody knows counts as full. Raises a 422 for an unknown one."""
    registry = services.registry(connection)
    unknown = [bin_id for bin_id in bin_ids if not is_registered(registry, bin_id, now)]
    if unknown:
        raise wrong_field(field, f"there is no bin {', '.join(unknown[:10])}{' …' if len(unknown) > 10 else ''}")
    bins = [registry.bins[bin_id].at(now) for bin_id in bin_ids]
    fills = {bin_id: level.fill for bin_id, level in levels(services, connection, bins, now).items()}
    rules = services.waste
    believed = beliefs.at(connection, bin_ids, now, rules.demand)
    shares = {bin_id: used(belief, now, rules.decision.risk_limit) for bin_id, belief in believed.items()}
    return [_requested(services, bin_, fills[bin_.id], shares.get(bin_.id), required=required) for bin_ in bins]


def _requested(services: Services, bin_: Bin, fill: float | None, used_share: float | None, *, required: bool) -> RequestedBin:
    litres = bin_.capacity_l * (100.0 if fill is None else fill) / 100
    prize = services.figures.prize
    rule = PrizeRule(metres=prize.metres, exponent=prize.exponent, least=prize.least_fill / 100)
    return RequestedBin(
        bin_id=bin_.id,
        lat=bin_.lat,
        lon=bin_.lon,
        fraction=bin_.fraction,
        litres=litres,
        kg=litres * services.figures.density(bin_.fraction),
        required=required,
        reason=OWN_CHOICE,
        prize_m=0.0 if required else rule.prize(used_share if used_share is not None else 1.0 if fill is None else fill / 100),
        fill=fill,
    )

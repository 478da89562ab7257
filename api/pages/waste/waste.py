"""What there is to collect: a line a fraction, the rounds that are not over, and every bin, read from the state in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.registry_now import registry_now
from api.pages.waste.bin_rows import BinRow, row_of, rows
from api.pages.waste.collecting import Collecting, waiting
from api.pages.waste.fractions import FractionLine, Where, lines
from api.registry import versions
from api.waste.bin_level import levels
from api.waste.on_rounds import on_rounds
from api.web.services import Services
from domain.device import Bin
from domain.waste.decision.trigger import area_of
from storage.state.waste import decisions, triggers


@dataclass(frozen=True, slots=True, kw_only=True)
class Waste:
    """Waste at `now` (ms UTC). `most_risk`: the P(overflow) above which a bin calls a truck."""

    now: int
    most_risk: float
    collecting: Collecting
    fractions: Sequence[FractionLine]
    bins: Sequence[BinRow]


def waste(services: Services) -> Waste:
    """Read what there is to collect. Raises StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        present = registry_now(services.registry(connection), now)
        collecting = waiting(connection)
        due = {bin_.bin_id: bin_ for trigger in collecting.triggers for bin_ in trigger.bins}
        levels_by_bin = levels(services, connection, list(present.bins.values()), now)
        bins = rows(present, levels_by_bin, due, on_rounds(connection))
        standing = decisions.standing(connection)
    by_where: dict[Where, list[BinRow]] = defaultdict(list)
    for row in bins:
        by_where[area_of(present.bins[row.id]), row.fraction].append(row)
    return Waste(
        now=now,
        most_risk=services.waste.decision.risk_limit,
        collecting=collecting,
        fractions=lines(by_where, standing, collecting.triggers, services.figures.roads.speed_kmh),
        bins=bins,
    )


def bin_row(services: Services, connection: Connection, bin_id: str) -> BinRow:
    """Read one bin as the list has it. Raises a 404."""
    now = services.clock()
    bin_ = versions.existing(connection, Bin, bin_id, now)
    present = registry_now(services.registry(connection), now)
    due = {due.bin_id: due for trigger in triggers.of_state(connection, ["open"]) for due in trigger.bins}
    return row_of(present, bin_, levels(services, connection, [bin_], now)[bin_id], due.get(bin_id), on_rounds(connection).get(bin_id))

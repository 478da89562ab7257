"""What needs collection, the rounds that are not over, and every bin, read from the state in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.frame.registry_now import registry_now
from api.pages.waste import bins
from api.pages.waste.bins import BinRow
from api.pages.waste.collecting import Collecting, waiting
from api.waste.bin_level import levels
from api.web.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Waste:
    """Waste at `now` (ms UTC)."""

    now: int
    collecting: Collecting
    bins: Sequence[BinRow]


def waste(services: Services) -> Waste:
    """Read what there is to collect. Raises StateAwayError."""
    now = services.clock()
    with services.state.read() as connection:
        present = registry_now(services.registry(connection), now)
        known = levels(services, connection, list(present.bins.values()), now)
        return Waste(now=now, collecting=waiting(connection), bins=bins.rows(present, known))

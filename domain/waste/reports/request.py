"""Citizens' reports of one bin are one request, and what becomes of it follows from what happened to the bin."""

from dataclasses import dataclass
from typing import Literal, get_args

from domain.duration import DAY

ReportKind = Literal["full", "overflowing", "other"]
KINDS: tuple[ReportKind, ...] = get_args(ReportKind)
NEEDS_TRUCK: frozenset[ReportKind] = frozenset(("full", "overflowing"))
COUNTS_FOR = 30 * DAY  # a report that nobody acted on for so long is forgotten

RequestState = Literal["open", "emptied", "looked_at", "dismissed", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """Staff closed a request that was not so, at `at` (ms UTC): `by` whom, and the `reason` that the citizen reads."""

    at: int
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BinRequest:
    """All reports of a bin that one emptying, or one look at it, answers; times in ms UTC.

    `kind`: the worst that was reported. `opened_at`, `reported_at`: the first and the last of `reports`. `emptied_at`: the first
    emptying after the last report; `looked_at`: when somebody settled the work item about it; None where neither happened.
    `dismissal`: whoever closed it because it was not so.
    """

    number: int
    bin_id: str
    kind: ReportKind
    opened_at: int
    reported_at: int
    reports: int = 1
    emptied_at: int | None = None
    looked_at: int | None = None
    dismissal: Dismissal | None = None

    @property
    def needs_truck(self) -> bool:
        """Whether an emptying answers it; otherwise somebody has to look at the bin."""
        return self.kind in NEEDS_TRUCK

    @property
    def closed_at(self) -> int | None:
        """When it was answered, or dismissed."""
        return self.dismissal.at if self.dismissal else self.emptied_at if self.needs_truck else self.looked_at

    def state(self, now: int) -> RequestState:
        """Return what has become of it at `now` (ms UTC)."""
        if self.dismissal is not None:
            return "dismissed"
        if self.closed_at is not None:
            return "emptied" if self.needs_truck else "looked_at"
        # Somebody still has to settle a work item, however old; a full bin that is reported no more was emptied unseen.
        return "expired" if self.needs_truck and now - self.reported_at > COUNTS_FOR else "open"


def worse(a: ReportKind, b: ReportKind) -> ReportKind:
    """Return the worse of two reports that a truck answers."""
    return "overflowing" if "overflowing" in (a, b) else a

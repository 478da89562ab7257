"""What somebody has to look at because of what a crew reported or did not report about a bin, or what a citizen did."""

from collections.abc import Mapping
from typing import Final, Literal

from domain.waste.rounds.stop_state import CouldNotReason, StopOutcome

WorkItemKind = Literal["visited_not_emptied", "emptied_without_visit", "damaged", "could_not_reach", "not_found", "other", "citizen_report"]

CITIZEN_REPORT: Final = "citizen_report"  # something is wrong with the bin other than that it is full

# A full truck is the round's matter.
_BY_REASON: Mapping[CouldNotReason, WorkItemKind] = {
    "damaged": "damaged",
    "blocked": "could_not_reach",
    "not_found": "not_found",
    "other": "other",
}
REPORTED: frozenset[WorkItemKind] = frozenset(_BY_REASON.values())


def work_item_of(outcome: StopOutcome) -> WorkItemKind | None:
    """Return what somebody has to look at where a bin could not be emptied, or None."""
    return _BY_REASON.get(outcome.reason) if outcome.state == "could_not" and outcome.reason else None

"""A request is open until what it asks for has happened, and a full bin that nobody reports again is forgotten after thirty days."""

from dataclasses import replace

import pytest

from domain.duration import DAY
from domain.waste.reports.request import COUNTS_FOR, BinRequest, Dismissal, ReportKind, worse

NOW = 1_767_607_200_000
FULL = BinRequest(number=1, bin_id="b", kind="full", opened_at=NOW - DAY, reported_at=NOW)
OTHER = replace(FULL, kind="other")


@pytest.mark.parametrize(
    ("request_", "after", "state"),
    [
        (FULL, -DAY, "open"),
        (FULL, 0, "open"),
        (FULL, COUNTS_FOR, "open"),
        (FULL, COUNTS_FOR + 1, "expired"),
        (OTHER, COUNTS_FOR + DAY, "open"),
        (replace(FULL, emptied_at=NOW + 1), COUNTS_FOR + DAY, "emptied"),
        (replace(FULL, looked_at=NOW + 1), 0, "open"),
        (replace(OTHER, looked_at=NOW + 1), 0, "looked_at"),
        (replace(OTHER, emptied_at=NOW + 1), 0, "open"),
    ],
)
def test_what_became_of_it_follows_from_what_happened_to_the_bin(request_: BinRequest, after: int, state: str) -> None:
    assert request_.state(NOW + after) == state


@pytest.mark.parametrize("answered", [FULL, replace(FULL, emptied_at=NOW + 5), replace(OTHER, looked_at=NOW + 5)])
def test_what_staff_dismiss_is_dismissed_whatever_else_happened(answered: BinRequest) -> None:
    dismissed = replace(answered, dismissal=Dismissal(at=NOW + 9, by="kontoret", reason="tom"))
    assert (dismissed.state(NOW + COUNTS_FOR + DAY), dismissed.closed_at) == ("dismissed", NOW + 9)


@pytest.mark.parametrize(
    ("one", "other", "worst"), [("full", "full", "full"), ("full", "overflowing", "overflowing"), ("overflowing", "full", "overflowing")]
)
def test_overflowing_is_worse_than_full(one: ReportKind, other: ReportKind, worst: ReportKind) -> None:
    assert worse(one, other) == worst

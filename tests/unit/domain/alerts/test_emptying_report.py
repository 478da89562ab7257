"""A crew's report answers an alert about the bins' levels, and no other."""

from dataclasses import replace
from typing import Any

import pytest

from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.emptying_report import emptying_report
from domain.waste.level.crew_report import EmptyingReport

MEMBER = Member(severity="critical", value=97.0, start=1, end=1, fresh_until=2)
EMPTIED = EmptyingReport(time=5, status="unconfirmed")
DENIED = EmptyingReport(time=4, status="contradicted")
ALERT = Alert(
    id="a",
    threshold_id="bin-full",
    kind="bin",
    parameter="fill",
    averaging="instant",
    limit=80.0,
    subject=Subject(type="bin", id="b"),
    member_type="bin",
    members={"b": MEMBER},
    severity="critical",
    raised_at=1,
)


@pytest.mark.parametrize("report", [EMPTIED, DENIED])
@pytest.mark.parametrize("parameter", ["fill", "distance"])
def test_a_report_answers_an_open_alert_about_the_bins_level(report: EmptyingReport, parameter: str) -> None:
    assert emptying_report(replace(ALERT, parameter=parameter), {"b": report, "c": report}) == report


@pytest.mark.parametrize(
    "other",
    [{"parameter": "temperature"}, {"member_type": "device"}, {"state": "cleared"}, {"members": {"c": MEMBER}}],
    ids=["a fire", "a device", "over", "another bin"],
)
def test_it_answers_no_other(other: dict[str, Any]) -> None:
    assert emptying_report(replace(ALERT, **other), {"b": EMPTIED}) is None


def test_an_alert_about_several_bins_is_answered_when_each_is_and_denied_when_one_is() -> None:
    both = replace(ALERT, members={"b": MEMBER, "c": MEMBER, "d": replace(MEMBER, cleared_at=3)})
    assert emptying_report(both, {"b": EMPTIED}) is None
    assert emptying_report(both, {"b": EMPTIED, "c": replace(EMPTIED, time=6)}) == replace(EMPTIED, time=6)
    assert emptying_report(both, {"b": EMPTIED, "c": DENIED}) == DENIED

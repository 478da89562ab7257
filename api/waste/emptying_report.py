"""A crew's report of an emptying as the API answers it."""

from typing import Literal

from api.web.fields import Answer, TimeOut
from domain.waste.level.crew_report import EmptyingReport


class EmptyingReportAnswer(Answer):
    """An emptying that a crew reported and the sensor has not confirmed: `unconfirmed` or, once the sensor denies it, `contradicted`."""

    time: TimeOut
    status: Literal["unconfirmed", "contradicted"]


def report_answer(report: EmptyingReport | None) -> EmptyingReportAnswer | None:
    """Return the answer, None where there is no report."""
    return None if report is None else EmptyingReportAnswer(time=report.time, status=report.status)

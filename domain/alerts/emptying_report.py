"""What a crew's report of an emptying says to an alert that the bin is full."""

from collections.abc import Mapping

from domain.alerts.alert import Alert
from domain.waste.level.crew_report import EmptyingReport

_LEVELS = frozenset(("fill", "distance"))  # an emptied bin may burn all the same


def emptying_report(alert: Alert, reports: Mapping[str, EmptyingReport]) -> EmptyingReport | None:
    """Return the report that answers an open alert about bins' levels, None where one of the bins has none.

    `reports`: by bin, those that no sensor has confirmed. While one is unconfirmed, nobody has left the alert lying; one that a sensor
    contradicts answers nothing, and is worth knowing.
    """
    if not concerns_level(alert):
        return None
    about = [reports.get(bin_id) for bin_id in alert.open_members]
    of_all = [report for report in about if report is not None]
    if len(of_all) < len(about):
        return None
    contradicted = [report for report in of_all if report.status == "contradicted"]
    return max(contradicted or of_all, key=lambda report: report.time)


def concerns_level(alert: Alert) -> bool:
    """Return whether an emptying would end the alert."""
    return alert.is_open and alert.member_type == "bin" and alert.parameter in _LEVELS

"""An alert and its history as the API answers them."""

from collections.abc import Mapping, Sequence
from typing import Literal

from sqlalchemy import Connection

from api.waste.emptying_report import EmptyingReportAnswer, report_answer
from api.web.fields import Answer, Figure, TimeOut
from api.web.services import Services
from api.web.units_and_flags import unit_of
from domain.alerts.alert import Alert, AlertState
from domain.alerts.contract import contract_form
from domain.alerts.emptying_report import concerns_level, emptying_report
from domain.alerts.severity import Severity
from domain.alerts.threshold import WATCHED, Averaging, ThresholdKind
from domain.alerts.transition import EventType
from domain.bounded_value import Bound
from domain.waste.level.crew_report import EmptyingReport
from storage.state.alerts.alerts import AlertEvent
from storage.state.waste import bin_states


class SubjectAnswer(Answer):
    """What an alert is about: one thing, an area of several, or a part of the service itself."""

    type: Literal["site", "bin", "device", "receiver", "trigger", "service", "area"]
    id: str


class WindowAnswer(Answer):
    """When the value was measured; a reading's start and end are its time."""

    start: TimeOut
    end: TimeOut


class AlertAnswer(Answer):
    """An alert. `value` is the newest of the member that decides, over `window`, beside the `limit` that raised it.

    `bound`: `at_least` (or `at_most`) where the sensor measured beyond its range; `value` is then the end of that range.
    `members`: all it was ever about, such as the sites of one inversion; `members_cleared`: those for which it is over.
    `emptied_report`: while it is open and about a bin's level, what the crew says of it.
    `delivery`: the newest message that led to it, by its place in the ingest log; null where no message did, such as for silence.
    `no_data`: nothing has come for so long that the value is out of date; it may be better or worse by now.
    """

    id: str
    threshold_id: str
    kind: ThresholdKind
    subject: SubjectAnswer
    severity: Severity
    state: AlertState
    parameter: str
    value: Figure
    bound: Bound
    limit: float
    unit: str
    averaging: Averaging
    window: WindowAnswer
    measured_at: TimeOut
    delivery: str | None
    no_data: bool
    raised_at: TimeOut
    acknowledged_at: TimeOut | None
    shelved_until: TimeOut | None
    escalated_at: TimeOut | None
    cleared_at: TimeOut | None
    by: str | None
    note: str | None
    members: list[str]
    members_cleared: list[str]
    emptied_report: EmptyingReportAnswer | None


class AlertEventAnswer(Answer):
    """One thing that happened to an alert."""

    at: TimeOut
    event: EventType
    severity: Severity
    value: Figure | None
    by: str | None
    note: str | None


class AlertWithHistory(AlertAnswer):
    """An alert and all that happened to it, in order."""

    history: list[AlertEventAnswer]


def alert_answers(services: Services, connection: Connection, alerts: Sequence[Alert]) -> list[AlertAnswer]:
    """Return alerts as they are at the service's time."""
    reports = _reports(connection, alerts)
    return [AlertAnswer.model_validate(_form(services, alert, reports)) for alert in alerts]


def with_history(services: Services, connection: Connection, alert: Alert, events: list[AlertEvent]) -> AlertWithHistory:
    """Return an alert and what happened to it."""
    history = [AlertEventAnswer.model_validate(event, from_attributes=True) for event in events]
    return AlertWithHistory.model_validate({**_form(services, alert, _reports(connection, [alert])), "history": history})


def _reports(connection: Connection, alerts: Sequence[Alert]) -> Mapping[str, EmptyingReport]:
    bin_ids = {bin_id for alert in alerts if concerns_level(alert) for bin_id in alert.open_members}
    return bin_states.emptying_reports(connection, bin_ids)


def _form(services: Services, alert: Alert, reports: Mapping[str, EmptyingReport]) -> dict[str, object]:
    unit = WATCHED.get(alert.parameter) or unit_of(services, alert.parameter)
    silent = alert.parameter not in WATCHED and services.clock() > alert.worst_member[1].fresh_until
    report = report_answer(emptying_report(alert, reports))
    return {**contract_form(alert, unit), "no_data": alert.is_open and silent, "emptied_report": report}

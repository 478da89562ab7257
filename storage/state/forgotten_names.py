"""Deletes the names of people who did something, wherever they stand beside what was done, once it is old."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, delete, func, select, update

from domain.access.actor import FORGOTTEN, NO_PERSON
from storage.state.air.quality import DECLARED
from storage.state.alerts.outbox import WAITING
from storage.state.audit import earlier, log
from storage.state.tables.air import day_tags, invalidations, quality
from storage.state.tables.alerts import alert_events, alerts, outbox, receivers, threshold_history
from storage.state.tables.bins import dismissed_requests, work_items
from storage.state.tables.registry import proposals

# Who did something, and when. A round's link, its maker with it, is deleted a month after its end.
NAMES: Sequence[tuple[Column[str], Column[int]]] = (
    (threshold_history.c.by, threshold_history.c.at),
    (alert_events.c.by, alert_events.c.at),
    (day_tags.c.by, day_tags.c.at),
    (invalidations.c.by, invalidations.c.at),
    (invalidations.c.withdrawn_by, invalidations.c.withdrawn_at),
    (dismissed_requests.c.by, dismissed_requests.c.at),
    (work_items.c.by, work_items.c.done_at),
    (proposals.c.rejected_by, proposals.c.rejected_at),
)


def forget(connection: Connection, before: int) -> None:
    """Delete who did what before `before` (ms UTC), in the audit log and beside the things themselves; what was done stays."""
    log.forget_names(connection, before)
    earlier.forget(connection, before)
    _forget_in_reasons(connection, before)
    _forget_in_alerts(connection, before)
    _forget_messages(connection, before)
    for by, at in NAMES:
        connection.execute(update(by.table).where(at < before, by.not_in(NO_PERSON)).values({by.name: FORGOTTEN}))


def _forget_in_reasons(connection: Connection, before: int) -> None:
    """Delete who declared values invalid from the reasons that stand beside these."""
    old = select(invalidations).where(invalidations.c.at < before, invalidations.c.by.not_in(NO_PERSON))
    for period in connection.execute(old):
        reason, words = quality.c.reason, f"{DECLARED} {period.by}:"
        within = (quality.c.device == period.device) & (quality.c.time >= period.start) & (quality.c.time < period.end)
        nameless = func.replace(reason, words, f"{DECLARED} {FORGOTTEN}:")
        connection.execute(update(quality).where(within, reason.contains(words, autoescape=True)).values(reason=nameless))


def _forget_in_alerts(connection: Connection, before: int) -> None:
    """Delete who took care of alerts that are over, and, of those about a receiver who was not reached, who that was."""
    by, is_about = alerts.c.body["by"].as_string(), (alerts.c.subject_type == "receiver") & (alerts.c.subject_id != FORGOTTEN)
    old = select(alerts).where(alerts.c.raised_at < before, ~alerts.c.open, by.not_in(NO_PERSON) | is_about)
    for alert in connection.execute(old).all():
        who = alert.body["by"] if alert.body["by"] in {None, *NO_PERSON} else FORGOTTEN
        subject, members = alert.subject_id, alert.body["members"]
        if alert.subject_type == "receiver":
            subject, members = FORGOTTEN, _nameless(members)
        nameless = {**alert.body, "by": who, "members": members}
        connection.execute(update(alerts).where(alerts.c.id == alert.id).values(subject_id=subject, body=nameless))


def _nameless(members: Mapping[str, Any]) -> dict[str, Any]:
    return {FORGOTTEN if number == 0 else f"{FORGOTTEN}-{number}": member for number, member in enumerate(members.values())}


def _forget_messages(connection: Connection, before: int) -> None:
    """Delete messages to receivers about what is over, and how receivers were reached that were not tried since: both name people."""
    is_over = outbox.c.alert.not_in(select(alerts.c.id).where(alerts.c.open))
    connection.execute(delete(outbox).where(outbox.c.created_at < before, outbox.c.state != WAITING, is_over))
    connection.execute(delete(receivers).where(receivers.c.at < before))

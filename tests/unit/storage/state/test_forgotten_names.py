"""Once a name is deleted from the audit log, it stands nowhere else beside what its bearer did."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.threshold_form import threshold_of
from domain.alerts.transition import Transition, acknowledge, update_member
from domain.parameter import Flag
from domain.waste.reports.request import Dismissal
from storage.state import forgotten_names
from storage.state.air import day_tags, invalidations, quality
from storage.state.air.day_tags import DayTag
from storage.state.air.quality import DECLARED, Mark
from storage.state.alerts import alerts, outbox, receivers, thresholds
from storage.state.alerts.outbox import Notification
from storage.state.engine import State
from storage.state.forgotten_names import NAMES
from storage.state.ingest import proposals
from storage.state.ingest.proposals import Proposal
from storage.state.tables import access, own_settings, rounds
from storage.state.tables.schema import metadata
from storage.state.waste import dismissed_requests, work_items
from tests.unit.storage.state.audit.test_audit_log import KARI, changing, verdict

AT = 1_000
THRESHOLD = {
    "kind": "air",
    "parameter": "pm25",
    "averaging": "hour",
    "scope": {},
    "raise": 75.0,
    "clear": 60.0,
    "consecutive": 1,
    "min_coverage": 0.75,
    "severity": "warning",
    "enabled": True,
}
DELETED_AS_A_WHOLE = {access.key_events.c.by, own_settings.own_setting_changes.c.by, rounds.round_links.c.created_by}


def everything(state: State) -> str:
    with state.read() as connection:
        return "\n".join(str(row) for table in metadata.tables.values() for row in connection.execute(select(table)))


def an_alert(name: str) -> Alert:
    member = Member(severity="warning", value=85.0, start=1, end=2, fresh_until=9)
    subject = Subject(type="bin", id=name)
    values = {"parameter": "fill", "averaging": "instant", "limit": 80.0, "member_type": "bin", "severity": "warning", "raised_at": 1}
    return Alert(id=name, threshold_id="t", kind="bin", subject=subject, members={name: member}, **values)  # type: ignore[arg-type]


def do_everything(state: State, by: str) -> None:
    """Let somebody do everything that keeps who it was."""
    with changing(state, at=AT) as connection:
        thresholds.put(connection, threshold_of("t", THRESHOLD), by=by, now=AT)
        alerts.keep(connection, Transition(an_alert("b"), "raised", 1))
        noted = acknowledge(an_alert("b"), by=by, note="ser på det", now=AT)
        alerts.keep(connection, noted)
        alerts.keep(connection, update_member(noted.alert, "b", None, AT, cleared_by=AT))
        period = invalidations.declare(connection, "a1", None, 10, 20, reason="kalibrering", by=by, now=AT)
        invalidations.withdraw(connection, period, by=by, now=AT)
        reason = f"spike: 9; {DECLARED} {by}: kalibrering"
        quality.replace(
            connection, ["a1"], [], [Mark(device_id="a1", time=10, parameter="pm25", flag=Flag.FAIL, reason=reason, rule_version="1")]
        )
        day_tags.put(connection, DayTag(site="s", day=date(2026, 2, 1), tag="sanding", note="strødd", by=by, at=AT))
        dismissed_requests.add(connection, 1, Dismissal(at=AT, by=by, reason="tom"))
        work_items.raise_(connection, "b", "damaged", 5, 5)
        work_items.done(connection, 1, by=by, note=None, now=AT)
        proposals.add(connection, [Proposal(id="new", kind="air", topic="t", first_seen=1, last_seen=1, messages=2)])
        proposals.reject(connection, "new", at=AT, by=by)


def test_a_name_is_deleted_everywhere_and_what_was_done_stays(state: State) -> None:
    do_everything(state, str(KARI.name))
    before = verdict(state)
    assert before.broken is None
    with state.begin() as connection:
        forgotten_names.forget(connection, before=AT)
    assert everything(state).count("Kari Nordmann") > len(NAMES)
    with state.begin() as connection:
        forgotten_names.forget(connection, before=AT + 1)
    assert [row for row in everything(state).split("\n") if "Kari" in row] == []
    assert verdict(state) == before
    with state.read() as connection:
        assert [(change.by, change.version) for change in thresholds.history(connection, "t")] == [("forgotten", 1)]
        alert = alerts.find(connection, "b")
        assert alert is not None
        assert (alert.by, alert.note) == ("forgotten", "ser på det")
        (mark,) = quality.of_values(connection, ["a1"], 0, 99).values()
        assert mark.reason == f"spike: 9; {DECLARED} forgotten: kalibrering"


def test_a_receiver_is_forgotten_with_what_it_was_told_and_the_alert_that_it_was_not_reached(state: State) -> None:
    about = replace(an_alert("kari"), subject=Subject(type="receiver", id="kari"), parameter="channel", member_type="receiver")
    closed = update_member(about, "kari", None, AT, cleared_by=AT)
    old = {"body": {"subject": "to kari"}, "receiver": "kari", "next_at": AT, "number": 1}
    with state.begin() as connection:
        alerts.keep(connection, Transition(about, "raised", 1))
        alerts.keep(connection, closed)
        alerts.keep(connection, Transition(an_alert("open"), "raised", 1))
        outbox.put(
            connection, [Notification(id=f"{alert}.1.kari", alert=alert, created_at=AT, **old) for alert in ("kari", "open", "none")]
        )
        for name in ("kari", "open"):
            outbox.sent(connection, f"{name}.1.kari", AT)
        receivers.failed(connection, "kari", AT, "the mail server refuses kari@kommune.example")
        forgotten_names.forget(connection, before=AT)
        assert set(receivers.read(connection)) == {"kari"}
        forgotten_names.forget(connection, before=AT + 1)
        assert outbox.notified(connection, "kari") == set()
        assert outbox.notified(connection, "open") == {"kari"}, "an alert that is open is not told twice"
        assert [message.id for message in outbox.reached(connection, AT)] == ["none.1.kari"], "what waits is sent"
        assert receivers.read(connection) == {}
        alert = alerts.find(connection, "kari")
    assert alert is not None
    assert (alert.subject.id, list(alert.members)) == ("forgotten", ["forgotten"])


def test_what_names_nobody_stays(state: State) -> None:
    do_everything(state, "office")
    with state.begin() as connection:
        forgotten_names.forget(connection, before=AT + 1)
        assert thresholds.history(connection, "t")[0].by == "office"


def test_every_column_that_says_who_did_something_forgets_it() -> None:
    who = {column for table in metadata.tables.values() for column in table.columns if column.name == "by" or column.name.endswith("_by")}
    assert who == {by for by, _ in NAMES} | DELETED_AS_A_WHOLE | {access.keys.c.replaced_by}  # which is a key's id

"""What is watched for, what was raised, and who is told of it."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Index, Integer, String, Table, Text, text

from storage.state.tables.schema import Id, Time, metadata

thresholds = Table(
    "thresholds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", JSON, nullable=False),
)
threshold_history = Table(
    "threshold_history",
    metadata,
    Column("id", Id, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", Time, nullable=False),
    Column("by", String(64), nullable=False),
    Column("before", JSON),
    Column("after", JSON),
)
alerts = Table(
    "alerts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("threshold", Id, nullable=False),
    Column("subject_type", String(8), nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("raised_at", Time, nullable=False),
    Column("last_end", Time, nullable=False),  # the newest value it has taken in: nothing older raises it again
    Column("body", JSON, nullable=False),
    Index("alerts_raised", "raised_at", "id"),
    Index("alerts_subject", "threshold", "subject_type", "subject_id", "last_end"),
    # Replay, restart and two watches racing never make a second one.
    Index(
        "alerts_open",
        "threshold",
        "subject_type",
        "subject_id",
        unique=True,
        sqlite_where=text("open"),
        postgresql_where=text("open"),
    ),
)
alert_events = Table(  # what happened to each alert, and who did it
    "alert_events",
    metadata,
    Column("alert", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Time, nullable=False),
    Column("event", String(16), nullable=False),
    Column("severity", String(8), nullable=False),
    Column("value", Float),
    Column("by", String(64)),
    Column("note", Text),
    Column("seq", BigInteger, nullable=False),  # order over all alerts
    Index("alert_events_seq", "seq"),
)
outbox = Table(  # messages about alerts on their way to their receivers
    "outbox",
    metadata,
    Column("id", String(128), primary_key=True),  # what a receiver knows a repetition by
    Column("alert", String(32), nullable=False),
    Column("number", Integer, nullable=False),  # of the alert's event; 0 for a test
    Column("receiver", Id, nullable=False),
    Column("state", String(16), nullable=False),  # waiting, sent, superseded, given_up
    Column("body", JSON, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("next_at", Time, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("sent_at", Time),
    Index("outbox_next", "state", "next_at"),
    Index("outbox_event", "alert", "number", "receiver", unique=True),
)
receivers = Table(  # how each receiver of alerts has been reached
    "receivers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("failures", Integer, nullable=False),  # in a row
    Column("at", Time, nullable=False),
    Column("error", Text),
    Column("sent_at", Time),  # when it last took a message
)

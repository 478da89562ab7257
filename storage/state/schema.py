"""Which tables the state has; every time is milliseconds since 1970 UTC."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData()
_Id = String(64)
_Time = BigInteger

things = Table(  # devices, sites and bins: one row a version
    "things",
    metadata,
    Column("kind", String(8), primary_key=True),  # device, site, bin
    Column("id", _Id, primary_key=True),
    Column("valid_from", _Time, primary_key=True),
    Column("removed", Boolean, nullable=False),
    Column("body", JSON, nullable=False),
    Column("rev", BigInteger, nullable=False),  # order of change over all things: readers fetch only what is new
    Index("things_rev", "rev"),
)
proposals = Table(  # devices that sent before anybody registered them
    "proposals",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("topic", Text, nullable=False),
    Column("model", Text),
    Column("dev_eui", String(16)),
    Column("first_seen", _Time, nullable=False),
    Column("last_seen", _Time, nullable=False),
    Column("messages", BigInteger, nullable=False),
)
sequences = Table(  # named numbers that only grow: registry revision, latest sequence, the log's cursor
    "sequences", metadata, Column("name", String(64), primary_key=True), Column("value", BigInteger, nullable=False)
)
counters = Table(
    "counters",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("label", String(64), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", String(64), primary_key=True),  # from the log position: draining twice makes one row
    Column("reason", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("device", _Id),
    Column("received_at", _Time, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("quarantine_device", "device", "received_at"),
    Index("quarantine_received", "received_at"),
)
recent = Table(  # readings that came without a time, so that a repetition is known as one
    "recent",
    metadata,
    Column("digest", LargeBinary(16), primary_key=True),
    Column("received_at", _Time, nullable=False),
    Index("recent_received", "received_at"),
)
touched = Table(  # device-hours that changed since watch last worked on them
    "touched",
    metadata,
    Column("device", _Id, primary_key=True),
    Column("hour", _Time, primary_key=True),
    Column("rev", BigInteger, nullable=False),
    Column("age", BigInteger, nullable=False),  # the least age (received - time, ms) among the readings that touched it
    Index("touched_rev", "rev"),
)
latest = Table(  # one row a device: a row a parameter would cost eight times as much to keep
    "latest",
    metadata,
    Column("device", _Id, primary_key=True),
    Column("seq", BigInteger, nullable=False),  # of its newest change
    Column("first_seq", BigInteger, nullable=False),  # of its oldest value's
    Column("told", _Time),  # the newest time that a device or its network gave
    Column("body", Text, nullable=False),  # latest_row tells how
    Index("latest_seq", "seq", "first_seq"),
)
due = Table(
    "due",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("at", _Time, nullable=False),
    Index("due_at", "at"),
)
site_hours = Table(
    "site_hours",
    metadata,
    Column("site", _Id, primary_key=True),
    Column("parameter", String(32), primary_key=True),
    Column("start", _Time, primary_key=True),
    Column("mean", Float),
    Column("n", Integer, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("valid", Boolean, nullable=False),
    Column("sources", JSON, nullable=False),  # the devices whose hours made the mean
    Column("grade", String(10), nullable=False),  # what the mean may prove: reference, indicative, blind
    Index("site_hours_start", "start", "site"),
)
site_days = Table(  # legal days (UTC+1): what years are judged from
    "site_days",
    metadata,
    Column("site", _Id, primary_key=True),
    Column("parameter", String(32), primary_key=True),
    Column("start", _Time, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("mean", Float, nullable=False),
    Column("judged", Integer, nullable=False),
    Column("judged_mean", Float),
    Column("highest", Float),
    Column("windows", Integer, nullable=False),
    Column("eight_hours", Float),
    Column("indicative", Boolean, nullable=False),
    Column("sources", JSON, nullable=False),
)
day_tags = Table(  # what people know of a day, such as winter sanding: a note beside an exceedance, never a deletion
    "day_tags",
    metadata,
    Column("site", _Id, primary_key=True),
    Column("day", String(10), primary_key=True),  # the legal day's date
    Column("tag", _Id, primary_key=True),
    Column("note", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", _Time, nullable=False),
)
quality = Table(  # flags of stored values that are not good; a value without a row has nothing against it
    "quality",
    metadata,
    Column("device", _Id, primary_key=True),
    Column("time", _Time, primary_key=True),
    Column("parameter", String(32), primary_key=True),
    Column("flag", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("rule_version", String(32), nullable=False),
)
invalidations = Table(  # periods that people declared invalid; a withdrawn one stays known
    "invalidations",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("device", _Id, nullable=False),
    Column("parameter", String(32)),  # NULL: all of the device's
    Column("start", _Time, nullable=False),
    Column("end", _Time, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", _Time, nullable=False),
    Column("withdrawn_at", _Time),
    Column("withdrawn_by", String(64)),
    Index("invalidations_device", "device"),
)
thresholds = Table(
    "thresholds",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", JSON, nullable=False),
)
threshold_history = Table(
    "threshold_history",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", _Time, nullable=False),
    Column("by", String(64), nullable=False),
    Column("before", JSON),
    Column("after", JSON),
)
keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", _Time, nullable=False),
    Column("revoked_at", _Time),
)
heartbeats = Table(  # what each role says of itself, once a second
    "heartbeats",
    metadata,
    Column("role", String(32), primary_key=True),
    Column("at", _Time, nullable=False),
    Column("body", JSON, nullable=False),
)
leases = Table(
    "leases",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", _Time, nullable=False),
)
jobs = Table(  # work that one role asks of another; its owner deletes it when done
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("key", String(128), nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", _Time, nullable=False),
    Index("jobs_kind", "kind", "id"),
)
fleets = Table(  # what collects: the newest version counts, the older ones stay known
    "fleets",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("at", _Time, nullable=False),
    Column("body", JSON, nullable=False),
)
pickups = Table(  # rounds asked for, and what was planned
    "pickups",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("seq", BigInteger, nullable=False),  # order of creation
    Column("state", String(16), nullable=False),
    Column("trigger_id", _Id),
    Column("created_at", _Time, nullable=False),
    Column("departure", _Time, nullable=False),
    Column("changed_at", _Time, nullable=False),
    Column("next_stop", Integer, nullable=False),  # grows only: a stop's id is never given twice
    Column("request", JSON, nullable=False),
    Column("plan", JSON),
    Index("pickups_seq", "seq"),
    Index("pickups_state", "state", "seq"),
    Index("pickups_departure", "departure"),
)
bin_states = Table(  # what watch knows of each bin: what is shown, and what it reckons on with
    "bin_states",
    metadata,
    Column("bin", _Id, primary_key=True),
    Column("seen", _Time),  # when its sensor was last heard
    Column("fill", Float),
    Column("fill_time", _Time),
    Column("fault", String(16)),
    Column("faulty", Integer, nullable=False),  # readings in a row that showed the fault
    Column("blocked_at", _Time),  # when something last lay before its sensor
    Column("emptied_at", _Time),
    Column("full_p10", _Time),
    Column("full_p50", _Time),
    Column("full_p90", _Time),
    Column("rate", Float),  # full bins a day; NULL before the bin has told enough
    Column("body", JSON, nullable=False),
)
beliefs = Table(  # what was believed of each bin from `known_at` until `replaced_at`: decisions rest on it, also past ones
    "beliefs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("bin", _Id, nullable=False),
    Column("known_at", _Time, nullable=False),
    Column("replaced_at", _Time, nullable=False),
    Column("time", _Time),
    Column("fill", Float),
    Column("fault", String(16)),
    Column("emptied_at", _Time),
    Column("silent_after", _Time),
    Column("outlook", JSON),
    Index("beliefs_bin", "bin", "replaced_at"),
    Index("beliefs_replaced", "replaced_at"),
)
emptyings = Table(  # seen by the sensor, told by a crew, or both
    "emptyings",
    metadata,
    Column("bin", _Id, primary_key=True),
    Column("time", _Time, primary_key=True),
    Column("known_at", _Time, nullable=False),
    Column("status", String(16), nullable=False),  # detected, confirmed, taken_back
    Column("before", Float),
    Column("after", Float),
    Column("evidence", JSON, nullable=False),
    Column("confidence", Float, nullable=False),
    Index("emptyings_time", "time"),
    Index("emptyings_known", "known_at"),
)
bin_reports = Table(  # a citizen says that a bin is full; nothing says who
    "bin_reports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("bin", _Id, nullable=False),
    Column("at", _Time, nullable=False),
    Index("bin_reports_bin", "bin", "at"),
    Index("bin_reports_at", "at"),
)
work_items = Table(  # where sensor and crew contradict each other, somebody looks
    "work_items",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("bin", _Id, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("time", _Time, nullable=False),
    Column("raised_at", _Time, nullable=False),
    Column("done_at", _Time),
    Column("by", String(64)),
    Column("note", Text),
    Index("work_items_what", "bin", "kind", "time", unique=True),
)
triggers = Table(  # a truck is needed, for these bins
    "triggers",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("seq", BigInteger, nullable=False),  # order of changes
    Column("raised_at", _Time, nullable=False),
    Column("latest_departure", _Time, nullable=False),
    Column("area", String(200), nullable=False),
    Column("fraction", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("pickup_id", _Id),
    Column("planned_at", _Time),
    Column("ended_at", _Time),
    Column("bins", JSON, nullable=False),
    Index("triggers_seq", "seq"),
    Index("triggers_raised", "raised_at", "id"),
    Index("triggers_planned", "planned_at"),
    # Two watches racing, or a replay, never raise a second one.
    Index(
        "triggers_open",
        "area",
        "fraction",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)
stop_events = Table(  # what happened on a round, by whose word nobody keeps: no driver is followed
    "stop_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("pickup", _Id, nullable=False),
    Column("stop", String(16)),
    Column("bin", _Id),
    Column("vehicle", _Id),
    Column("type", String(16), nullable=False),
    Column("reason", String(16)),
    Column("time", _Time, nullable=False),
    Column("received_at", _Time, nullable=False),
    Index("stop_events_pickup", "pickup", "time"),
    Index("stop_events_bin", "bin", "time"),
    Index("stop_events_time", "time"),
)
idempotency = Table(  # requests that were answered, so that the same one sent again is answered the same
    "idempotency",
    metadata,
    Column("owner", String(16), primary_key=True),  # the API key's id
    Column("key", String(128), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("at", _Time, nullable=False),
    Index("idempotency_at", "at"),
)
alerts = Table(
    "alerts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("threshold", _Id, nullable=False),
    Column("subject_type", String(8), nullable=False),
    Column("subject_id", _Id, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("raised_at", _Time, nullable=False),
    Column("last_end", _Time, nullable=False),  # the newest value it has taken in: nothing older raises it again
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
    Column("at", _Time, nullable=False),
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
    Column("receiver", _Id, nullable=False),
    Column("state", String(16), nullable=False),  # waiting, sent, superseded, given_up
    Column("body", JSON, nullable=False),
    Column("created_at", _Time, nullable=False),
    Column("next_at", _Time, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("sent_at", _Time),
    Index("outbox_next", "state", "next_at"),
    Index("outbox_event", "alert", "number", "receiver", unique=True),
)
receivers = Table(  # how each receiver of alerts has been reached
    "receivers",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("failures", Integer, nullable=False),  # in a row
    Column("at", _Time, nullable=False),
    Column("error", Text),
)

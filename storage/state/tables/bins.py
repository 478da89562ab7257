"""What the bins say, and what is believed of them."""

from sqlalchemy import JSON, Column, Float, Index, Integer, LargeBinary, String, Table, Text, text

from storage.state.tables.schema import Id, Time, metadata

bin_states = Table(  # what watch knows of each bin: what is shown, and what it reckons on with
    "bin_states",
    metadata,
    Column("bin", Id, primary_key=True),
    Column("seen", Time),  # when its sensor was last heard
    Column("fill", Float),
    Column("fill_time", Time),
    Column("fault", String(16)),
    Column("faulty", Integer, nullable=False),  # readings in a row that showed the fault
    Column("emptied_at", Time),
    Column("full_p10", Time),
    Column("full_p50", Time),
    Column("full_p90", Time),
    Column("rate", Float),  # full bins a day; NULL before the bin has told enough
    Column("body", JSON, nullable=False),
    # What is asked of all bins at once is answered from here, without their bodies.
    Index("bin_states_rate", "rate"),
    Index("bin_states_faulty", "fault", sqlite_where=text("fault is not null"), postgresql_where=text("fault is not null")),
)
beliefs = Table(  # what was believed of each bin from `known_at` until `replaced_at`: decisions rest on it, also past ones
    "beliefs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("bin", Id, nullable=False),
    Column("known_at", Time, nullable=False),
    Column("replaced_at", Time, nullable=False),
    Column("time", Time),
    Column("fill", Float),
    Column("fault", String(16)),
    Column("emptied_at", Time),
    Column("silent_after", Time),
    Column("outlook", JSON),
    Index("beliefs_bin", "bin", "replaced_at"),
    Index("beliefs_replaced", "replaced_at"),
)
emptyings = Table(  # seen by the sensor, told by a crew, or both
    "emptyings",
    metadata,
    Column("bin", Id, primary_key=True),
    Column("time", Time, primary_key=True),
    Column("known_at", Time, nullable=False),
    Column("status", String(16), nullable=False),  # detected, confirmed, taken_back
    Column("before", Float),
    Column("after", Float),
    Column("evidence", JSON, nullable=False),
    Column("confidence", Float, nullable=False),
    Index("emptyings_time", "time"),
    Index("emptyings_known", "known_at"),
)
bin_reports = Table(  # a citizen says that a bin is full, or that something else is wrong; nothing says who
    "bin_reports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("bin", Id, nullable=False),
    Column("at", Time, nullable=False),
    Column("kind", String(16), nullable=False, server_default="full"),
    Column("request", Integer),  # the first report of the same matter: all of them are one request
    Column("once", String(160)),  # names the form or request that it came by, so that it counts once
    Column("note", String(500)),
    Index("bin_reports_bin", "bin", "at"),
    Index("bin_reports_at", "at"),
    Index("bin_reports_request", "request"),
    Index("bin_reports_once", "once"),
)
dismissed_requests = Table(  # citizens' requests that staff closed because they were not so
    "dismissed_requests",
    metadata,
    Column("request", Integer, primary_key=True, autoincrement=False),
    Column("at", Time, nullable=False),
    Column("by", String(64), nullable=False),
    Column("reason", String(500), nullable=False),
)
report_photos = Table(  # what citizens report, kept for some weeks
    "report_photos",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("request", Integer, nullable=False),
    Column("received_at", Time, nullable=False),
    Column("jpeg", LargeBinary, nullable=False),
    Index("report_photos_request", "request"),
    Index("report_photos_received", "received_at"),
)
work_items = Table(  # where sensor and crew contradict each other, somebody looks
    "work_items",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("bin", Id, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("time", Time, nullable=False),
    Column("raised_at", Time, nullable=False),
    Column("done_at", Time),
    Column("by", String(64)),
    Column("note", Text),
    Index("work_items_what", "bin", "kind", "time", unique=True),
)

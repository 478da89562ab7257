"""What collects, when a truck is needed, and what happened on its round."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, LargeBinary, String, Table, text

from storage.state.tables.schema import Id, Time, metadata

fleets = Table(  # what collects: the newest version counts, the older ones stay known
    "fleets",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("at", Time, nullable=False),
    Column("body", JSON, nullable=False),
)
triggers = Table(  # a truck is needed, for these bins
    "triggers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("seq", BigInteger, nullable=False),  # order of changes
    Column("raised_at", Time, nullable=False),
    Column("latest_departure", Time, nullable=False),
    Column("area", String(200), nullable=False),
    Column("fraction", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("pickup_id", Id),
    Column("planned_at", Time),
    Column("ended_at", Time),
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
decisions = Table(  # the newest decision of each area and fraction
    "decisions",
    metadata,
    Column("area", String(200), primary_key=True),
    Column("fraction", String(200), primary_key=True),
    Column("at", Time, nullable=False),
    Column("body", JSON, nullable=False),
)
pickups = Table(  # rounds asked for, and what was planned
    "pickups",
    metadata,
    Column("id", Id, primary_key=True),
    Column("seq", BigInteger, nullable=False),  # order of creation
    Column("state", String(16), nullable=False),
    Column("trigger_id", Id),
    Column("created_at", Time, nullable=False),
    Column("departure", Time, nullable=False),
    Column("changed_at", Time, nullable=False),
    Column("next_stop", Integer, nullable=False),  # grows only: a stop's id is never given twice
    Column("request", JSON, nullable=False),
    Column("plan", JSON),
    Column("anonymised_at", Time),  # trucks and order are gone since then
    Index("pickups_seq", "seq"),
    Index("pickups_state", "state", "seq"),
    Index("pickups_departure", "departure"),
)
stop_events = Table(  # what happened on a round, by whose word nobody keeps: no driver is followed
    "stop_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("pickup", Id, nullable=False),
    Column("stop", String(16)),
    Column("bin", Id),
    Column("vehicle", Id),
    Column("type", String(16), nullable=False),
    Column("reason", String(16)),
    Column("note", String(200)),
    Column("time", Time, nullable=False),
    Column("received_at", Time, nullable=False),
    Index("stop_events_pickup", "pickup", "time"),
    Index("stop_events_bin", "bin", "time"),
    Index("stop_events_time", "time"),
)
round_links = Table(  # links that open one vehicle's route to its driver; what signs them is not stored here
    "round_links",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("pickup", Id, nullable=False),
    Column("vehicle", Id, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("created_by", String(64), nullable=False),  # the name of a key
    Column("expires_at", Time, nullable=False),
    Column("revoked_at", Time),
    Index("round_links_pickup", "pickup"),
    Index("round_links_expires", "expires_at"),
)
stop_photos = Table(  # what a crew could not empty, kept for some weeks
    "stop_photos",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("pickup", Id, nullable=False),
    Column("stop", String(16), nullable=False),
    Column("bin", Id, nullable=False),
    Column("time", Time, nullable=False),
    Column("received_at", Time, nullable=False),
    Column("jpeg", LargeBinary, nullable=False),
    Index("stop_photos_pickup", "pickup", "time"),
    Index("stop_photos_received", "received_at"),
)

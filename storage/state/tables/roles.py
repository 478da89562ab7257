"""What the roles share: numbers, work that waits, and who lives."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table

from storage.state.tables.schema import Time, metadata

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
due = Table(
    "due",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("at", Time, nullable=False),
    Column("delivery", String(40)),  # the newest message that led to it
    Index("due_at", "at"),
)
jobs = Table(  # work that one role asks of another; its owner deletes it when done
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("key", String(128), nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", Time, nullable=False),
    Index("jobs_kind", "kind", "id"),
)
leases = Table(
    "leases",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", Time, nullable=False),
)
heartbeats = Table(  # what each role says of itself, once a second
    "heartbeats",
    metadata,
    Column("role", String(32), primary_key=True),
    Column("at", Time, nullable=False),
    Column("body", JSON, nullable=False),
)
role_runs = Table(  # processes of the roles: under way, or ended without being told to
    "role_runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("role", String(32), nullable=False),
    Column("process", String(320), nullable=False),
    Column("started", Time, nullable=False),
    Column("ended", Time),
    Column("reason", String(300), nullable=False),
)

"""Who may ask, and what they were answered."""

from sqlalchemy import JSON, Column, Index, Integer, LargeBinary, String, Table

from storage.state.tables.schema import Time, metadata

keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("revoked_at", Time),
    Column("expires_at", Time),
    Column("last_used_at", Time),  # to the minute
)
key_events = Table(  # what happened to each key, and who did it; only appended to
    "key_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Time, nullable=False),
    Column("event", String(16), nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("by", String(64)),
    Index("key_events_key", "key_id", "event"),
)
sessions = Table(  # of those who signed in to the pages
    "sessions",
    metadata,
    Column("id", LargeBinary(32), primary_key=True),  # the hash of what their cookie holds
    Column("key_id", String(16), nullable=False),
    Column("ends_at", Time, nullable=False),
)
idempotency = Table(  # requests that were answered, so that the same one sent again is answered the same
    "idempotency",
    metadata,
    Column("owner", String(16), primary_key=True),  # the API key's id
    Column("key", String(128), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("at", Time, nullable=False),
    Index("idempotency_at", "at"),
)

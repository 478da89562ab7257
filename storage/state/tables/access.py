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

"""The audit log: every change by anyone. Triggers of the database let it only grow, and names be forgotten."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from storage.state.tables.schema import Time, metadata

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1, without a gap
    Column("at", Time, nullable=False),
    Column("actor", String(8), nullable=False),
    Column("action", String(8), nullable=False),  # added, changed, removed
    Column("kind", String(24), nullable=False),
    Column("thing", String(200)),  # repeats what the content says, to be looked for
    Column("who", Text),
    Column("who_salt", LargeBinary(16)),
    Column("who_commitment", LargeBinary(32), nullable=False),
    Column("content", Text),
    Column("content_salt", LargeBinary(16)),
    Column("content_commitment", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Index("audit_thing", "kind", "thing", "number"),
    Index("audit_at", "at"),
)

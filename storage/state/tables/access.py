"""Who may ask, and what they were answered."""

from sqlalchemy import JSON, Column, Index, Integer, LargeBinary, String, Table, Text

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
    Column("first_used_at", Time),
    Column("last_used_at", Time),  # to the minute
    Column("owner", String(64)),  # who answers for it
    Column("replaced_by", String(16)),  # the key that was made in its place, while this one still holds for a while
)
key_events = Table(  # who did what to each key before there was the audit log; nothing is added
    "key_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Time, nullable=False),
    Column("event", String(16), nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("by", String(64)),
)
sessions = Table(  # of those who signed in to the pages, with a key or at a provider
    "sessions",
    metadata,
    Column("id", LargeBinary(32), primary_key=True),  # the hash of what their cookie holds
    Column("handle", String(16), nullable=False),  # names the session to those who may end it
    Column("key_id", String(16)),  # of who signed in with a key; what follows is of who signed in at a provider
    Column("person", String(16)),
    Column("name", String(64)),
    Column("provider", String(32)),
    Column("roles", JSON),
    Column("sealed", Text),  # the provider's tokens, which only the cookie opens
    Column("confirmed_at", Time),  # when the provider last said who it is
    Column("confirm_at", Time),  # when it is asked next
    Column("address", String(64), nullable=False),
    Column("began_at", Time, nullable=False),
    Column("ends_at", Time, nullable=False),
    Index("sessions_handle", "handle", unique=True),
)
sign_ins = Table(  # people who are at a provider to sign in, each for some minutes
    "sign_ins",
    metadata,
    Column("id", LargeBinary(32), primary_key=True),  # the hash of the state that the provider sends back
    Column("provider", String(32), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(64), nullable=False),  # of PKCE
    Column("path", Text, nullable=False),  # where the person was going
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

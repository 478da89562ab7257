"""The tables that draining the log writes."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, LargeBinary, String, Table, Text

from storage.state.tables.schema import Id, Time, metadata

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", String(64), primary_key=True),  # from the log position: draining twice makes one row
    Column("reason", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("device", Id),
    Column("received_at", Time, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False, server_default="0"),  # of the batch that brought it, in the order in which they came
    Index("quarantine_seq", "seq"),
    Index("quarantine_device", "device", "received_at"),
    Index("quarantine_received", "received_at"),
)
recent = Table(  # readings that came without a time, so that a repetition is known as one
    "recent",
    metadata,
    Column("digest", LargeBinary(16), primary_key=True),
    Column("received_at", Time, nullable=False),
    Index("recent_received", "received_at"),
)
touched = Table(  # device-hours that changed since watch last worked on them
    "touched",
    metadata,
    Column("device", Id, primary_key=True),
    Column("hour", Time, primary_key=True),
    Column("rev", BigInteger, nullable=False),
    Column("age", BigInteger, nullable=False),  # the least age (received - time, ms) among the readings that touched it
    Index("touched_rev", "rev"),
)
latest = Table(  # one row a device: a row a parameter would cost eight times as much to keep
    "latest",
    metadata,
    Column("device", Id, primary_key=True),
    Column("seq", BigInteger, nullable=False),  # of its newest change
    Column("first_seq", BigInteger, nullable=False),  # of its oldest value's
    Column("told", Time),  # the newest time that a device or its network gave
    Column("names", Text),  # of its parameters, where one reading brought all its values
    Column("body", Text, nullable=False),  # latest_row tells how
    Index("latest_seq", "seq", "first_seq"),
)
unknown_keys = Table(  # keys in devices' messages that are no parameter
    "unknown_keys",
    metadata,
    Column("device", Id, primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("first_seen", Time, nullable=False),
    Column("last_seen", Time, nullable=False),
    Index("unknown_keys_seen", "last_seen"),
)
frames = Table(  # LoRaWAN frames: a row a device and day
    "frames",
    metadata,
    Column("device", Id, primary_key=True),
    Column("day", Time, primary_key=True),
    Column("received", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("time", Time, nullable=False),  # of the newest, as the rest of the row is
    Column("counter", BigInteger, nullable=False),
    Column("session", String(128), nullable=False),
    Column("rssi", Float),
    Column("snr", Float),
    Index("frames_day", "day"),
)
changed_days = Table(  # days of readings that were written, for backups
    "changed_days",
    metadata,
    Column("day", Time, primary_key=True, autoincrement=False),  # its start
    Column("mark", BigInteger, nullable=False),
)

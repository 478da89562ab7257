"""What is registered, and what sent without being so."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, LargeBinary, String, Table, Text

from storage.state.tables.schema import Id, Time, metadata

things = Table(  # devices, sites and bins: one row a version
    "things",
    metadata,
    Column("kind", String(8), primary_key=True),  # device, site, bin
    Column("id", Id, primary_key=True),
    Column("valid_from", Time, primary_key=True),
    Column("removed", Boolean, nullable=False),
    Column("body", JSON, nullable=False),
    Column("rev", BigInteger, nullable=False),  # order of change over all things: readers fetch only what is new
    Index("things_rev", "rev"),
)
proposals = Table(  # devices that sent before anybody registered them
    "proposals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("topic", Text, nullable=False),
    Column("model", Text),
    Column("dev_eui", String(16)),
    Column("first_seen", Time, nullable=False),
    Column("last_seen", Time, nullable=False),
    Column("messages", BigInteger, nullable=False),
    Column("rejected_at", Time),
    Column("rejected_by", String(64)),
)
sensor_photos = Table(  # how a sensor is put up: one photo of each, for as long as it is in use
    "sensor_photos",
    metadata,
    Column("device", Id, primary_key=True),
    Column("id", String(16), nullable=False),
    Column("taken_at", Time, nullable=False),
    Column("jpeg", LargeBinary, nullable=False),
)

"""What watch knows of the air, and what people said about it."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table, Text, false

from storage.state.tables.schema import Id, Time, metadata

site_hours = Table(
    "site_hours",
    metadata,
    Column("site", Id, primary_key=True),
    Column("parameter", String(32), primary_key=True),
    Column("start", Time, primary_key=True),
    Column("mean", Float),
    Column("n", Integer, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("valid", Boolean, nullable=False),
    Column("sources", JSON, nullable=False),  # the devices whose hours made the mean
    Column("grade", String(10), nullable=False),  # what the mean may prove: reference, indicative, blind
    Column("at_least", Boolean, nullable=False, server_default=false()),  # some values were above what their device can measure
    Index("site_hours_start", "start", "site"),
)
site_days = Table(  # legal days (UTC+1): what years are judged from
    "site_days",
    metadata,
    Column("site", Id, primary_key=True),
    Column("parameter", String(32), primary_key=True),
    Column("start", Time, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("mean", Float, nullable=False),
    Column("judged", Integer, nullable=False),
    Column("judged_mean", Float),
    Column("highest", Float),
    Column("windows", Integer, nullable=False),
    Column("eight_hours", Float),
    Column("indicative", Boolean, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("at_least", Boolean, nullable=False, server_default=false()),  # some of its hours are so
)
day_tags = Table(  # what people know of a day, such as winter sanding: a note beside an exceedance, never a deletion
    "day_tags",
    metadata,
    Column("site", Id, primary_key=True),
    Column("day", String(10), primary_key=True),  # the legal day's date
    Column("tag", Id, primary_key=True),
    Column("note", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Time, nullable=False),
)
quality = Table(  # flags of stored values that are not good; a value without a row has nothing against it
    "quality",
    metadata,
    Column("device", Id, primary_key=True),
    Column("time", Time, primary_key=True),
    Column("parameter", String(32), primary_key=True),
    Column("flag", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("rule_version", String(32), nullable=False),
)
invalidations = Table(  # periods that people declared invalid; a withdrawn one stays known
    "invalidations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("device", Id, nullable=False),
    Column("parameter", String(32)),  # NULL: all of the device's
    Column("start", Time, nullable=False),
    Column("end", Time, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Time, nullable=False),
    Column("withdrawn_at", Time),
    Column("withdrawn_by", String(64)),
    Index("invalidations_device", "device"),
)

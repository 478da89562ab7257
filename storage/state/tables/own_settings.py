"""What people set on the pages; what the settings file says stands there."""

from sqlalchemy import JSON, Column, Integer, String, Table

from storage.state.tables.schema import Id, Time, metadata

own_settings = Table(
    "own_settings",
    metadata,
    Column("section", String(16), primary_key=True),  # receiver, practice, goal, columns
    Column("id", Id, primary_key=True),
    Column("body", JSON, nullable=False),
)
own_setting_changes = Table(  # from before there was the audit log; nothing is added
    "own_setting_changes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", Time, nullable=False),
    Column("by", String(64), nullable=False),
    Column("section", String(16), nullable=False),
    Column("id", Id, nullable=False),
    Column("before", JSON),
    Column("after", JSON),
)

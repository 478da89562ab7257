"""The state store: registry, counters, quarantine, touched windows and all that is not a reading (SQLAlchemy, Alembic)."""

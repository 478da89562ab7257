"""Which tables the state has, a file for each part of the house; every time is milliseconds since 1970 UTC.

All are imported here: whoever takes the schema has it whole, as the migrations need it.
"""

from storage.state.tables import access, air, alerts, audit, bins, ingest, own_settings, registry, roles, rounds

__all__ = ["access", "air", "alerts", "audit", "bins", "ingest", "own_settings", "registry", "roles", "rounds"]

"""A change of a setting or key stands in the audit log alone, and a key says itself when it was first used.

What the older logs tell of changes that the audit log does not have stays where it is: an entry put into the chain today would say that
it was made today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_AT_ONCE_MS = 5_000  # both were written in one request
_FIRST_USED = "(SELECT MIN(at) FROM key_events WHERE key_id = keys.id AND event = 'first_used')"
_SAME_SETTING = "a.kind = c.section AND a.thing = c.id"
_SAME_KEY = "a.kind = 'key' AND a.thing = c.key_id AND a.action = CASE c.event WHEN 'created' THEN 'added' ELSE 'changed' END"


def upgrade() -> None:
    """Apply."""
    op.add_column("keys", sa.Column("first_used_at", sa.BigInteger(), nullable=True))
    op.execute(f"UPDATE keys SET first_used_at = {_FIRST_USED}")
    op.execute("DELETE FROM key_events WHERE event IN ('first_used', 'expired')")
    op.drop_index("key_events_key", "key_events")
    for table, column, same in (("key_events", "id", _SAME_KEY), ("own_setting_changes", "number", _SAME_SETTING)):
        near = f"a.at BETWEEN c.at - {_AT_ONCE_MS} AND c.at + {_AT_ONCE_MS}"
        told = f"SELECT c.{column} FROM {table} c JOIN audit a ON {same} AND {near}"
        op.execute(f"DELETE FROM {table} WHERE {column} IN ({told})")

"""Keys may expire, what happens to them is kept, and sessions of the pages stand in the state, where they can be ended."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; of keys that are there already, their creation and end are known."""
    op.add_column("keys", sa.Column("expires_at", sa.BigInteger(), nullable=True))
    op.add_column("keys", sa.Column("last_used_at", sa.BigInteger(), nullable=True))
    events = op.create_table(
        "key_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("key_events_key", "key_events", ["key_id", "event"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    keys = sa.table("keys", sa.column("id"), sa.column("created_at"), sa.column("revoked_at"))
    past = sa.union_all(
        sa.select(keys.c.created_at.label("at"), sa.literal("created"), keys.c.id.label("key_id")),
        sa.select(keys.c.revoked_at, sa.literal("revoked"), keys.c.id).where(keys.c.revoked_at.is_not(None)),
    )
    op.execute(events.insert().from_select(["at", "event", "key_id"], past.order_by("at", "key_id")))

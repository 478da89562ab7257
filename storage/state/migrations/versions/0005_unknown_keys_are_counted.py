"""Keys in devices' messages that are no parameter are counted by device and key."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "unknown_keys",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "key"),
    )
    with op.batch_alter_table("unknown_keys", schema=None) as batch_op:
        batch_op.create_index("unknown_keys_seen", ["last_seen"], unique=False)

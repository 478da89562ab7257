"""What came into quarantine is followed in the order in which it came, as what changed elsewhere is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("quarantine") as table:
        table.add_column(sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False))
        table.create_index("quarantine_seq", ["seq"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("quarantine") as table:
        table.drop_index("quarantine_seq")
        table.drop_column("seq")

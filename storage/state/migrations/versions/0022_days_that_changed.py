"""Days of which readings were written are marked, so that a backup passes over the others."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "changed_days",
        sa.Column("day", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
    )

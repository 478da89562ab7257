"""Rounds lose trucks and order after 30 days, and say when they did."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("pickups", sa.Column("anonymised_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("pickups", "anonymised_at")

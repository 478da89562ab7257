"""Hours and days whose true mean is no lower than their mean, for some values were above what their device can measure."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for table in ("site_hours", "site_days"):
        op.add_column(table, sa.Column("at_least", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Take back."""
    for table in ("site_hours", "site_days"):
        op.drop_column(table, "at_least")

"""Newest values of one reading name their parameters, so that those of a later one replace them unread."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Rows without names are read and merged once more, and have names from then on."""
    op.add_column("latest", sa.Column("names", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("latest", "names")

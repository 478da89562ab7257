"""A key says who answers for it, and which key was made in its place."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("keys", sa.Column("owner", sa.String(length=64), nullable=True))
    op.add_column("keys", sa.Column("replaced_by", sa.String(length=16), nullable=True))

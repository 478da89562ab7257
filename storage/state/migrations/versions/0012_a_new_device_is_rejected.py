"""A device that nobody registered may be rejected, and is not proposed again."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("proposals", sa.Column("rejected_at", sa.BigInteger(), nullable=True))
    op.add_column("proposals", sa.Column("rejected_by", sa.String(length=64), nullable=True))

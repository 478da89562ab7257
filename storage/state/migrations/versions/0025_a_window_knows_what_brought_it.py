"""What waits to be judged names the newest message that led to it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("due", sa.Column("delivery", sa.String(length=40), nullable=True))

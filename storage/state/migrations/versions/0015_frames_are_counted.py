"""LoRaWAN frames are counted by device and day, so that people see what is lost on the way."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "frames",
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.String(128), nullable=False),
        sa.Column("rssi", sa.Float(), nullable=True),
        sa.Column("snr", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("device", "day"),
    )
    op.create_index("frames_day", "frames", ["day"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("frames_day", table_name="frames")
    op.drop_table("frames")

"""A round is handed over by a link, and a crew that could not empty a bin says why in its own words and with a photo."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("stop_events", sa.Column("note", sa.String(length=200), nullable=True))
    op.create_table(
        "round_links",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("pickup", sa.String(length=64), nullable=False),
        sa.Column("vehicle", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("round_links", schema=None) as batch_op:
        batch_op.create_index("round_links_pickup", ["pickup"], unique=False)
        batch_op.create_index("round_links_expires", ["expires_at"], unique=False)
    op.create_table(
        "stop_photos",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("pickup", sa.String(length=64), nullable=False),
        sa.Column("stop", sa.String(length=16), nullable=False),
        sa.Column("bin", sa.String(length=64), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("stop_photos", schema=None) as batch_op:
        batch_op.create_index("stop_photos_pickup", ["pickup", "time"], unique=False)
        batch_op.create_index("stop_photos_received", ["received_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("stop_photos")
    op.drop_table("round_links")
    op.drop_column("stop_events", "note")

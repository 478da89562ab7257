"""Citizens report more than full bins, with a photo and words of their own, and all reports of one matter are one request."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("bin_reports", sa.Column("kind", sa.String(length=16), nullable=False, server_default="full"))
    op.add_column("bin_reports", sa.Column("request", sa.Integer(), nullable=True))
    op.add_column("bin_reports", sa.Column("once", sa.String(length=160), nullable=True))
    op.add_column("bin_reports", sa.Column("note", sa.String(length=500), nullable=True))
    op.execute("UPDATE bin_reports SET request = id")
    with op.batch_alter_table("bin_reports", schema=None) as batch_op:
        batch_op.create_index("bin_reports_request", ["request"], unique=False)
        batch_op.create_index("bin_reports_once", ["once"], unique=False)
    op.create_table(
        "report_photos",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("report_photos", schema=None) as batch_op:
        batch_op.create_index("report_photos_request", ["request"], unique=False)
        batch_op.create_index("report_photos_received", ["received_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("report_photos")
    with op.batch_alter_table("bin_reports", schema=None) as batch_op:
        batch_op.drop_index("bin_reports_once")
        batch_op.drop_index("bin_reports_request")
    for column in ("note", "once", "request", "kind"):
        op.drop_column("bin_reports", column)

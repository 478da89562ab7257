"""A round's plan has `routes`, which were called `drives`."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    pickups = sa.table("pickups", sa.column("id", sa.String), sa.column("plan", sa.JSON))
    connection = op.get_bind()
    plans = connection.execute(sa.select(pickups.c.id, pickups.c.plan).where(pickups.c.plan.is_not(None))).all()
    for pickup_id, plan in plans:
        if plan is not None and "drives" in plan:
            renamed = {("routes" if name == "drives" else name): value for name, value in plan.items()}
            connection.execute(sa.update(pickups).where(pickups.c.id == pickup_id).values(plan=renamed))

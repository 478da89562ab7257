"""No entry of the audit log takes another's place: SQLite's `INSERT OR REPLACE` deletes rows without asking the trigger of deletions."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; PostgreSQL has no such statement, and asks the trigger of changes where an insert becomes one."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number) "
            "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        )

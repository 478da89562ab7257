"""Every change by anyone is kept in a log that only grows, and from which names alone can be taken."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_KEPT = ("number", "at", "actor", "action", "kind", "who_commitment", "content_commitment", "hash")
_FORGOTTEN = (("thing",), ("who", "who_salt"), ("content", "content_salt"))


def upgrade() -> None:
    """Apply; what changed before is told by the histories of each thing."""
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=8), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("thing", sa.String(length=200), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("who_salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("who_commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("content_salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("content_commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("audit_thing", "audit", ["kind", "thing", "number"], unique=False)
    op.create_index("audit_at", "audit", ["at"], unique=False)
    for statement in _postgresql() if op.get_bind().dialect.name == "postgresql" else _sqlite():
        op.execute(statement)


def _unchanged(is_same: str) -> str:
    same = [is_same.format(name) for name in _KEPT]
    forgotten = ["(" + " AND ".join(f"NEW.{name} IS NULL" for name in names) + ")" for names in _FORGOTTEN]
    still = ["(" + " AND ".join(is_same.format(name) for name in names) + ")" for names in _FORGOTTEN]
    return " AND ".join([*same, *(f"({gone} OR {kept})" for gone, kept in zip(forgotten, still, strict=True))])


def _sqlite() -> tuple[str, str]:
    told = "SELECT RAISE(ABORT, 'the audit log only grows');"
    return (
        f"CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN {told} END",
        f"CREATE TRIGGER audit_is_not_edited BEFORE UPDATE ON audit WHEN NOT ({_unchanged('NEW.{0} IS OLD.{0}')}) BEGIN {told} END",
    )


def _postgresql() -> tuple[str, ...]:
    return (
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$",
        "CREATE TRIGGER audit_stays BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
        "CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
        "CREATE TRIGGER audit_is_not_edited BEFORE UPDATE ON audit FOR EACH ROW "
        f"WHEN (NOT ({_unchanged('NEW.{0} IS NOT DISTINCT FROM OLD.{0}')})) EXECUTE FUNCTION audit_only_grows()",
    )

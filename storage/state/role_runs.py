"""The runs of the roles: those under way, and for a day those that failed. One that ends as it was told to leaves nothing."""

from sqlalchemy import Connection, delete, insert, select

from domain.duration import DAY
from domain.role_run import RoleRun
from storage.state.tables.roles import role_runs

_LONGEST = 300  # characters of a reason
_KEPT_UNDER_WAY_MS = 30 * DAY  # one whose process is gone with its machine ends nowhere


def begin(connection: Connection, run: RoleRun) -> None:
    """Note that a run is under way, and forget what is long over."""
    over = role_runs.c.ended < run.started - DAY
    lost = role_runs.c.ended.is_(None) & (role_runs.c.started < run.started - _KEPT_UNDER_WAY_MS)
    connection.execute(delete(role_runs).where(over | lost))
    _put(connection, run)


def end(connection: Connection, run: RoleRun) -> None:
    """Note that a run ended as it was told to."""
    same = (role_runs.c.role == run.role) & (role_runs.c.process == run.process) & (role_runs.c.started == run.started)
    connection.execute(delete(role_runs).where(same))


def fail(connection: Connection, run: RoleRun, ended: int, reason: str) -> None:
    """Note that a run ended without being told to (ms UTC), and why."""
    end(connection, run)
    _put(connection, RoleRun(role=run.role, process=run.process, started=run.started, ended=ended, reason=reason[:_LONGEST]))


def read(connection: Connection) -> list[RoleRun]:
    """Return the runs under way and those that failed, oldest first."""
    rows = connection.execute(select(role_runs).order_by(role_runs.c.started))
    return [RoleRun(role=row.role, process=row.process, started=row.started, ended=row.ended, reason=row.reason) for row in rows]


def _put(connection: Connection, run: RoleRun) -> None:
    values = {"role": run.role, "process": run.process, "started": run.started, "ended": run.ended, "reason": run.reason}
    connection.execute(insert(role_runs).values(values))

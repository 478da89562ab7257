"""Keeps in the state that a role runs, and why it ended if nobody told it to: the API tells a role that keeps dying from one that works."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bysans.clock import now
from domain.role_run import RoleRun
from storage.state import role_runs
from storage.state.engine import State, StateAwayError

_SILENT = "it ended without a word: it was killed, or its machine went down or ran out of memory"


@contextmanager
def recorded_run(state: State, role: str) -> Iterator[None]:
    """Record a run of `role` in this process from the beginning to the end of the block, as far as the state takes it."""
    run = RoleRun(role=role, process=f"{socket.gethostname()}:{os.getpid()}", started=now())
    with suppress(StateAwayError), state.begin() as connection:
        for earlier in role_runs.read(connection):
            if earlier.role == role and earlier.ended is None and _is_over(earlier.process):
                role_runs.fail(connection, earlier, run.started, _SILENT)
        role_runs.begin(connection, run)
    try:
        yield
    except BaseException as error:
        with suppress(StateAwayError), state.begin() as connection:
            role_runs.fail(connection, run, now(), _reason(error))
        raise
    with suppress(StateAwayError), state.begin() as connection:
        role_runs.end(connection, run)


def record_death(state: State, role: str, started: int, reason: str) -> None:
    """Record the end of a role that somebody started at `started` (ms UTC) and saw end, unless the role has done so itself."""
    ended = now()
    with suppress(StateAwayError), state.begin() as connection:
        runs = [run for run in role_runs.read(connection) if run.role == role]
        if any(run.ended is not None and run.ended >= started for run in runs):
            return
        under_way = next((run for run in runs if run.ended is None and run.started >= started), None)
        role_runs.fail(connection, under_way or RoleRun(role=role, process="", started=started), ended, reason)


def _reason(error: BaseException) -> str:
    cause = error.__cause__ if isinstance(error, SystemExit) and error.__cause__ is not None else error
    sentence = " ".join(f"{type(cause).__name__}: {cause}".split())
    return "".join(character for character in sentence if character.isprintable())  # no database keeps a zero byte


def _is_over(process: str) -> bool:
    """Return whether a process is certainly gone; one on another machine may be a standby that works."""
    host, _, pid = process.rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    if int(pid) == os.getpid() or os.name != "posix":  # a container's only process has the same number each time
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # another user's
        return False
    return False

"""A role's runs, and whether one that failed has shown since that it works again."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.duration import HOUR, MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRun:
    """One run of a role's process (times in ms UTC): under way while `ended` is None, else one that ended without being told to.

    `process` tells it from others under way; `reason`: a sentence for people.
    """

    role: str
    process: str
    started: int
    ended: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFailures:
    """The failures of a role within the last hour that it has not outlived yet: how many, and the last of them.

    `until`: when it will have outlived them (ms UTC) if it goes on as it does; None while it does not run.
    """

    count: int
    last: RoleRun
    until: int | None


def failures(runs: Sequence[RoleRun], now: int) -> RoleFailures | None:
    """Return what speaks against a role at `now`, given its runs; None when nothing does.

    After one failure in an hour it is enough to start again. After more a run must last twice as long as the longer of the last
    two did, and at least a minute: a role that dies every five minutes is not well in between.
    """
    failed = sorted((run for run in runs if run.ended is not None and run.ended > now - HOUR), key=_ended)
    if not failed:
        return None
    last = failed[-1]
    started = max((run.started for run in runs if run.ended is None and run.started >= _ended(last)), default=None)
    if started is None:
        return RoleFailures(count=len(failed), last=last, until=None)
    proven = started + max(MINUTE, 2 * max(_ended(run) - run.started for run in failed[-2:]))
    if len(failed) == 1 or now >= proven:
        return None
    return RoleFailures(count=len(failed), last=last, until=proven)


def _ended(run: RoleRun) -> int:
    return run.started if run.ended is None else run.ended

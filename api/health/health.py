"""Liveness and readiness: whether this process answers, and whether every part it depends on works."""

from collections.abc import Iterable, Mapping, Sequence
from shutil import disk_usage
from typing import Literal

from fastapi import APIRouter, Request, Response

from api.health.strangers import without_names
from api.web.auth import holds_key
from api.web.fields import Answer
from api.web.services import Services, ServicesDep
from domain.heartbeat import INGEST, STALE_AFTER_MS, WATCH, described, expected_roles, kind_of, log_of
from domain.role_run import RoleFailures, RoleRun, failures
from storage.readings.protocol import StoreAwayError, StoreRefusesError
from storage.state import heartbeats, role_runs
from storage.state.engine import StateAwayError
from storage.state.heartbeats import Heartbeat

router = APIRouter(tags=["extended", "health"])

LEAST_FREE = 64_000_000  # bytes
_PARTS = {INGEST: ("broker", "log", "readings", "state"), WATCH: ("watch",)}  # what each role's word is about


class HealthAnswer(Answer):
    """The process answers."""

    status: Literal["ok"] = "ok"


class CheckAnswer(Answer):
    """Whether a part works, and if not, a sentence that says what happened and what to do."""

    ok: bool
    reason: str = ""


class ReadinessAnswer(Answer):
    """Whether the whole service works, and each of its parts."""

    status: Literal["ready", "not_ready"]
    checks: dict[str, CheckAnswer]


@router.get("/healthz")
async def get_health() -> HealthAnswer:
    """Say that this process answers, on its event loop: it waits for no thread, however many requests do."""
    return HealthAnswer()


@router.get("/readyz", responses={503: {"description": "Something does not work.", "model": ReadinessAnswer}})
def get_readiness(request: Request, services: ServicesDep, response: Response) -> ReadinessAnswer:
    """Say whether broker, ingest log, readings, state and watch work, and why not.

    Without a key, paths, addresses and names in the reasons are left out.
    """
    checks = readiness(services)
    if not (services.settings.http.open_pages or holds_key(request, services)):
        checks = {name: CheckAnswer(ok=check.ok, reason=without_names(check.reason, services.settings)) for name, check in checks.items()}
    ready = all(check.ok for check in checks.values())
    response.status_code = 200 if ready else 503
    return ReadinessAnswer(status="ready" if ready else "not_ready", checks=checks)


def readiness(services: Services) -> Mapping[str, CheckAnswer]:
    """Return each part's state: what the roles say of theirs, and what this process finds itself."""
    problems: dict[str, list[str]] = {name: [] for names in _PARTS.values() for name in names}
    try:
        with services.state.read() as connection:
            beats, runs = heartbeats.read(connection), role_runs.read(connection)
    except StateAwayError as error:
        problems["state"].append(services.state.damage or str(error))
        for name in problems.keys() - {"state", "readings"}:
            problems[name].append("nobody knows while the state cannot be read: its role speaks there")
    else:
        problems["state"] += [services.state.damage] if services.state.damage else []
        _listen(beats, services.wall(), problems)
        for role, failed in failing_roles(runs, services.wall()).items():
            problems.setdefault(role, []).append(_failing(failed, services.wall()))
    if not problems["readings"]:
        problems["readings"] += _own_look(services)
    if full := _disk_full(services):
        problems["disk"] = [full]
    return {name: CheckAnswer(ok=not words, reason="; ".join(words)) for name, words in problems.items()}


def _listen(beats: Sequence[Heartbeat], now: int, problems: dict[str, list[str]]) -> None:
    """Add what the roles complain of; one that is silent can't say that its parts work."""
    by_role = {beat.role: beat for beat in beats}
    for role in expected_roles({beat.role: beat.at for beat in beats}):
        beat, parts = by_role.get(role), _PARTS[kind_of(role)]
        if beat is None or now - beat.at > STALE_AFTER_MS:
            since = "has not spoken yet" if beat is None else f"has been silent for {(now - beat.at) // 1000} s"
            for part in parts:
                problems[part].append(f"{described(role)} {since}: see whether it runs, and its log")
            continue
        for check in beat.checks:
            if not check.ok:
                log = log_of(role)
                reason = f"{log}: {check.reason}" if log else check.reason
                problems.setdefault(parts[0] if len(parts) == 1 else check.name, []).append(reason)


def failing_roles(runs: Iterable[RoleRun], now: int) -> Mapping[str, RoleFailures]:
    """Return by role the failures at `now` (ms UTC) that it has not outlived."""
    by_role: dict[str, list[RoleRun]] = {}
    for run in runs:
        by_role.setdefault(run.role, []).append(run)
    return {role: failed for role, of_role in by_role.items() if (failed := failures(of_role, now)) is not None}


def _failing(failed: RoleFailures, now: int) -> str:
    """Say how often a role failed, why, and what is to be done."""
    ended = now if failed.last.ended is None else failed.last.ended
    times = "failed" if failed.count == 1 else f"failed {failed.count} times within an hour, last"
    again = (
        "it has not started again"
        if failed.until is None
        else f"it works again once it has run for {(failed.until - now) // 1000 + 1} s more"
    )
    return f"{described(failed.last.role)} {times} {(now - ended) // 1000} s ago ({failed.last.reason}): see its log; {again}"


def _disk_full(services: Services) -> str:
    """Return what to do about a full disk, else nothing; the roles cannot say so themselves then."""
    try:
        free = disk_usage(services.settings.data_dir).free
    except OSError:
        return ""  # no data folder: whoever needs it says so
    return f"the disk of the data folder is full: {free / 1e6:.0f} MB are free, make room" if free < LEAST_FREE else ""


def _own_look(services: Services) -> list[str]:
    """Return what keeps this process from reading; the archive's months are looked at too."""
    try:
        services.readings.read(["-"], 0, services.wall(), limit=1)
    except (StoreAwayError, StoreRefusesError) as error:
        return [str(error)]
    return []

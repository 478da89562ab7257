"""The roles that speak once a second: what each is called, which are expected to, and how long one may be silent."""

from collections.abc import Mapping

from domain.duration import DAY

STALE_AFTER_MS = 10_000  # a role that has been silent for longer counts as dead
INGEST, WATCH = "ingest", "watch"


def ingest_role(log: str) -> str:
    """Return what an ingest process is called: by its log's name, where several share a state."""
    return f"{INGEST}-{log}" if log else INGEST


def kind_of(role: str) -> str:
    """Return the role of a process, of which there may be several."""
    return INGEST if log_of(role) else role


def log_of(role: str) -> str:
    """Return the name of an ingest process's log; empty where it has none."""
    return role.removeprefix(f"{INGEST}-") if role.startswith(f"{INGEST}-") else ""


def described(role: str) -> str:
    """Return how a person finds a role's process."""
    log = log_of(role)
    return f"`bysans {kind_of(role)}`" + (f" with log.name {log}" if log else "")


def expected_roles(spoke: Mapping[str, int]) -> list[str]:
    """Return the roles that a working service hears of: each ingest, and watch. `spoke`: when each spoke last (ms UTC).

    An ingest that fell silent a day before another's last word was taken out of service.
    """
    ingests = {role: at for role, at in spoke.items() if kind_of(role) == INGEST}
    newest = max(ingests.values(), default=0)
    return [*(sorted(role for role, at in ingests.items() if at > newest - DAY) or [INGEST]), WATCH]

"""Parts of the service that do not work."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.heartbeat import STALE_AFTER_MS, expected_roles, kind_of
from storage.state.heartbeats import Heartbeat


@dataclass(frozen=True, slots=True)
class Broken:
    """A part of the service that does not work: its own words why, or None when it is silent `since` (ms UTC; None: ever)."""

    role: str
    reason: str | None
    since: int | None


def broken_parts(heartbeats: Iterable[Heartbeat], wall: int) -> list[Broken]:
    """Return what each role says does not work, and the roles that say nothing at `wall` (ms UTC, never the data's clock).

    Without them no reading comes in and no mean is made; `api` is what answers here.
    """
    by_role = {beat.role: beat for beat in heartbeats}
    broken: list[Broken] = []
    for process in expected_roles({role: beat.at for role, beat in by_role.items()}):
        beat, role = by_role.get(process), kind_of(process)
        if beat is None or wall - beat.at > STALE_AFTER_MS:
            broken.append(Broken(role, None, beat.at if beat else None))
        else:
            broken += [Broken(role, check.reason, beat.at) for check in beat.checks if not check.ok]
    return broken

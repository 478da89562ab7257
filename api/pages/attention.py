"""What needs attention: alerts, silent sensors, unusable messages and failing parts of the service."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.health.health import STALE_AFTER_MS
from api.pages.alerts import AlertRow, Fold, fold
from api.pages.registry_now import RegistryNow
from api.pages.work_items import WorkItemRow
from storage.state.due import Due
from storage.state.heartbeats import Heartbeat
from storage.state.ingest.latest import Latest

# The reader sees "more than so many" beyond; counting on would read the whole quarantine at every look.
MOST_QUARANTINED = 1000
SHOWN_SILENT = 5
# Without these no reading comes in and no mean is made; `api` is what answers here.
ROLES = ("ingest", "watch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A device that should have sent; `since` is when it last did (ms UTC)."""

    device_id: str
    name: str
    place: str | None
    simulated: bool
    since: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A part of the service that does not work: its own words why, or None when it is silent `since` (ms UTC; None: ever)."""

    role: str
    reason: str | None
    since: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Everything that needs a person; `watched` is how many devices are registered. `silent`: those that no alert reports."""

    alerts: Sequence[AlertRow]
    silent: Sequence[Silent]
    quarantined: Mapping[str, int]
    broken: Sequence[Broken]
    watched: int
    work: Sequence[WorkItemRow] = ()

    @property
    def quarantined_total(self) -> int:
        """How many messages stand in quarantine, at most `MOST_QUARANTINED`."""
        return sum(self.quarantined.values())

    @property
    def fold(self) -> Fold:
        """How much of each alert is shown."""
        return fold(self.alerts)

    @property
    def calm(self) -> bool:
        """Whether nothing needs a person."""
        return not (self.work or self.alerts or self.silent or self.quarantined or self.broken)


def silent_devices(present: RegistryNow, reached: Iterable[Due], seen_at: Mapping[str, int]) -> list[Silent]:
    """Return the registered devices whose silence is due, longest silent first; `seen_at`: when each last sent (ms UTC)."""
    silent = []
    for due in reached:
        device = present.devices.get(due.key)
        if device is not None:
            silent.append(
                Silent(
                    device_id=device.id,
                    name=present.name(device.id),
                    place=present.place_name(device.id),
                    simulated=device.simulated,
                    since=seen_at.get(device.id, due.at),
                )
            )
    return sorted(silent, key=lambda device: (device.since, device.device_id))


def last_seen(rows: Iterable[Latest]) -> dict[str, int]:
    """Return when each device last measured something (ms UTC)."""
    seen_at: dict[str, int] = {}
    for row in rows:
        seen_at[row.device_id] = max(seen_at.get(row.device_id, row.time), row.time)
    return seen_at


def broken_parts(heartbeats: Iterable[Heartbeat], wall: int) -> list[Broken]:
    """Return what each role says does not work, and the roles that say nothing at `wall` (ms UTC, never the data's clock)."""
    by_role = {beat.role: beat for beat in heartbeats}
    broken: list[Broken] = []
    for role in ROLES:
        beat = by_role.get(role)
        if beat is None or wall - beat.at > STALE_AFTER_MS:
            broken.append(Broken(role, None, beat.at if beat else None))
        else:
            broken += [Broken(role, check.reason, beat.at) for check in beat.checks if not check.ok]
    return broken

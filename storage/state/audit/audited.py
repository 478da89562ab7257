"""Which tables are audited, under which name, and why the others are not."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from storage.state.tables import access, air, alerts, bins, ingest, own_settings, registry, roles, rounds

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """How a table's changes are told: `kind` of thing (or the column that says it), the columns that name it, and what is left out,
    columns and parts of what they hold.

    `versions`: the column that tells one version of a thing from the next, so that "before" is the version before.
    `personal`: whether before and after are about people, and forgotten with their names. `only`: of which rows.
    """

    kind: str = ""
    kind_column: str | None = None
    thing: tuple[str, ...] = ("id",)
    without: frozenset[str] = frozenset()
    versions: str | None = None
    personal: Callable[[Values], bool] = lambda _: False
    only: Callable[[Values], bool] = lambda _: True

    def kind_of(self, row: Values) -> str:
        """Return the kind of thing that a row is about."""
        return str(row[self.kind_column]) if self.kind_column else self.kind

    def thing_of(self, row: Values) -> str:
        """Return what names the thing."""
        return "/".join(str(row[name]) for name in self.thing)


def _always(_: Values) -> bool:
    return True


AUDITED: Mapping[Table, Audited] = {
    registry.things: Audited(kind_column="kind", without=frozenset({"rev"}), versions="valid_from"),
    registry.proposals: Audited(kind="new_device", without=frozenset({"first_seen", "last_seen", "messages", "topic"})),
    registry.sensor_photos: Audited(kind="sensor_photo", thing=("device",)),
    own_settings.own_settings: Audited(kind_column="section", personal=lambda row: row["section"] == "receiver"),
    alerts.thresholds: Audited(kind="threshold"),
    alerts.alerts: Audited(kind="alert", without=frozenset({"last_end", "open"})),
    air.day_tags: Audited(kind="day_tag", thing=("site", "day", "tag")),
    air.invalidations: Audited(kind="invalidation"),
    ingest.quarantine: Audited(kind="quarantined", without=frozenset({"seq", "detail", "topic"})),
    rounds.fleets: Audited(kind="fleet", thing=("version",), versions="version"),
    rounds.pickups: Audited(kind="round", without=frozenset({"plan", "seq", "next_stop", "changed_at", "anonymised_at", "vehicles"})),
    # Of a crew only that it reported on a round: which truck was where when is forgotten elsewhere after 30 days.
    rounds.stop_events: Audited(
        kind="stop_event", thing=("pickup",), without=frozenset({"note", "vehicle", "stop", "bin", "time", "received_at"})
    ),
    rounds.round_links: Audited(kind="round_link", without=frozenset({"vehicle"})),
    rounds.stop_photos: Audited(kind="stop_photo", thing=("pickup",), without=frozenset({"stop", "bin", "time", "received_at"})),
    bins.bin_reports: Audited(kind="bin_report", without=frozenset({"note", "once"})),
    bins.dismissed_requests: Audited(kind="dismissed_request", thing=("request",)),
    bins.report_photos: Audited(kind="report_photo"),
    bins.work_items: Audited(kind="work_item"),
    access.keys: Audited(kind="key", without=frozenset({"last_used_at"}), personal=_always),
    access.sessions: Audited(
        kind="session", thing=("handle",), without=frozenset({"sealed", "confirmed_at", "confirm_at"}), personal=_always
    ),
    roles.jobs: Audited(
        kind="job", thing=("kind", "key"), without=frozenset({"created_at"}), only=lambda row: row["kind"] in ("replay", "test_send")
    ),
}
_BYSANS = "Bysans itself works it out; nobody changes it"
_DEVICES = "what devices sent, and how much of it"
_LOG = "a log itself, of changes that are audited where they are made"
_EARLIER = "a log of before this one; nothing is added"
_ROLES = "how the roles work together"
NOT_AUDITED: Mapping[str, str] = {
    **dict.fromkeys(("site_hours", "site_days", "quality", "beliefs", "bin_states", "decisions", "triggers", "emptyings"), _BYSANS),
    **dict.fromkeys(("changed_days", "frames", "latest", "recent", "touched", "unknown_keys"), _DEVICES),
    **dict.fromkeys(("threshold_history", "alert_events", "audit"), _LOG),
    **dict.fromkeys(("own_setting_changes", "key_events"), _EARLIER),
    **dict.fromkeys(("counters", "due", "heartbeats", "leases", "role_runs", "sequences"), _ROLES),
    **dict.fromkeys(("outbox", "receivers"), "messages on their way, and how their receivers were reached"),
    "sign_ins": "a sign-in under way; the session that comes of it is audited",
    "idempotency": "answers kept for a repetition",
}
NAMES = frozenset({"by", "created_by", "rejected_by", "withdrawn_by"})  # names of people: who acts stands beside the content


def told(value: Any, without: Collection[str]) -> Any:
    """Return a value as the log tells it: without what is left out, and names of people, which it could not forget; dates as text."""
    if isinstance(value, Mapping):
        return {str(name): told(part, without) for name, part in value.items() if name not in NAMES and name not in without}
    if isinstance(value, list | tuple):
        return [told(part, without) for part in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)

"""Every metric of `/metrics` with its kind, labels and meaning; docs/metrics.md is written from it."""

from dataclasses import dataclass
from typing import Literal

from domain.reading import Reason

PREFIX = "bysans_"
Kind = Literal["counter", "gauge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A family of Prometheus; `name` without prefix and suffix. `parts`: labels `part` that are there from the first scrape."""

    name: str
    kind: Kind
    meaning: str
    labels: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """The name that a query asks for."""
        return f"{PREFIX}{self.name}{'_total' if self.kind == 'counter' else ''}"


def _counter(name: str, meaning: str, parts: tuple[str, ...] = ("",)) -> Metric:
    # A counter that first appears above 0 would show no increase.
    return Metric(name=name, kind="counter", meaning=meaning, labels=("part",), parts=parts)


def _gauge(name: str, meaning: str, *labels: str) -> Metric:
    return Metric(name=name, kind="gauge", meaning=meaning, labels=labels)


_REASONS = tuple(reason.value for reason in Reason)
COUNTERS = (
    _counter("received", "readings received; stored, duplicate, quarantined, ignored and pending add up to it"),
    _counter("stored", "readings stored"),
    _counter("duplicate", "readings that came again"),
    _counter("quarantined", "readings in quarantine, by reason", _REASONS),
    _counter("ignored", "a network's joins and acknowledgements, status messages, and retained values of unknown age"),
    _counter("partial", "readings of which some values could not be read; the others are stored"),
    _counter("untimed", "readings without a time of their own, stored at the time at which they came"),
    _counter(
        "values_apart",
        "impossible or unreadable values of stored readings, kept apart in quarantine, by reason; no readings of their own",
        _REASONS,
    ),
    _counter("unknown_keys", "keys in messages that are no parameter"),
    _counter("quarantine_dropped", "messages that quarantine had no room to keep, by reason", _REASONS),
    _counter("quarantine_expired", "messages that quarantine kept for their time, by reason", _REASONS),
)
ROLE_GAUGES = (
    _gauge("log_waiting_bytes", "bytes in the ingest log that no store has taken yet", "role"),
    _gauge("log_limit_bytes", "how many may wait there (`log.max_gb`); beyond it nothing more is acknowledged", "role"),
    _gauge("log_damaged", "files of the ingest log that the disk damaged", "role"),
    _gauge("log_acknowledged_position", "up to where in its log ingest has acknowledged for certain", "role"),
    _gauge("acknowledged", "messages acknowledged since ingest started", "role"),
    _gauge("dropped_qos0", "QoS 0 messages dropped because too many waited, since ingest started", "role"),
    _gauge("sessions_lost", "how often the broker had lost ingest's session, since ingest started", "role"),
    _gauge("sessions_taken", "how often another client took ingest's session, since ingest started", "role"),
    _gauge("leader", "1 for the watch that works, 0 for one that waits", "role"),
    _gauge("touched", "device-hours that watch has still to judge", "role"),
    _gauge("lag_s", "seconds for which the oldest of them has waited", "role"),
)
OWN_GAUGES = (
    _gauge("heartbeat_age_seconds", "seconds since a role last spoke; it speaks once a second", "role"),
    _gauge("role_up", "1 if a role has spoken within ten seconds and does not keep failing", "role"),
    _gauge("works", "1 if a part works, as its role says", "role", "part"),
    _gauge("pending", "readings in the ingest log, not yet stored or quarantined"),
    _gauge("disk_free_bytes", "free bytes on the data folder's disk"),
    _gauge("backup_age_seconds", "seconds since the newest backup to `backup.to`; not there before the first"),
    _gauge("notifications_failing", "notifications of alerts that their receiver has not taken yet, though it was tried"),
)
METRICS = (*COUNTERS, *ROLE_GAUGES, *OWN_GAUGES)
MEANING = {metric.name: metric.meaning for metric in METRICS}


def page() -> str:
    """Return docs/metrics.md."""
    rows = "".join(f"| `{metric.full_name}` | {metric.kind} | {', '.join(metric.labels)} | {metric.meaning} |\n" for metric in METRICS)
    return f"""# Metrics

What `/metrics` gives, in Prometheus' text format, without a key. It names roles, parts and reasons, never people, places or addresses.
Rules for alerts and a dashboard are in `config/watching/`; [operations](operations.md#alerts) says what each alert means and what to do.
A counter has the label `part` also where it has no parts; it is empty then. This page is written by `python -m api.write_documents`.

| metric | kind | labels | meaning |
|---|---|---|---|
{rows}"""

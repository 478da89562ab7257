"""Prometheus metrics: the counters and gauges that the roles keep in the state store."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response

from api.health.health import ROLES, failing_roles
from api.web.services import ServicesDep
from domain.heartbeat import STALE_AFTER_MS
from storage.state import counters, heartbeats, role_runs
from storage.state.heartbeats import Heartbeat

router = APIRouter(tags=["extended", "health"])
_RECEIVED = ("received", "")
_MEANING = {
    "received": "Readings received; stored + duplicate + quarantined + ignored + pending add up to them",
    "stored": "Readings stored",
    "duplicate": "Readings that came again",
    "quarantined": "Readings in quarantine, by reason",
    "ignored": "A network's joins and acknowledgements, status messages, and retained values of unknown age",
    "values_apart": "Impossible or unreadable values of stored readings, kept apart in quarantine, by reason; no readings of their own",
    "unknown_keys": "Keys in messages that are no parameter",
    "pending": "Readings in the ingest log, not yet drained",
}


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def get_metrics(services: ServicesDep) -> Response:
    """Read counters and gauges in Prometheus' text format."""
    with services.state.read() as connection:
        now, beats = services.wall(), heartbeats.read(connection)
        failing = failing_roles(role_runs.read(connection), now)
        state = _State(counters.read(connection), beats, failing, now)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(state)
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


class _State(Collector):
    """The state's numbers as Prometheus' families."""

    def __init__(self, counted: Mapping[tuple[str, str], int], beats: Iterable[Heartbeat], failing: Collection[str], now: int) -> None:
        self._beats, self._failing, self._now = list(beats), failing, now
        drained = counted.get(_RECEIVED, 0)
        # What ingest has received since it last spoke is drained already, or not known yet: so the sum holds on every scrape.
        received = max([drained, *(int(beat.gauges.get("received", 0)) for beat in self._beats)])
        self._counted = {**counted, _RECEIVED: received}
        self._pending = received - drained

    def collect(self) -> Iterable[Metric]:
        yield from self._counters()
        yield from self._gauges()

    def _counters(self) -> Iterator[Metric]:
        for name in sorted({name for name, _ in self._counted}):
            family = CounterMetricFamily(f"bysans_{name}", _MEANING.get(name, name.replace("_", " ")), labels=["part"])
            for (counted, label), value in sorted(self._counted.items()):
                if counted == name:
                    family.add_metric([label], value)
            yield family

    def _gauges(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        pending = GaugeMetricFamily("bysans_pending", _MEANING["pending"], value=self._pending)
        age = GaugeMetricFamily("bysans_heartbeat_age_seconds", "Seconds since a role last spoke", labels=["role"])
        works = GaugeMetricFamily("bysans_works", "Whether a part works, as its role says", labels=["role", "part"])
        working = {beat.role for beat in self._beats if self._now - beat.at <= STALE_AFTER_MS} - set(self._failing)
        up = GaugeMetricFamily("bysans_role_up", "Whether a role has spoken within ten seconds and does not keep failing", labels=["role"])
        for role in ROLES:
            up.add_metric([role], float(role in working))
        for beat in self._beats:
            age.add_metric([beat.role], max(self._now - beat.at, 0) / 1000)
            for check in beat.checks:
                works.add_metric([beat.role, check.name], float(check.ok and beat.role in working))
            for name, value in ((name, value) for name, value in beat.gauges.items() if name != "received"):
                meaning = _MEANING.get(name, name.replace("_", " "))
                family = families.setdefault(name, GaugeMetricFamily(f"bysans_{name}", meaning, labels=["role"]))
                family.add_metric([beat.role], value)
        return iter([age, up, works, pending, *families.values()])

"""Prometheus metrics: the counters and gauges that the roles keep in the state store, and what this process sees itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from shutil import disk_usage

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Connection
from starlette.responses import Response

from api.health.health import failing_roles
from api.health.metric_list import COUNTERS, MEANING, PREFIX
from api.web.services import Services, ServicesDep
from domain.heartbeat import STALE_AFTER_MS, expected_roles, log_of
from storage.state import counters, heartbeats, role_runs, sequences
from storage.state.alerts import outbox
from storage.state.heartbeats import Heartbeat

router = APIRouter(tags=["extended", "health"])
_RECEIVED = "received"


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def get_metrics(services: ServicesDep) -> Response:
    """Read counters and gauges in Prometheus' text format."""
    with services.state.read() as connection:
        now, beats = services.wall(), heartbeats.read(connection)
        failing = failing_roles(role_runs.read(connection), now)
        numbers = {"notifications_failing": float(outbox.count_failing(connection)), **_backup(connection, now), **_disk(services)}
        state = _State(counters.read(connection), beats, failing, now, numbers)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(state)
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _backup(connection: Connection, now: int) -> dict[str, float]:
    backed_up = sequences.value(connection, sequences.BACKED_UP)
    return {"backup_age_seconds": max(now - backed_up, 0) / 1000} if backed_up else {}  # there is none: `absent` finds that


def _disk(services: Services) -> dict[str, float]:
    try:
        return {"disk_free_bytes": float(disk_usage(services.settings.data_dir).free)}
    except OSError:
        return {}  # no data folder: whoever needs it says so


class _State(Collector):
    """The state's numbers as Prometheus' families; `numbers`: what this process counted itself, by name."""

    def __init__(
        self,
        counted: Mapping[tuple[str, str], int],
        beats: Sequence[Heartbeat],
        failing: Collection[str],
        now: int,
        numbers: Mapping[str, float],
    ) -> None:
        # A watch in reserve that has taken over, or left, is no part that fails.
        self._expected = expected_roles({beat.role: beat.at for beat in beats})
        self._beats = [beat for beat in beats if beat.role in self._expected or now - beat.at <= STALE_AFTER_MS]
        self._failing, self._now = failing, now
        received = _received(counted, self._beats)
        from_the_start = {(counter.name, part): 0 for counter in COUNTERS for part in counter.parts}
        self._counted = {**from_the_start, **counted, **received}
        pending = sum(count - counted.get(key, 0) for key, count in received.items())
        self._numbers = {**numbers, "pending": float(pending)}

    def collect(self) -> Iterable[Metric]:
        yield from self._counters()
        yield from self._roles()
        yield from self._role_gauges()
        for name, value in self._numbers.items():
            yield GaugeMetricFamily(f"{PREFIX}{name}", MEANING[name], value=value)

    def _counters(self) -> Iterator[Metric]:
        for name in sorted({name for name, _ in self._counted}):
            family = CounterMetricFamily(f"{PREFIX}{name}", _meaning(name), labels=["part"])
            for (counted, label), value in sorted(self._counted.items()):
                if counted == name:
                    family.add_metric([label], value)
            yield family

    def _roles(self) -> Iterator[Metric]:
        age, up = _gauge("heartbeat_age_seconds", "role"), _gauge("role_up", "role")
        works = _gauge("works", "role", "part")
        working = {beat.role for beat in self._beats if self._now - beat.at <= STALE_AFTER_MS} - set(self._failing)
        for role in self._expected:
            up.add_metric([role], float(role in working))
        for beat in self._beats:
            age.add_metric([beat.role], max(self._now - beat.at, 0) / 1000)
            for check in beat.checks:
                works.add_metric([beat.role, check.name], float(check.ok and beat.role in working))
        return iter((age, up, works))

    def _role_gauges(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for beat in self._beats:
            for name, value in ((name, value) for name, value in beat.gauges.items() if name != _RECEIVED):
                families.setdefault(name, _gauge(name, "role")).add_metric([beat.role], value)
        return iter(families.values())


def _received(counted: Mapping[tuple[str, str], int], beats: Iterable[Heartbeat]) -> dict[tuple[str, str], int]:
    """Return how many readings each ingest has received, by the counter's key.

    What one has received since it last spoke is drained already, or not known yet: so the sum holds on every scrape.
    """
    received = {key: count for key, count in counted.items() if key[0] == _RECEIVED}
    for beat in beats:
        if _RECEIVED in beat.gauges:
            key = (_RECEIVED, log_of(beat.role))
            received[key] = max(received.get(key, 0), int(beat.gauges[_RECEIVED]))
    return received


def _gauge(name: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{PREFIX}{name}", _meaning(name), labels=labels)


def _meaning(name: str) -> str:
    """Return a metric's meaning; one that an older release counted has its name."""
    return MEANING.get(name, name.replace("_", " "))

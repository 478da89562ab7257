"""A part of the service that does not work is named."""

from api.pages.today.service_health import Broken, broken_parts
from storage.state.heartbeats import Check, Heartbeat
from tests.unit.api.pages.things import NOW


def test_a_role_that_complains_or_says_nothing_is_broken() -> None:
    full = Check(name="log", ok=False, reason="the disk is full: make room")
    ingest = Heartbeat(role="ingest", at=NOW, checks=(Check(name="broker", ok=True), full), gauges={})
    late = Heartbeat(role="watch", at=NOW - 11_000, checks=(), gauges={})
    assert broken_parts([ingest, late], NOW) == [Broken("ingest", full.reason, NOW), Broken("watch", None, NOW - 11_000)]
    assert broken_parts([ingest], NOW)[-1] == Broken("watch", None, None)

"""A crew drives what the service planned, empties at each stop's time and reports; bins fill until it comes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bench.collected_bin import CollectedBin
from bench.crew import Crew, StuckError
from bench.crew_town import town_of
from domain.duration import DAY, HOUR
from simulators.scene import Scene

START = 1_767_571_200_000  # 2026-01-05T00:00:00Z, a Monday


class FakeService:
    """Answers as Bysans does, with one trigger on the first morning; keeps what was reported."""

    def __init__(self, state: str = "planned") -> None:
        self.state, self.sent, self.events, self.keys = state, 0, [], []  # type: ignore[var-annotated]
        self.newest = START
        self.open = [{"id": "t1"}]

    def register(self, scene: Scene) -> int:
        return len(scene.bins)

    def call(self, method: str, path: str, body: Any = None, once: str | None = None) -> Any:
        if path == "ingest/readings":
            self.sent += len(body)
            self.newest = max(self.newest, *(round(reading["time"] * 1000) for reading in body))
        if path.endswith("/events"):
            self.events.append((path, body))
            self.keys.append(once)
        if path == "pickups":
            self.open = []
        stops = [{"stop_id": f"s{n}", "bin_id": f"crew-bin-{n:03}", "eta": _text(START + 4 * HOUR + n * 60_000)} for n in (2, 1)]
        planned: dict[str, Any] = {"id": "p1", "state": self.state if method == "GET" else "planning", "departure": _text(START + 4 * HOUR)}
        planned["routes"] = [{"km": 5.0, "stops": stops}]
        items = self.open if "triggers" in path else [{"time": _text(self.newest)}]
        return {**planned, "items": items, "send": bool(self.open), "vehicles": []}


def _text(time: int) -> str:
    return datetime.fromtimestamp(time / 1000, UTC).isoformat()


def crew(service: FakeService, *, goes_on: bool = True) -> Crew:
    return Crew(service=service, bins=town_of(1, 3, START), wait=lambda _seconds: goes_on, patience_s=2)  # type: ignore[arg-type]


def test_a_day_is_sent_asked_for_driven_and_reported_in_order() -> None:
    service = FakeService()
    crew_ = crew(service)
    crew_.begin(START)
    month = crew_.live(START, 2)
    assert service.sent == 3 * 24 * 3, "the day before the first morning, and both days"
    assert (month.end - month.start, month.bin_hours) == (2 * DAY, 2 * 24 * 3)
    assert (month.rounds, month.km, month.emptied + month.could_not) == (1, 5.0, 2)
    assert [path for path, _ in service.events] == ["pickups/p1/stops/s1/events", "pickups/p1/stops/s2/events"]
    assert len(set(service.keys)) == 2


def test_what_is_driven_on_the_last_day_is_reported_too() -> None:
    service = FakeService()
    month = crew(service).live(START, 1)
    assert month.emptied + month.could_not == len(service.events) == 2


def test_a_trigger_that_cannot_be_driven_is_counted_and_no_bin_is_emptied() -> None:
    month = crew(FakeService("infeasible")).live(START, 1)
    assert (month.undriven, month.emptied) == (1, 0)


def test_a_service_that_does_not_answer_in_time_is_said() -> None:
    service = FakeService("planning")
    with pytest.raises(StuckError, match="the round is planned"):
        crew(service).live(START, 1)


def test_a_bin_fills_until_it_is_emptied_and_then_shows_a_tilt() -> None:
    bin_ = CollectedBin(seed=1, id="b", litres_per_day=220, emptied_at=START)
    assert 0 == bin_.fill(START) < bin_.fill(START + DAY) < bin_.fill(START + 2 * DAY)
    bin_.empty(START + 2 * DAY)
    assert bin_.fill(START + 2 * DAY) == 0
    assert bin_.values(START + 2 * DAY)["tilt"] > 90
    assert bin_.values(START + 2 * DAY + HOUR)["tilt"] < 10
    assert bin_.fill(START + 2 * DAY - 1) > 0.3, "what was before stays true"

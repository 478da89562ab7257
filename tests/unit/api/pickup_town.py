"""A town with a fleet and bins whose rounds are asked for over the API, and the watch that plans them."""

from datetime import datetime
from typing import Any

from fastapi.testclient import TestClient

from config.fleet import SIMULATED_TOWN, FleetForm, load_fleet
from config.waste import load_waste
from domain.duration import DAY
from domain.waste.decision.trigger import DueBin, DueReason, Trigger
from domain.waste.forecast.demand import Demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from storage.state.engine import State
from storage.state.waste import triggers
from tests.unit.api.hand import Clock
from tests.unit.planned_at_once import AtOnce, rounds

WEDNESDAY = 1_770_188_400_000  # 2026-02-04T07:00:00Z, 08:00 in Norway: the trucks are out
FLEET: dict[str, Any] = FleetForm.of(load_fleet(SIMULATED_TOWN)).model_dump(mode="json")
MINUTE = 60_000


class Town:
    """The API with a fleet and bins, and the watch that plans for it."""

    def __init__(self, client: TestClient, state: State, clock: Clock) -> None:
        self.client, self.clock, self.planner = client, clock, AtOnce()
        clock.now = WEDNESDAY
        self.rounds = rounds(state, self.planner)
        for number in range(6):
            self.put_bin(f"b{number}", lat=60.87 + number / 500, lon=11.56 + number / 400)

    def put_bin(self, name: str, /, **fields: object) -> None:
        body = {"name": f"Storgata {name}", "lat": 60.88, "lon": 11.56, "fraction": "restavfall", "capacity_l": 660, **fields}
        assert self.client.put(f"/bins/{name}", json=body).status_code in (200, 201)

    def put_fleet(self, **changed: object) -> None:
        answer = self.client.put("/fleet", json={**FLEET, **changed})
        assert answer.status_code == 200, answer.text

    def ask(self, key: str | None = None, **body: object) -> Any:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.client.post("/pickups", json=body, headers=headers)

    def plan(self) -> None:
        """Let watch plan what waits."""
        for _ in range(4):
            self.rounds.step(self.clock.now)

    def planned(self, *bins: str, **body: object) -> dict[str, Any]:
        answer = self.ask(bin_ids=list(bins), **body)
        assert answer.status_code == 202, answer.text
        self.plan()
        return self.read(answer.json()["id"])

    def replanned(self, pickup: str) -> dict[str, Any]:
        answer = self.client.post(f"/pickups/{pickup}/replan", json={})
        assert answer.status_code == 202, answer.text
        self.plan()
        return self.read(pickup)

    def read(self, pickup: str) -> dict[str, Any]:
        return dict(self.client.get(f"/pickups/{pickup}").json())

    def report(self, pickup: str, stop: str, kind: str, *, at: int | None = None, key: str | None = None, **more: object) -> Any:
        body = {"type": kind, "time": (self.clock.now if at is None else at) / 1000, **more}
        return self.client.post(
            f"/pickups/{pickup}/stops/{stop}/events", json=body, headers={} if key is None else {"Idempotency-Key": key}
        )


def stops(pickup: dict[str, Any]) -> list[dict[str, Any]]:
    return [stop for route in pickup["routes"] for stop in route["stops"]]


def raised(state: State, *bins: str, id: str = "t-1", area: str = "all") -> Trigger:  # noqa: A002 - a trigger's name for it
    reasons: list[DueReason] = ["full", "will_overflow"]
    due = tuple(
        DueBin(bin_id=name, reason=reason, fill=95.0, full_at=WEDNESDAY, probability=0.9)
        for name, reason in zip(bins, reasons, strict=False)
    )
    trigger = Trigger(id=id, raised_at=WEDNESDAY, latest_departure=WEDNESDAY, area=area, fraction="restavfall", bins=due)
    with state.begin() as connection:
        triggers.keep(connection, trigger, new=True)
    return trigger


def believed(name: str, fill: float, *, rate: float) -> Belief:
    demand = Demand(rate=rate, days=20.0, weekdays=(0.0,) * 7, dispersion=0.01)
    outlook = Outlook(since=WEDNESDAY, content=((fill / 100, 1.0),), demand=demand, rate=rate, rules=load_waste().demand)
    emptied, silent = WEDNESDAY - 4 * DAY, WEDNESDAY + DAY
    return Belief(
        bin_id=name, known_at=WEDNESDAY, time=WEDNESDAY, fill=fill, emptied_at=emptied, outlook=outlook, silent_after=silent
    )  # fmt: skip


def now(state: State, trigger: Trigger) -> tuple[str, str | None]:
    with state.begin() as connection:
        stored = triggers.get(connection, trigger.id)
    assert stored is not None
    return stored.state, stored.pickup_id


def moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()

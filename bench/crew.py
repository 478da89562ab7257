"""A crew in a closed loop: bins send levels, the service raises triggers and plans, the crew drives the routes and reports, day by day.

Everything goes over HTTP, as in a town: readings in, triggers out, a round requested, its stops emptied at their times and reported.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.collected_bin import CollectedBin
from bench.crew_town import FRACTION, bin_id, scene_of
from config.fleet import SIMULATED_TOWN, FleetForm, load_fleet
from domain import rfc3339
from domain.duration import DAY, HOUR
from simulators.send.registry_client import RegistryClient

_MORNING = 4 * HOUR  # UTC: before any shift in Norway begins
_BRIM = 0.99  # above it a sensor reports full
_STRETCH = 3 * HOUR  # simulated at a time: sensors and phones report while it is recent
_MOST_READINGS = 400  # of one request

Round = Mapping[str, Any]
Report = tuple[int, str, Mapping[str, object]]  # when (ms UTC), to which address, and what


@dataclass(slots=True)
class CrewMonth:
    """What happened from `start` to `end` (ms UTC): rounds, emptyings and failed stops, counted by the crew.

    Counted by the bins: `overflow_hours` above full, and `brim_hours` from where a sensor reports full, of `bin_hours`.
    """

    start: int
    end: int
    rounds: int = 0
    emptied: int = 0
    could_not: int = 0
    undriven: int = 0
    overflow_hours: float = 0.0
    brim_hours: float = 0.0
    bin_hours: float = 0.0
    km: float = 0.0
    fills: list[float] = field(default_factory=list)


class StuckError(Exception):
    """The service did not do what the loop waits for; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Simulates days with a service at `--clock data`.

    `wait(seconds)` waits in real time and returns False when stopped; `patience_s`: the longest wait for one plan.
    """

    service: RegistryClient
    bins: Sequence[CollectedBin]
    wait: Callable[[float], bool]
    settle_s: float = 4.0
    stretch_s: float = 0.5
    patience_s: float = 120.0

    def begin(self, start: int) -> None:
        """Register fleet, bins and sensors, as they are from `start` (ms UTC)."""
        if not self.service.call("GET", "fleet")["vehicles"]:
            self.service.call("PUT", "fleet", FleetForm.of(load_fleet(SIMULATED_TOWN)).model_dump(mode="json"))
        self.service.register(scene_of(self.bins, start))

    def live(self, start: int, days: int, report: Callable[[int, CrewMonth], None] = lambda _day, _month: None) -> CrewMonth:
        """Simulate `days` from the morning after `start` (ms UTC, a midnight). Raises StuckError, RegistrationError."""
        first = start + _MORNING
        month, waiting = CrewMonth(start=first, end=first + days * DAY), list[Round]()
        self._pass(first - DAY, first, [])
        for day, morning in enumerate(range(first, month.end, DAY)):
            waiting += [planned for trigger in self._triggers(morning + DAY) if (planned := self._planned(trigger, month)) is not None]
            today = [round_ for round_ in waiting if _ms(round_["departure"]) < morning + DAY]
            waiting = [round_ for round_ in waiting if round_ not in today]
            self._pass(morning, morning + DAY, [event for round_ in today for event in self._drive(round_, month)])
            self._overflow(month, morning, morning + DAY)
            report(day, month)
        return month

    def _pass(self, start: int, end: int, reports: Sequence[Report]) -> None:
        """Let time pass while sensors send and the crew reports."""
        for begin in range(start, end, _STRETCH):
            until = begin + _STRETCH
            self._send(begin, until)
            self._wait_until(lambda: self._has_stored(until), "the readings are stored")  # noqa: B023 - called at once
            for time, path, body in reports:
                if begin <= time < until:
                    self.service.call("POST", path, body, once=path.replace("/", "."))
            self.wait(self.stretch_s)

    def _send(self, start: int, end: int) -> None:
        readings = [
            {"device_id": sender.id, "kind": "bin", "time": time / 1000, **sender.values(time)}
            for time in range(start, end, HOUR)
            for sender in self.bins
        ]
        for begin in range(0, len(readings), _MOST_READINGS):
            self.service.call("POST", "ingest/readings", readings[begin : begin + _MOST_READINGS])

    def _has_stored(self, morning: int) -> bool:
        items = self.service.call("GET", f"devices/{self.bins[-1].id}/latest")["items"]
        return bool(items) and max(_ms(item["time"]) for item in items) >= morning - HOUR

    def _triggers(self, until: int) -> list[Mapping[str, Any]]:
        """Return the open triggers for today, once the service has had time to decide."""
        self.wait(self.settle_s)
        decided = self.service.call("GET", f"pickups/decision?fraction={FRACTION}")
        if _ms(decided["departure"]) >= until:  # a round for another day is better planned on its morning
            return []
        if decided["send"]:
            self._wait_until(self._open, "the trigger is raised")
        return self._open()

    def _open(self) -> list[Mapping[str, Any]]:
        return list(self.service.call("GET", "pickups/triggers?state=open")["items"])

    def _planned(self, trigger: Mapping[str, Any], month: CrewMonth) -> Round | None:
        asked = self.service.call("POST", "pickups", {"trigger_id": trigger["id"]}, once=f"crew-{trigger['id']}")
        self._wait_until(lambda: self._round(asked["id"])["state"] != "planning", "the round is planned")
        planned = self._round(asked["id"])
        month.undriven += planned["state"] != "planned"
        return planned if planned["state"] == "planned" else None

    def _drive(self, planned: Round, month: CrewMonth) -> Iterator[Report]:
        """Empty each bin at its time, or find one in fifty blocked; yield the crew's reports."""
        month.rounds += len(planned["routes"])
        month.km += sum(route["km"] for route in planned["routes"])
        by_bin = {bin_id(sender): sender for sender in self.bins}
        for stop in sorted((stop for route in planned["routes"] for stop in route["stops"]), key=lambda stop: str(stop["eta"])):
            at, bin_ = _ms(stop["eta"]), by_bin[stop["bin_id"]]
            blocked = Random(f"{bin_.seed}/{bin_.id}/{at}").random() < 0.02
            if blocked:
                month.could_not += 1
            else:
                month.fills.append(bin_.fill(at))
                bin_.empty(at)
                month.emptied += 1
            body: dict[str, object] = {"type": "could_not", "reason": "blocked"} if blocked else {"type": "emptied"}
            yield at, f"pickups/{planned['id']}/stops/{stop['stop_id']}/events", {**body, "time": at / 1000}

    def _round(self, round_id: str) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self.service.call("GET", f"pickups/{round_id}")
        return answer

    def _overflow(self, month: CrewMonth, start: int, end: int) -> None:
        fills = [bin_.fill(time) for bin_ in self.bins for time in range(start, end, HOUR)]
        month.overflow_hours += sum(fill > 1 for fill in fills)
        month.brim_hours += sum(fill >= _BRIM for fill in fills)
        month.bin_hours += len(fills)

    def _wait_until(self, condition: Callable[[], object], what: str) -> None:
        waited = 0.0
        while not condition():
            if waited > self.patience_s or not self.wait(0.5):
                raise StuckError(f"waited {waited:.0f} s in vain until {what}")
            waited += 0.5


def _ms(text: str) -> int:
    return rfc3339.read(text)

"""A month of the town: bins emptied before it, a round driven in it, and what the town states of its practice and its goals."""

from domain.duration import DAY, HOUR, MINUTE
from domain.waste.level.belief import Belief
from domain.waste.rounds.stop_state import StopEvent
from storage.state import own_settings
from storage.state.waste import beliefs, emptyings, pickups, stop_events
from storage.state.waste.emptyings import Emptying
from tests.pages.driving import plan_round
from tests.pages.served import Pages
from tests.pages.town import NOW

_PRACTICE = {"hours": 500.0, "litres": 3000.0, "emptyings": 9000.0, "overflow_hours": 4000.0, "exceedance_days": 12.0}
_SINCE = NOW - 60 * DAY


def live_a_month(pages: Pages) -> None:
    """Keep the month's records, with today's practice and a goal of each figure that may have one."""
    round_id = plan_round(pages)
    with pages.state.begin() as connection:
        round_ = pickups.get(connection, round_id)
        assert round_ is not None
        assert round_.plan is not None
        stops = round_.plan.stops
        for stop in stops:
            event = StopEvent(type="emptied", stop_id=stop.stop_id, bin_id=stop.bin_id, time=NOW - 2 * MINUTE)
            stop_events.add(connection, round_id, event, now=NOW - MINUTE)
        pickups.set_state(connection, round_id, "done", NOW - MINUTE)
        before = [_emptying(f"bin-{n:03}", _SINCE + k * 6 * DAY) for n in range(200) for k in range(5)]
        emptyings.put(connection, [*before, *(_emptying(stop.bin_id, NOW - 2 * MINUTE) for stop in stops)])
        beliefs.put(connection, [_level(f"bin-{n:03}") for n in range(200)])
        for name, value in _PRACTICE.items():
            body = {"value": value, "source": "årsrapport 2025 fra renovatøren, vedlegg 2; V", "date": "2025-12-31"}
            own_settings.put(connection, "practice", name, body)
            goal = {"change_percent": -20.0, "deadline": "2027-12-31", "role": "Leder, avfall og gjenvinning"}
            own_settings.put(connection, "goal", name, goal)


def _emptying(bin_id: str, time: int) -> Emptying:
    return Emptying(bin_id=bin_id, time=time, known_at=time, status="detected", before=80.0, after=0.0, evidence=("drop",), confidence=0.97)


def _level(bin_id: str) -> Belief:
    full = 100.0 if bin_id < "bin-020" else 60.0
    return Belief(bin_id=bin_id, known_at=_SINCE, time=_SINCE + HOUR, fill=full)

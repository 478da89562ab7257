"""What a sensor's beliefs say happened: each fault and each silence once, when it began."""

from api.pages.waste.bin_events import Event, sensor_events
from domain.duration import HOUR
from domain.waste.level.belief import Belief
from domain.waste.level.message import Fault


def belief(hours: int, fault: Fault | None = None) -> Belief:
    return Belief(bin_id="b", known_at=hours * HOUR, time=hours * HOUR, fill=50.0, fault=fault, silent_after=(hours + 4) * HOUR)


def test_a_fault_is_told_once_and_a_silence_when_nothing_came_in_time() -> None:
    history = [belief(0), belief(3, "blocked"), belief(6, "blocked"), belief(9), belief(20)]
    assert sorted(sensor_events(history), key=lambda event: event.time) == [
        Event(time=3 * HOUR, kind="fault"),
        Event(time=13 * HOUR, kind="silent"),
        Event(time=24 * HOUR, kind="silent"),
    ]


def test_each_kind_has_a_mark_and_what_crews_could_not_do_has_to_be_looked_at() -> None:
    kinds = ("detected", "confirmed", "crew", "unconfirmed", "contradicted", "report", "fault", "silent", "damaged")
    assert [Event(time=0, kind=kind).mark for kind in kinds] == [
        "detected",
        "confirmed",
        "confirmed",
        "said",
        "said",
        "report",
        "fault",
        "silent",
        "look",
    ]

"""A sensor that sends without telling a level is named with its fault; one that is silent is not."""

from dataclasses import replace

from api.pages.frame.registry_now import registry_now
from api.pages.sensors.faults import FaultRow, fault_rows
from domain.alerts.alert import Alert, Member, Subject
from domain.device import Device
from domain.duration import HOUR
from storage.state.waste.bin_states import BinStatus
from tests.unit.api.pages.things import NOW, a_bin, names, registry

_MEMBER = Member(severity="warning", value=4.0, start=NOW, end=NOW, fresh_until=NOW)
ALERT = Alert(
    id="fault-a", threshold_id="faulty", kind="bin", parameter="fault", averaging="instant", limit=3.0, severity="warning",
    subject=Subject(type="bin", id="a"), member_type="bin", raised_at=NOW, members={"a": _MEMBER},
)  # fmt: skip
FAULTY = BinStatus(
    bin_id="a", last_seen=NOW, fill=62.0, fill_time=NOW - HOUR, fault="tilted", fault_count=2, emptied_at=None, full_at=(None, None, None)
)


def sensor(bin_id: str) -> Device:
    return Device(id=f"level-{bin_id}", kind="bin", model="generic", interval_s=3600, valid_from=0, place=bin_id)


TOWN = registry(*map(a_bin, "abc"), *map(sensor, "abc"))


def rows(*statuses: BinStatus) -> list[FaultRow]:
    return fault_rows(registry_now(TOWN, NOW), names(TOWN), statuses, [ALERT], 2)


def test_a_fault_is_told_with_its_bin_its_last_level_and_its_alert() -> None:
    assert rows(FAULTY) == [
        FaultRow(bin_id="a", place="A", fault="tilted", count=2, level=62.0, since=NOW - HOUR, alert=ALERT),
    ]


def test_the_longest_faulty_comes_first_and_first_of_all_one_that_never_told_a_level() -> None:
    older = replace(FAULTY, bin_id="b", fill_time=NOW - 9 * HOUR)
    never = replace(FAULTY, bin_id="c", fill=None, fill_time=None)
    assert [(row.bin_id, row.alert) for row in rows(FAULTY, older, never)] == [("c", None), ("b", None), ("a", ALERT)]


def test_a_single_reading_a_silent_sensor_and_a_bin_that_is_gone_are_no_fault() -> None:
    assert rows(replace(FAULTY, fault_count=1)) == []
    assert [row.count for row in rows(replace(FAULTY, last_seen=NOW - 3 * HOUR))] == [2]
    assert rows(replace(FAULTY, last_seen=NOW - 3 * HOUR - 1)) == []
    assert rows(replace(FAULTY, bin_id="gone")) == []

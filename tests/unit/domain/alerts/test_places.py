"""An alert is simulated when any device behind it is: the device itself, or one that stands at its site or in its bin."""

import pytest

from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.places import ids_of, is_simulated, simulated_things
from domain.device import Device, History, Registry


def device(device_id: str, kind: str, place: str | None, *, simulated: bool) -> Device:
    return Device(id=device_id, kind=kind, model="generic", interval_s=600, valid_from=0, place=place, simulated=simulated)  # type: ignore[arg-type]


DEVICES = [
    device("real", "air", "square", simulated=False), device("made-up", "air", "square", simulated=True),
    device("other", "air", "harbour", simulated=False),
    device("level", "bin", "bin-1", simulated=True), device("loose", "air", None, simulated=True),
]  # fmt: skip
REGISTRY = Registry(devices={device_.id: History([device_]) for device_ in DEVICES}, sites={}, bins={}, by_dev_eui={})


def alert(kind: str, *members: str) -> Alert:
    member = Member(severity="warning", value=60.0, start=0, end=0, fresh_until=1)
    return Alert(
        id="a", threshold_id="t", kind="air", parameter="pm25", averaging="instant", limit=50, subject=Subject(type=kind, id="x"),
        member_type=kind, members=dict.fromkeys(members, member), severity="warning", raised_at=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "members", "simulated"),
    [
        ("site", ("square",), True), ("site", ("harbour",), False), ("site", ("harbour", "square"), True), ("bin", ("bin-1",), True),
        ("bin", ("bin-2",), False), ("device", ("real",), False), ("device", ("real", "loose"), True), ("site", ("bin-1",), False),
    ],
)  # fmt: skip
def test_an_alert_is_simulated_when_a_device_behind_it_is(kind: str, members: tuple[str, ...], simulated: bool) -> None:
    assert is_simulated(alert(kind, *members), simulated_things(REGISTRY, 0)) is simulated


def test_the_places_of_an_alert_are_those_of_its_devices_too() -> None:
    assert ids_of(REGISTRY, alert("device", "real", "level"), 0) == {"x", "real", "level", "square", "bin-1"}
    assert ids_of(REGISTRY, alert("site", "square"), 0) == {"x", "square"}

"""Sensors that one alert reports as silent together are one line."""

from dataclasses import replace

from api.pages.sensors.outages import outages
from api.pages.sensors.silent import Silent
from domain.alerts.alert import Alert, Member, Subject
from domain.duration import HOUR
from tests.unit.api.pages.things import NOW

_MEMBER = Member(severity="warning", value=4.0, start=NOW, end=NOW, fresh_until=NOW)
GATEWAY = Alert(
    id="gateway", threshold_id="silent", kind="device", parameter="silence", averaging="instant", limit=3.0, severity="warning",
    subject=Subject(type="area", id="all"), member_type="device", raised_at=NOW,
    members={"a": _MEMBER, "c": _MEMBER, "back": replace(_MEMBER, cleared_at=NOW)},
)  # fmt: skip


def silent(name: str, hours: int) -> Silent:
    return Silent(device_id=name, name=name, place=None, simulated=False, since=NOW - hours * HOUR)


def test_those_of_one_alert_stand_together_and_the_largest_outage_comes_first() -> None:
    made = outages([silent("b", 9), silent("back", 5), silent("a", 3), silent("c", 2)], [GATEWAY, replace(GATEWAY, parameter="fill")])
    assert [([device.device_id for device in outage.devices], outage.alert and outage.alert.id) for outage in made] == [
        (["a", "c"], "gateway"),
        (["b"], None),
        (["back"], None),
    ]
    assert made[0].since == NOW - 3 * HOUR


def test_an_alert_whose_sensors_are_all_heard_again_is_no_line() -> None:
    assert outages([], [GATEWAY]) == []

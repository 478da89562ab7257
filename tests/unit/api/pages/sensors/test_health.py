"""A sensor's health is gathered from what it sent, what its network told, and what watch has against it."""

import pytest
from fastapi.testclient import TestClient

from api.pages.frame.registry_now import registry_now
from api.pages.sensors.health import sensor_health
from api.web.services import Services
from domain.device import Device
from domain.duration import HOUR, MINUTE
from domain.parameter import Flag
from domain.reading import Reading, TimeSource
from domain.sensors.battery import Battery
from domain.sensors.clock import Clock
from domain.sensors.frames import Frame, FrameLoss
from domain.sensors.health import SensorHealth
from storage.state import due, registry
from storage.state.air import quality
from storage.state.air.quality import Mark
from storage.state.engine import State
from storage.state.ingest import frames, latest, quarantine
from storage.state.ingest.quarantine import Quarantined
from tests.unit.api.hand import NOW

EUI = "24e124713d012345"


@pytest.fixture
def services(client: TestClient, state: State) -> Services:
    services: Services = client.app.state.services  # type: ignore[attr-defined]
    object.__setattr__(services, "wall", services.clock)
    with state.begin() as connection:
        registry.put(connection, Device(id="pm", kind="air", model="generic", interval_s=600, valid_from=0))
        registry.put(connection, Device(id="level", kind="bin", model="generic", interval_s=600, valid_from=0, dev_eui=EUI))
    return services


def health_of(services: Services, device_id: str) -> SensorHealth:
    with services.state.read() as connection:
        present = registry_now(services.registry(connection), services.clock())
        return sensor_health(services, connection, present, present.devices.values())[device_id]


def measured(state: State, device_id: str, *, source: TimeSource = TimeSource.DEVICE, **values: float) -> None:
    with state.begin() as connection:
        latest.put(connection, [(Reading(device_id, NOW - MINUTE, values, source), NOW)])


def test_a_sensor_that_never_sent_is_never_heard(services: Services) -> None:
    assert health_of(services, "pm") == SensorHealth(last_heard=None)


def test_its_newest_reading_tells_battery_and_clock(services: Services, state: State) -> None:
    measured(state, "pm", battery=3.1, battery_percent=44, battery_low=0, pm25=8, rssi=-99)
    health = health_of(services, "pm")
    assert health.battery == Battery(percent=44, volts=3.1, says_low=False)
    assert (health.last_heard, health.rssi, health.clock) == (NOW - MINUTE, -99, Clock(state="right", offset=-MINUTE))


def test_silence_is_what_the_alerts_have(services: Services, state: State) -> None:
    measured(state, "pm", pm25=8)
    with state.begin() as connection:
        due.put(connection, due.SILENCE, {"pm": NOW - 1, "level": NOW + 1})
    assert health_of(services, "pm").problems == ["silent"]


def test_frames_tell_loss_and_signal(services: Services, state: State) -> None:
    measured(state, "level", source=TimeSource.NETWORK, distance=500)
    with state.begin() as connection:
        heard = [Frame(device_id="level", time=NOW - HOUR + n, counter=2 * n, session="s", rssi=-100, snr=-2.5) for n in range(30)]
        frames.add(connection, heard)
    health = health_of(services, "level")
    assert health.loss == FrameLoss(received=30, lost=29)
    assert (health.rssi, health.snr, health.clock) == (-100, -2.5, Clock(state="not_own"))
    assert health.problems == ["loss"]


def test_a_value_that_quality_control_found_flat_is_stuck(services: Services, state: State) -> None:
    measured(state, "pm", pm25=8, no2=20)
    with state.begin() as connection:
        reason = "spike: 8 µg/m³ between 1 and 2, more than 3 from their mean; flat line: 8 µg/m³ for 6 h"
        mark = Mark(device_id="pm", time=NOW - MINUTE, parameter="pm25", flag=Flag.SUSPECT, reason=reason, rule_version="1")
        quality.replace(connection, ["pm"], [(NOW - HOUR, NOW)], [mark])
    assert health_of(services, "pm").problems == ["stuck"]
    assert health_of(services, "pm").stuck == ["pm25"]


def test_a_newest_value_that_is_marked_is_a_problem_also_where_only_its_kind_of_value_tells(services: Services, state: State) -> None:
    measured(state, "pm", pm25=8, no2=-999)
    with state.begin() as connection:
        mark = Mark(device_id="pm", time=NOW - MINUTE, parameter="pm25", flag=Flag.SUSPECT, reason="spike: why", rule_version="1")
        quality.replace(connection, ["pm"], [(NOW - HOUR, NOW)], [mark])
    health = health_of(services, "pm")
    assert (sorted(health.doubted), health.problems) == (["no2", "pm25"], ["doubted"])


@pytest.mark.parametrize(("device_id", "problem"), [("pm", "no_air"), ("level", "no_level")])
def test_one_that_sends_only_its_battery_does_not_measure(services: Services, state: State, device_id: str, problem: str) -> None:
    measured(state, device_id, battery=3.6)
    assert health_of(services, device_id).problems == [problem]


@pytest.mark.parametrize(("at", "rejected"), [(NOW + 1, True), (NOW, False)])
def test_only_a_message_that_came_after_the_last_good_one_shows_that_something_is_wrong(
    services: Services, state: State, at: int, *, rejected: bool
) -> None:
    measured(state, "level", distance=500)
    row = Quarantined("1", "decode_failed", "why", "t", at, b"", device=EUI.upper())
    with state.begin() as connection:
        quarantine.keep(connection, [row], max_per_device=10)
    assert health_of(services, "level").rejected is rejected

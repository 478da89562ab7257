"""Who is silent, longest first."""

from api.pages.frame.registry_now import registry_now
from api.pages.sensors.silent import last_seen, silent_devices
from domain.duration import HOUR
from storage.state.due import SILENCE, Due
from tests.unit.api.pages.things import NOW, device, names, registry, value


def test_the_longest_silent_comes_first_and_what_is_no_longer_registered_is_not_missed() -> None:
    town = registry(device("a", None), device("b", None), device("gone", None, removed=True))
    reached = [Due(SILENCE, name, NOW - HOUR) for name in ("a", "b", "gone", "unheard-of")]
    heard = last_seen(
        [value("a", "pm25", 1.0, time=NOW - 2 * HOUR), value("b", "pm25", 1.0, time=NOW - 5 * HOUR), value("b", "no2", 1.0, time=0)]
    )
    assert [(one.device_id, one.since) for one in silent_devices(registry_now(town, NOW), names(town), reached, heard)] == [
        ("b", NOW - 5 * HOUR),
        ("a", NOW - 2 * HOUR),
    ]

"""Effects of the past rest on what is recorded of that time; what nobody recorded is unknown, and says why."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.air.day import site_days_of
from domain.air.legal_day import start_of_day
from domain.air.windows import SiteHour
from domain.duration import DAY, HOUR, MINUTE
from domain.reading import Reading
from domain.waste.level.belief import Belief
from storage.readings.protocol import Readings
from storage.state.air import site_days, site_hours
from storage.state.engine import State
from storage.state.ingest import latest
from storage.state.waste import beliefs
from tests.unit.api.effects.test_routes import figures, read
from tests.unit.api.hand import NOW, Clock

JUNE = {"start": "2023-06-01T00:00:00Z", "end": "2023-07-01T00:00:00Z"}


def put(client: TestClient, path: str, **body: object) -> None:
    answer = client.put(path, json=body)
    assert answer.status_code in (200, 201), answer.text


def put_bin(client: TestClient, name: str, **body: object) -> None:
    put(client, f"/bins/{name}", name=name, lat=60.9, lon=11.5, fraction="restavfall", capacity_l=660, **body)


def put_device(client: TestClient, name: str, **body: object) -> None:
    put(client, f"/devices/{name}", kind="air", model="generic", interval_s=600, **body)


def send(state: State, readings: Readings, device: str, *times: int) -> None:
    sent = [Reading(device, time, {"pm25": 8.0}) for time in times]
    assert readings.write(sent) == []
    with state.begin() as connection:
        latest.put(connection, [(reading, reading.time) for reading in sent])


def believe(state: State, bin_id: str, time: int, fill: float, **more: Any) -> None:
    with state.begin() as connection:
        beliefs.put(connection, [Belief(bin_id=bin_id, known_at=time, time=time, fill=fill, **more)])


def test_a_june_before_the_first_reading_is_unknown_in_every_figure_and_says_why(
    client: TestClient, state: State, readings: Readings
) -> None:
    put_device(client, "a1", valid_from="2020-01-01T00:00:00Z")
    put_device(client, "a2")
    put_bin(client, "b1", valid_from="2020-01-01T00:00:00Z")
    send(state, readings, "a1", NOW - 5 * MINUTE)
    believe(state, "b1", NOW - DAY, 100.0)
    by_name = figures(read(client, **JUNE))
    assert {name: figure["value"] for name, figure in by_name.items() if figure["value"] is not None} == {}
    assert by_name["sensors_delivering"]["note"] == "there are no readings from this period"
    assert by_name["sensors_delivering"]["coverage"] is None
    assert by_name["overflow_hours"]["note"] == "the period ends before the first round, emptying or level that is recorded"
    assert all(figure["note"] for figure in by_name.values())


def test_a_bin_that_fell_silent_full_overflows_no_longer_than_its_sensor_was_heard(client: TestClient, state: State) -> None:
    put_bin(client, "b1", valid_from=0)
    believe(state, "b1", NOW - 20 * DAY, 100.0, silent_after=NOW - 20 * DAY + 6 * HOUR)
    figure = figures(read(client))["overflow_hours"]
    assert (figure["value"], figure["coverage"]) == (6, round(6 / (30 * 24), 3))
    later = figures(read(client, start=(NOW - 10 * DAY) / 1000))["overflow_hours"]
    assert (later["value"], later["coverage"], later["note"]) == (None, 0, "no bin's level is known in this period")


def test_what_a_faulty_sensor_says_is_no_level(client: TestClient, state: State) -> None:
    put_bin(client, "b1", valid_from=0)
    believe(state, "b1", NOW - DAY, 100.0, fault="blocked")
    assert figures(read(client))["overflow_hours"]["value"] is None


def test_a_bin_counts_from_when_it_was_there(client: TestClient, state: State) -> None:
    put_bin(client, "b1", valid_from=(NOW - DAY) / 1000)
    believe(state, "gone", NOW - 40 * DAY, 10.0)
    believe(state, "b1", NOW - DAY, 100.0)
    put_bin(client, "later", valid_from=NOW / 1000)
    figure = figures(read(client))["overflow_hours"]
    assert (figure["value"], figure["coverage"]) == (24, 1.0)


def test_a_town_that_began_yesterday_knows_one_day_of_thirty_however_well_it_knows_its_bins(client: TestClient, state: State) -> None:
    put_bin(client, "b1", valid_from=(NOW - DAY) / 1000)
    believe(state, "b1", NOW - DAY, 100.0)
    figure = figures(read(client))["overflow_hours"]
    assert (figure["value"], figure["coverage"]) == (24, round(1 / 30, 3))


def test_sensors_of_the_past_are_those_registered_and_heard_then(client: TestClient, state: State, readings: Readings) -> None:
    end = NOW - 10 * DAY
    for name in ("heard", "silent", "gone_on"):
        put_device(client, name, valid_from=0)
    put_device(client, "registered-later", valid_from=(end + 1) / 1000)
    send(state, readings, "heard", end - 20 * MINUTE, NOW)
    send(state, readings, "silent", end - 40 * MINUTE, NOW)
    send(state, readings, "gone_on", end - 3 * DAY)
    figure = figures(read(client, start=(end - 5 * DAY) / 1000, end=end / 1000))["sensors_delivering"]
    assert (figure["value"], figure["coverage"], figure["note"]) == (pytest.approx(100 / 3, abs=0.01), 1.0, None)


def test_a_site_counts_from_when_it_was_there(client: TestClient, state: State, clock: Clock) -> None:
    put(client, "/sites/s", name="S", lat=60, lon=11, valid_from=(NOW - 4 * HOUR) / 1000)
    keep_hours(state, "pm25", range(NOW - 2 * HOUR, NOW, HOUR), 5.0)
    figure = figures(read(client, start=(NOW - 40 * HOUR) / 1000, end=NOW / 1000))["site_hours_measured"]
    assert (figure["value"], figure["coverage"], figure["enough"]) == (50, 0.05, False), "of its own hours, and of the period's"


def test_exceedances_and_their_coverage_are_the_periods_own(client: TestClient, state: State) -> None:
    put(client, "/sites/s", name="S", lat=60, lon=11, valid_from=0)
    first = start_of_day(NOW) - 10 * DAY
    keep_hours(state, "pm10", range(first, first + 2 * DAY, HOUR), 80.0)
    within = read(client, start=first / 1000, end=(first + 4 * DAY) / 1000)
    days = {(limit["parameter"], limit["averaging"]): limit for limit in within["limits"]}[("pm10", "day")]
    assert (days["exceedances"], days["coverage"]) == (2, 0.5)
    figure = figures(within)["exceedance_days"]
    assert (figure["value"], figure["coverage"], figure["enough"]) == (2, 0.5, False)
    assert (figure["uncertainty"]["low"], figure["uncertainty"]["high"]) == (2, 4)
    after = read(client, start=(first + 4 * DAY) / 1000)
    assert (after["limits"], figures(after)["exceedance_days"]["value"]) == ([], None)
    assert figures(after)["exceedance_days"]["note"] == "nothing that has a limit was measured in this period"


def keep_hours(state: State, parameter: str, starts: range, mean: float) -> None:
    hours = [
        SiteHour(site="s", parameter=parameter, start=start, mean=mean, n=6, expected=6, valid=True, sources=("a",)) for start in starts
    ]
    days = sorted({start_of_day(start) for start in starts})
    with state.begin() as connection:
        site_hours.save(connection, hours)
        site_days.replace(connection, "s", days, site_days_of("s", days, hours))

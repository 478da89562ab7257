"""What a period came to is told with its formula and against today's practice, and never without a baseline as a percentage."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from bysans.__main__ import app
from config.catalogue import load_catalogue
from config.plan import SHIPPED
from config.sections.planning_settings import Planning
from config.settings import Settings
from domain.air.windows import SiteHour
from domain.duration import DAY
from domain.waste.level.belief import Belief
from domain.waste.level.bin_state import unknown_bin
from domain.waste.level.estimate import LevelEstimate
from storage.readings.protocol import Readings
from storage.state.air import site_hours
from storage.state.engine import State
from storage.state.waste import beliefs, bin_states, emptyings
from storage.state.waste.emptyings import Emptying
from tests.bin_judge import RULES
from tests.unit.api.hand import NOW, Broker, Clock
from tests.unit.api.pickup_town import WEDNESDAY, Town, stops

HOUR = 3_600_000
TODAY = """
[today]
km = { value = 3652.5, source = "odometers; V", date = 2025-12-31 }
emptyings = { value = 36525, source = "log; V", date = 2025-12-31 }

[[goals]]
figure = "km"
change_percent = -20
deadline = 2026-12-31
role = "Leder, avfall"

[[goals]]
figure = "co2_kg"
change_percent = -20
deadline = 2026-12-31
role = "Leder, avfall"
"""


@pytest.fixture
def driven(client: TestClient, state: State, clock: Clock) -> Iterator[TestClient]:
    """A round driven, and what sensors saw of emptyings."""
    _drive(Town(client, state, clock), clock)
    with state.begin() as connection:
        emptyings.put(connection, [_emptied(n, WEDNESDAY - (9 - 2 * k) * DAY, 80.0) for n in range(2) for k in range(4)])
        emptyings.put(connection, [_emptied(0, WEDNESDAY, 97.0), _emptied(1, WEDNESDAY, None)])
    return client


@pytest.fixture
def all_reported(client: TestClient, state: State, clock: Clock) -> Iterator[TestClient]:
    """Records of the whole period, and a round on which all of its emptyings were reported."""
    _drive(Town(client, state, clock), clock)
    with state.begin() as connection:
        emptyings.put(connection, [_emptied(0, WEDNESDAY - 40 * DAY, 80.0), _emptied(0, WEDNESDAY, 97.0), _emptied(1, WEDNESDAY, None)])
    return client


def _drive(town: Town, clock: Clock) -> None:
    town.put_fleet()
    pickup = town.planned("b0", "b1")
    clock.now += HOUR
    for stop in stops(pickup):
        town.report(pickup["id"], stop["stop_id"], "emptied")


def _emptied(n: int, time: int, before: float | None) -> Emptying:
    return Emptying(
        bin_id=f"b{n}", time=time, known_at=time, status="detected", before=before, after=0.0, evidence=("drop",), confidence=0.9
    )


def read(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/effects", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def figures(answer: dict[str, Any]) -> dict[str, Any]:
    return {figure["name"]: figure for figure in (*answer["waste"], *answer["air"])}


def test_a_round_that_was_driven_is_counted_with_its_formula_and_factors(driven: TestClient) -> None:
    answer = read(driven)
    by_name = figures(answer)
    assert by_name["km"]["value"] > 0
    assert by_name["km"]["uncertainty"]["low"] < by_name["km"]["value"] < by_name["km"]["uncertainty"]["high"]
    assert (by_name["rounds"]["value"], by_name["stop_hours"]["value"]) == (1, pytest.approx(2 * 90 / 3600, abs=0.01))
    assert (by_name["emptyings"]["value"], by_name["emptied_over_95"]["value"]) == (10, pytest.approx(100 / 9, abs=0.01))
    assert by_name["emptyings_per_1000_l"]["coverage"] == 0.9
    assert by_name["co2_kg"]["value"] > 0
    assert answer["co2"]["version"] == "2026-1"
    assert all(figure["formula"] for figure in by_name.values())


@pytest.mark.parametrize(("measured", "count"), [(None, 1), (HOUR, 0)])
def test_an_emptying_that_a_crew_reported_counts_at_once_until_the_sensor_denies_it(
    client: TestClient, state: State, clock: Clock, measured: int | None, count: int
) -> None:
    town = Town(client, state, clock)
    town.put_fleet()
    pickup = town.planned("b0")
    town.report(pickup["id"], stops(pickup)[0]["stop_id"], "emptied")
    level = LevelEstimate(time=clock.now + (measured or -HOUR), level=80.0, last_seen=clock.now)
    reported = replace(unknown_bin("b0", RULES), estimate=level, reported_at=clock.now)
    with state.begin() as connection:
        bin_states.put(connection, [(reported, None)])
    clock.now += 2 * HOUR
    assert (figures(read(client))["emptyings"]["value"] or 0) == count


def test_without_a_baseline_there_is_no_percentage_and_with_history_a_tuned_schedule(driven: TestClient) -> None:
    by_name = figures(read(driven))
    assert all(figure["today"] is None for figure in by_name.values())
    assert by_name["emptyings"]["tuned_schedule"]["value"] > 0
    assert read(driven)["goals"] == []


@pytest.fixture
def halfway(client: TestClient, state: State, clock: Clock) -> dict[str, Any]:
    """A round under way: of two stops the near one is settled, the far one is not."""
    town = Town(client, state, clock)
    town.put_fleet()
    town.put_bin("far", lat=61.0)
    pickup = town.planned("b0", "far")
    (near,) = (stop for stop in stops(pickup) if stop["bin_id"] == "b0")
    clock.now += HOUR
    town.report(pickup["id"], near["stop_id"], "emptied")
    return pickup


def test_of_a_round_under_way_what_is_done_is_counted(client: TestClient, halfway: dict[str, Any]) -> None:
    by_name = figures(read(client))
    assert 0 < by_name["km"]["value"] < halfway["routes"][0]["km"] / 2
    assert (by_name["rounds"]["value"], by_name["stop_hours"]["value"]) == (1, pytest.approx(90 / 3600, abs=0.01))
    assert by_name["co2_kg"]["value"] > 0


def test_of_a_round_that_was_called_off_the_way_home_is_counted_too(client: TestClient, halfway: dict[str, Any]) -> None:
    under_way = figures(read(client))["km"]["value"]
    assert client.post(f"/pickups/{halfway['id']}/cancel").status_code == 200
    by_name = figures(read(client))
    assert under_way < by_name["km"]["value"] < halfway["routes"][0]["km"] / 2
    assert (by_name["rounds"]["value"], by_name["stop_hours"]["value"]) == (1, pytest.approx(90 / 3600, abs=0.01))


def test_a_round_that_is_reported_before_its_planned_departure_is_counted(client: TestClient, state: State, clock: Clock) -> None:
    town = Town(client, state, clock)
    town.put_fleet()
    pickup = town.planned("b0", "b1", departure=(WEDNESDAY + DAY) / 1000)
    clock.now += HOUR
    for stop in stops(pickup):
        assert town.report(pickup["id"], stop["stop_id"], "emptied").status_code in (200, 201)
    clock.now += 1
    by_name = figures(read(client))
    assert (by_name["rounds"]["value"], by_name["stop_hours"]["value"]) == (1, pytest.approx(2 * 90 / 3600, abs=0.01))
    assert by_name["km"]["value"] == pytest.approx(pickup["routes"][0]["km"], abs=0.01)


def test_nothing_says_who_drove(driven: TestClient) -> None:
    text = driven.get("/effects").text
    assert "restbil" not in text
    assert "driver" not in text


def test_of_a_town_that_has_recorded_nothing_nothing_is_known(client: TestClient) -> None:
    by_name = figures(read(client))
    for name in ("km", "rounds", "emptyings", "emptied_under_40", "overflow_hours", "stop_hours", "co2_kg"):
        assert (by_name[name]["value"], by_name[name]["note"]) == (None, "no round, emptying or level is recorded yet")
    assert by_name["sensors_delivering"]["value"] is None


@pytest.mark.parametrize(
    "query", [{"start": 200, "end": 100}, {"start": 0, "end": 400 * 86_400}, {"end": "2036-01-01T00:00:00Z"}, {"start": "yesterday"}]
)
def test_a_period_that_is_none_is_refused(client: TestClient, query: dict[str, Any]) -> None:
    assert client.get("/effects", params=query).status_code == 422


def test_what_has_not_happened_yet_is_not_counted(driven: TestClient, state: State, clock: Clock) -> None:
    now = clock() + 3_600_000
    clock.now = now
    with state.begin() as connection:
        beliefs.put(connection, [Belief(bin_id="b1", known_at=now - 3_600_000, time=now - 3_600_000, fill=100.0)])
    until_now = read(driven, start=(now - DAY) / 1000)
    ahead = read(driven, start=(now - DAY) / 1000, end=(now + DAY) / 1000)
    assert (ahead["end"], figures(ahead)["overflow_hours"]) == (until_now["end"], figures(until_now)["overflow_hours"])
    assert figures(ahead)["overflow_hours"]["value"] == pytest.approx(1)


@pytest.mark.parametrize(("begins", "whole"), [(0, 24), (-1, 23), (1, 23)])
def test_of_the_air_whole_hours_are_counted(client: TestClient, state: State, clock: Clock, begins: int, whole: int) -> None:
    noon = clock() // DAY * DAY
    clock.now = noon
    hours = [
        SiteHour(site="s", parameter="pm25", start=noon - n * HOUR, mean=5.0, n=6, expected=6, valid=True, sources=("a",))
        for n in range(1, 40)
    ]
    assert client.put("/sites/s", json={"name": "S", "lat": 60, "lon": 11, "valid_from": 0}).status_code == 201
    with state.begin() as connection:
        site_hours.save(connection, hours)
    answer = read(client, start=(noon - DAY + begins) / 1000, end=(noon - DAY + begins + DAY - max(0, begins)) / 1000)
    assert figures(answer)["site_hours_measured"]["value"] == 100
    assert sum(answer["hours_by_class"][0]["hours"].values()) == whole


@pytest.fixture
def practised(state: State, readings: Readings, clock: Clock, broker: Broker, tmp_path: Path) -> Iterator[TestClient]:
    """The service of a town that has stated today's practice and its goals."""
    plan = tmp_path / "plan.toml"
    plan.write_text(SHIPPED.read_text(encoding="utf-8") + TODAY, encoding="utf-8")
    settings = Settings(data_dir=tmp_path, planning=Planning(plan_file=plan))
    app_ = create_app(settings=settings, state=state, readings=readings, catalogue=load_catalogue(), clock=clock, publish=broker)
    with TestClient(app_, base_url="http://bysans/api/v1") as client:
        yield client


def test_todays_practice_gives_percentages_and_goals_their_course(all_reported: TestClient, practised: TestClient) -> None:
    practised.headers.update(all_reported.headers)
    answer = read(practised)
    by_name = figures(answer)
    assert by_name["km"]["today"]["value"] == 300
    assert by_name["km"]["today"]["change_percent"] < -50
    assert by_name["km"]["today"]["source"] == "odometers; V"
    assert by_name["emptyings"]["today"]["value"] == 3000
    assert [(goal["figure"], goal["course"]) for goal in answer["goals"]] == [("km", "on course"), ("co2_kg", "on course")]


def test_hours_and_fuel_of_todays_practice_follow_from_its_km_and_emptyings(all_reported: TestClient, practised: TestClient) -> None:
    practised.headers.update(all_reported.headers)
    by_name = figures(read(practised))
    hours, litres, co2 = (by_name[name]["today"] for name in ("hours", "litres", "co2_kg"))
    assert hours["value"] == pytest.approx(300 / 25 + 3000 * 90 / 3600, abs=0.01)
    assert litres["value"] == pytest.approx(300 * 0.7 + 75 * 6 + 87 * 0.3 * 2.5, abs=0.01)
    assert co2["value"] == pytest.approx(litres["value"] * 2.66, abs=0.1)
    assert (hours["reckoned"], by_name["km"]["today"]["reckoned"]) == (True, False)


def test_emptyings_beside_the_reported_rounds_keep_hours_from_being_compared(driven: TestClient, practised: TestClient) -> None:
    practised.headers.update(driven.headers)
    answer = read(practised)
    hours = figures(answer)["hours"]
    assert (hours["enough"], hours["today"]["change_percent"]) == (False, None)
    assert hours["coverage"] < 0.2  # two of ten emptyings, in a third of the period
    assert [goal["course"] for goal in answer["goals"]] == ["too little data", "too little data"]


def test_practice_for_the_same_two_hours_is_the_same_in_a_period_of_any_length(
    client: TestClient, practised: TestClient, state: State
) -> None:
    practised.headers.update(client.headers)
    with state.begin() as connection:
        emptyings.put(connection, [_emptied(0, NOW - 2 * HOUR, 80.0)])
    month, year = (figures(read(practised, start=(NOW - days * DAY) / 1000))["emptyings"] for days in (30, 365))
    assert month["today"]["value"] == year["today"]["value"] > 0
    assert (month["coverage"], year["coverage"]) == (round(2 / 24 / 30, 3), round(2 / 24 / 365, 3))


def test_a_period_without_a_round_says_nothing_of_hours(client: TestClient, state: State) -> None:
    with state.begin() as connection:
        emptyings.put(connection, [_emptied(0, NOW - 40 * DAY, 80.0), _emptied(0, NOW - DAY, 80.0)])
    by_name = figures(read(client))
    for name in ("hours", "km", "rounds", "litres", "co2_kg"):
        assert (by_name[name]["value"], by_name[name]["note"]) == (
            None, "no round was reported in this period: what was driven besides is not known",
        )  # fmt: skip
    assert by_name["emptyings"]["value"] == 1


def test_no_emptying_is_known_only_where_the_levels_were(client: TestClient, state: State) -> None:
    with state.begin() as connection:
        emptyings.put(connection, [_emptied(0, NOW - 40 * DAY, 80.0)])
    figure = figures(read(client))["emptyings"]
    assert (figure["value"], figure["enough"]) == (None, False)
    assert figure["note"].startswith("no emptying was seen in this period")


def test_the_command_line_tells_the_same(driven: TestClient, settings: Settings, clock: Clock) -> None:
    arguments = ["report", "effects", "--data-dir", str(settings.data_dir), "--start", "2026-01-10", "--end", "2026-02-05"]
    text = CliRunner().invoke(app, arguments).output
    assert "km " in text
    assert "tuned schedule" in text
    lines = CliRunner().invoke(app, [*arguments, "--format", "csv"]).output.splitlines()
    assert lines[0].startswith("figure,value")
    assert CliRunner().invoke(app, [*arguments, "--format", "json"]).output.startswith("{")
    for end in ("2025-01-01", "2099-01-01"):
        refused = CliRunner().invoke(app, [*arguments[:-1], end])
        assert (refused.exit_code, "--end" in refused.output) == (2, True)

"""Each scenario can be played, the same seed gives the same bytes, and it shows what it is called for."""

from itertools import islice
from pathlib import Path

import pytest

from config.toml_file import ConfigError, names_in
from simulators.faults.fault import parse_fault
from simulators.send.message import PlannedMessage
from simulators.town.scenario import FOLDER, Scenario, load_scenario
from simulators.town.town import Size

SMALL = Size(sites=6, air=6, bins=4)


def first_messages(scenario: Scenario, seed: int, count: int = 300, size: Size = SMALL) -> list[PlannedMessage]:
    begins = scenario.begins()
    return list(islice(scenario.messages(scenario.scene(seed, size, begins), seed, begins), count))


def mean_of(scenario: Scenario, parameter: str, hours: tuple[float, float]) -> float:
    """Return the mean of what the town's sensors measure in these hours."""
    begins = scenario.begins()
    moments = range(begins + round(hours[0] * 3_600_000), begins + round(hours[1] * 3_600_000), 600_000)
    seen = [sender.values(time) or {} for sender in scenario.scene(1, SMALL, begins).senders for time in moments]
    values = [reading[parameter] for reading in seen if parameter in reading]
    return sum(values) / len(values)


@pytest.mark.parametrize("name", names_in(FOLDER))
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(name: str) -> None:
    scenario = load_scenario(name)
    assert first_messages(scenario, 7) == first_messages(scenario, 7)
    assert first_messages(scenario, 7) != first_messages(scenario, 8)


def test_a_town_is_of_any_size() -> None:
    scenario = load_scenario("ordinary-week")
    for size in (Size(sites=0, air=0, bins=1), Size(sites=1, air=1, bins=0), Size(sites=40, air=500, bins=900)):
        scene = scenario.scene(3, size, scenario.begins())
        assert len(scene.devices) == size.air + size.bins + scenario.real_bins


def test_under_an_inversion_exhaust_stays_where_it_is_let_out() -> None:
    inversion, ordinary = load_scenario("winter-inversion"), load_scenario("winter-inversion").model_copy(update={"spell": ()})
    assert mean_of(inversion, "no2", (24, 48)) > 1.8 * mean_of(ordinary, "no2", (24, 48))


def test_on_new_years_eve_pm10_is_about_five_times_as_high_and_gone_within_two_hours() -> None:
    eve = load_scenario("new-years-eve")
    before, midnight, after = (mean_of(eve, "pm10", hours) for hours in ((9, 11), (12, 13), (14.5, 16)))
    assert 3 * before < midnight < 8 * before
    assert after < 1.5 * before


def test_dry_roads_raise_coarse_dust_and_rain_lays_it() -> None:
    spring = load_scenario("spring-road-dust")
    dry, wet = (mean_of(spring, "pm10", hours) - mean_of(spring, "pm25", hours) for hours in ((55, 65), (103, 113)))
    assert dry > 5 * wet


def test_sensors_rot_where_the_scenario_says_so() -> None:
    rot = load_scenario("sensor-rot")
    sound = rot.model_copy(update={"rot": load_scenario("ordinary-week").rot})
    assert rot.scene(1, SMALL, rot.begins()).senders != sound.scene(1, SMALL, rot.begins()).senders


def test_faults_of_the_command_line_replace_rates_and_add_times() -> None:
    scenario = load_scenario("ordinary-week").with_faults([parse_fault("drop=0.5"), parse_fault("drop=1@2-3"), parse_fault("stuck=1@1")])
    assert scenario.faults.drop == 0.5
    assert [(fault.kind, fault.from_hour, fault.to_hour) for fault in scenario.fault] == [("drop", 2, 3), ("stuck", 1, None)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = 'x'\nstart = 2026-01-01T00:00:00Z\nhours = 0\n", "line 3: hours = 0: Input should be greater than 0"),
        ("title = 'x'\nstart = 2026-01-01T00:00:00Z\nhours = 1\nsnow = 3\n", "line 4: snow = 3: there is no such key"),
        ("title = 'x'\nstart = 2026-01-01T00:00:00Z\nhours = 1\n[[fault]]\nkind = 'storm'\n", "line 4: fault.0: a storm has a moment"),
        ("title = ", "is not TOML"),
    ],
)
def test_a_mistake_in_a_scenario_of_ones_own_is_told_by_line(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=sentence):
        load_scenario(str(file))


def test_a_scenario_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match="unknown scenario 'summer'; choose one of event-day, .*, winter-inversion, load"):
        load_scenario("summer")

"""An index names its class, what decided it, what is missing, and how old it is; no data is no class."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from domain.air.windows import Grade, SiteHour
from domain.duration import HOUR
from storage.state.air import site_hours
from storage.state.engine import State
from tests.unit.api.hand import NOW

Save = Callable[..., None]


@pytest.fixture
def save(client: TestClient, state: State) -> Save:
    for n, site in enumerate(("torget", "havna", "parken", "skogen")):
        client.put(f"sites/{site}", json={"name": site, "lat": 59.9 + n / 1000, "lon": 10.7})

    def keep(
        hours_ago: int,
        *,
        site: str = "torget",
        valid: bool = True,
        grade: Grade = Grade.INDICATIVE,
        at_least: bool = False,
        **means: float,
    ) -> None:
        start = NOW - hours_ago * HOUR
        rows = [
            SiteHour(
                site=site,
                parameter=name,
                start=start,
                mean=mean,
                n=6,
                expected=6,
                valid=valid,
                sources=("a1",),
                grade=grade,
                at_least=at_least,
            )
            for name, mean in means.items()
        ]
        with state.begin() as connection:
            site_hours.save(connection, rows)

    return keep


def index(client: TestClient, **query: object) -> dict[str, object]:
    answer = client.get("air/sites/torget/index", params=query)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    body: dict[str, object] = answer.json()
    return body


def test_the_worst_parameter_decides_and_the_missing_are_named(client: TestClient, save: Save) -> None:
    save(1, pm25=20.0, no2=150.0)
    answer = index(client)
    assert (answer["class"], answer["class_name"], answer["worst"], answer["missing"]) == (2, "Moderat", "no2", ["o3", "pm10", "so2"])
    assert (answer["start"], answer["age_s"], answer["scale"], answer["version"]) == (
        "2026-01-31T11:00:00.000Z",
        0.0,
        "norway",
        "2015-01-01",
    )
    assert answer["parameters"]["pm25"] == {  # type: ignore[index]
        "value": 20.0,
        "unit": "µg/m³",
        "averaging": "hour",
        "class": 1,
        "class_name": "Lite",
        "number": pytest.approx(1 + 20 / 30),
        "indicative": True,
        "isolated": False,
        "at_least": False,
        "devices": ["a1"],
        "source": "luftkvalitet.miljodirektoratet.no, forurensningsklasser (Folkehelseinstituttet and Miljødirektoratet) V",
    }


def test_the_hour_that_holds_the_time_is_judged(client: TestClient, save: Save) -> None:
    save(5, pm25=160.0)
    save(6, pm25=20.0)
    assert index(client, at=(NOW - 5 * HOUR + 1) / 1000)["class"] == 4
    assert index(client, at=(NOW - 5 * HOUR - 1) / 1000)["class"] == 1


@pytest.mark.parametrize(("hours_ago", "category", "age"), [(1, 2, 0.0), (3, 2, 7200.0), (4, None, None)])
def test_an_old_hour_tells_its_age_and_after_3_h_there_is_no_class(
    client: TestClient, save: Save, hours_ago: int, category: int | None, age: float | None
) -> None:
    save(hours_ago, pm25=30.0)
    answer = index(client)
    assert (answer["class"], answer["age_s"]) == (category, age)


def test_nothing_measured_is_no_class_and_never_the_cleanest(client: TestClient, save: Save) -> None:
    save(1, pm25=3.0, valid=False)
    answer = index(client)
    assert (answer["class"], answer["class_name"], answer["worst"], answer["start"], answer["parameters"]) == (None, None, None, None, {})
    assert answer["missing"] == ["no2", "o3", "pm10", "pm25", "so2"]


def test_a_running_hour_is_judged_once_it_has_all_that_the_one_before_had(client: TestClient, save: Save) -> None:
    save(1, pm25=60.0, no2=20.0)
    save(0, pm25=20.0)
    assert index(client)["start"] == "2026-01-31T11:00:00.000Z"
    save(0, no2=20.0)
    assert (index(client)["start"], index(client)["age_s"]) == ("2026-01-31T12:00:00.000Z", 0.0)


@pytest.mark.parametrize(("mean", "category", "name"), [(5.0, 1, "Good"), (5.0000001, 2, "Fair"), (400.0, 6, "Extremely poor")])
def test_the_european_index_has_its_own_edges(client: TestClient, save: Save, mean: float, category: int, name: str) -> None:
    save(1, pm25=mean)
    answer = index(client, scale="eaqi-2024")
    assert (answer["class"], answer["class_name"], answer["number"]) == (category, name, None)


def test_the_us_index_judges_the_nowcast(client: TestClient, save: Save) -> None:
    save(1, pm25=100.0)
    assert index(client, scale="us-aqi")["class"] is None  # two of the newest three hours are needed
    save(2, pm25=10.0)
    answer = index(client, scale="us-aqi")  # (100 + 0.5·10) / 1.5 = 70
    assert (answer["class"], answer["class_name"], answer["number"]) == (4, "Unhealthy", 161.0)


@pytest.mark.parametrize(("hours_ago", "category", "start"), [
    ((1, 2), 2, "11:00"), ((1, 3), 2, "11:00"), ((2, 3), 2, "10:00"),
    ((1, 4, 5, 6), None, None), ((3, 4, 5), None, None), ((4, 5, 6), None, None),
])  # fmt: skip
def test_the_nowcast_needs_two_of_the_newest_three_hours_and_no_older_one_stands_in(
    client: TestClient, save: Save, hours_ago: tuple[int, ...], category: int | None, start: str | None
) -> None:
    for ago in hours_ago:
        save(ago, pm25=20.0)
    answer = index(client, scale="us-aqi")
    assert answer["class"] == category
    assert answer["start"] == (start and f"2026-01-31T{start}:00.000Z")


@pytest.mark.parametrize(("scale", "category"), [("norway", 4), ("eaqi-2024", 6), ("us-aqi", 6)])
def test_smoke_beyond_what_the_sensor_can_measure_has_at_least_the_class_of_that(
    client: TestClient, save: Save, scale: str, category: int
) -> None:
    save(2, pm25=300.0)
    save(1, pm25=1000.0, at_least=True)
    answer = index(client, scale=scale)
    assert (answer["class"], answer["at_least"], answer["parameters"]["pm25"]["at_least"]) == (category, True, True)  # type: ignore[index]


def test_a_site_far_above_its_neighbours_is_told(client: TestClient, save: Save) -> None:
    for site in ("havna", "parken", "skogen"):
        save(1, site=site, pm25=8.0)
    save(1, pm25=41.0)
    answer = index(client)
    assert (answer["class"], answer["isolated"]) == (2, ["pm25"])


def test_an_official_instruments_index_is_not_indicative(client: TestClient, save: Save) -> None:
    save(1, pm25=8.0, grade=Grade.REFERENCE)
    assert index(client)["indicative"] is False


def test_an_index_that_there_is_not_is_told(client: TestClient, save: Save) -> None:
    answer = client.get("air/sites/torget/index", params={"scale": "mars"})
    assert answer.status_code == 422
    assert "there are eaqi-2024, norway, us-aqi" in answer.json()["detail"]
    assert client.get("air/sites/nowhere/index").status_code == 404


def test_the_index_is_public_as_the_setting_says(anonymous: TestClient, save: Save) -> None:
    anonymous.headers.pop("Authorization", None)
    assert anonymous.get("air/sites/torget/index").status_code == 200

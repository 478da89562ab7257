"""A year's ledger stands with limit, count, dates, coverage and a verdict that says when it is none."""

from collections.abc import Sequence
from functools import partial

import pytest
from fastapi.testclient import TestClient

from domain.air.windows import Grade
from storage.state.engine import State
from tests.unit.api.kept_year import Keep, Series, keep_year


@pytest.fixture
def keep(client: TestClient, state: State) -> Keep:
    client.put("sites/torget", json={"name": "Torget", "lat": 59.9, "lon": 10.7})
    return partial(keep_year, state)


def ledger(client: TestClient, regime: str = "norway-2022", year: int = 2025) -> dict[str, object]:
    answer = client.get("air/sites/torget/compliance", params={"regime": regime, "year": year})
    assert answer.status_code == 200, answer.text
    answer_body: dict[str, object] = answer.json()
    return answer_body


def limit(answer: dict[str, object], parameter: str, averaging: str) -> dict[str, object]:
    limits = answer["limits"]
    assert isinstance(limits, Sequence)
    [wanted] = [limit_ for limit_ in limits if (limit_["parameter"], limit_["averaging"]) == (parameter, averaging)]
    return dict(wanted)


def test_dust_days_are_counted_dated_and_annotated(client: TestClient, keep: Keep) -> None:
    keep("pm10", lambda day, _hour: 80.0 if day < 2 else 12.0)
    client.put("air/sites/torget/day-tags/2025-01-02/sanding", json={"note": "swept on 5 January"})
    client.put("air/sites/torget/day-tags/2025-05-17/parade", json={})
    days = limit(ledger(client), "pm10", "day")
    assert {name: days[name] for name in ("limit", "unit", "allowed", "exceedances", "left", "value", "dates", "coverage", "verdict")} == {
        "limit": 50.0, "unit": "µg/m³", "allowed": 25, "exceedances": 2, "left": 23, "value": 80.0,
        "dates": ["2025-01-01", "2025-01-02"], "coverage": 1.0, "verdict": "within",
    }  # fmt: skip
    assert days["tags"] == [{"date": "2025-01-02", "tag": "sanding", "note": "swept on 5 January"}]


def test_an_inversion_counts_hours_and_alarm_runs(client: TestClient, keep: Keep) -> None:
    keep("no2", lambda day, hour: 420.0 if day == 10 and 7 <= hour < 10 else 210.0 if day == 11 and hour == 8 else 30.0)
    answer = ledger(client)
    no2_hours = limit(answer, "no2", "hour")
    assert (no2_hours["exceedances"], no2_hours["left"], no2_hours["dates"]) == (4, 14, ["2025-01-11", "2025-01-12"])
    assert no2_hours["hours"] == [
        "2025-01-11T06:00:00.000Z",
        "2025-01-11T07:00:00.000Z",
        "2025-01-11T08:00:00.000Z",
        "2025-01-12T07:00:00.000Z",
    ]
    alarms = answer["alarms"]
    assert isinstance(alarms, list)
    assert [(alarm["limit"], alarm["consecutive"], alarm["runs"], alarm["dates"]) for alarm in alarms if alarm["parameter"] == "no2"] == [
        (400.0, 3, 1, ["2025-01-11"])
    ]


@pytest.mark.parametrize(("grade", "indicative"), [(Grade.REFERENCE, False), (Grade.INDICATIVE, True)])
def test_a_verdict_from_sensors_is_labelled_indicative(client: TestClient, keep: Keep, grade: Grade, indicative: bool) -> None:
    keep("pm25", lambda _day, _hour: 8.0, grade=grade)
    answer = ledger(client)
    assert answer["indicative"] is indicative
    assert limit(answer, "pm25", "year")["verdict"] == "within"


def test_pm10_of_optical_sensors_is_kept_out_with_the_reason(client: TestClient, keep: Keep) -> None:
    keep("pm10", lambda _day, _hour: 90.0, grade=Grade.BLIND)
    days = limit(ledger(client), "pm10", "day")
    assert (days["verdict"], days["exceedances"], days["coverage"]) == ("not_assessable", 0, 0.0)
    assert "sensors that cannot see coarse dust" in str(days["reason"])


def test_o3_days_need_three_years(client: TestClient, keep: Keep) -> None:
    def summer(days: int) -> Series:
        return lambda day, hour: 130.0 if 180 <= day < 180 + days and 10 <= hour < 20 else 60.0

    keep("o3", summer(30))
    o3_days = limit(ledger(client, "eu-2008"), "o3", "8h")
    assert (o3_days["verdict"], o3_days["exceedances"], o3_days["counts"]) == ("not_assessable", 30, [None, None, 30])
    keep("o3", summer(20), year=2024)
    keep("o3", summer(10), year=2023)
    o3_days = limit(ledger(client, "eu-2008"), "o3", "8h")
    assert (o3_days["verdict"], o3_days["exceedances"], o3_days["counts"]) == ("within", 30, [10, 20, 30])


def test_four_regimes_judge_the_same_year(client: TestClient, keep: Keep) -> None:
    keep("no2", lambda _day, _hour: 25.0)
    verdicts = {name: limit(ledger(client, name), "no2", "year")["verdict"] for name in ("norway-2022", "eu-2008", "eu-2030", "who-2021")}
    assert verdicts == {"norway-2022": "within", "eu-2008": "within", "eu-2030": "breach", "who-2021": "breach"}
    assert ledger(client, "eu-2030")["in_force"] is False
    assert (ledger(client)["version"], ledger(client)["in_force"]) == ("2022-01-01", True)


def test_a_year_without_data_is_not_assessable_and_indicative(client: TestClient, keep: Keep) -> None:
    answer = ledger(client, year=2019)
    limits = answer["limits"]
    assert isinstance(limits, list)
    assert {limit_["verdict"] for limit_ in limits} == {"not_assessable"}
    assert answer["indicative"] is True


def test_what_cannot_be_asked_is_told(client: TestClient, keep: Keep) -> None:
    answer = client.get("air/sites/torget/compliance", params={"regime": "moon"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "regime")
    assert client.get("air/sites/nowhere/compliance").status_code == 404
    assert client.get("air/sites/torget/compliance", headers={"Authorization": ""}).status_code == 401

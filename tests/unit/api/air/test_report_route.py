"""A year's report says in words, figures and pictures what the ledger says, the same as HTML and as CSV."""

import csv
import re
from base64 import b64encode
from datetime import date
from functools import partial
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient

from domain.air.legal_day import start_of_date
from domain.air.windows import Grade
from domain.duration import HOUR
from domain.parameter import Flag
from storage.state.air import quality
from storage.state.air.quality import Mark
from storage.state.engine import State
from tests.unit.api.kept_year import Keep, keep_year

VALUE = re.compile(r'<data value="([^"]*)">([^<]*)</data>')


@pytest.fixture
def keep(client: TestClient, state: State) -> Keep:
    client.put("sites/torget", json={"name": "Torget <sør>", "lat": 59.9, "lon": 10.7, "valid_from": "2020-01-01T00:00:00Z"})
    for device, model in (("official", "reference"), ("dusty", "sensor-community/airrohr")):
        body = {"kind": "air", "model": model, "interval_s": 3600, "site": "torget", "valid_from": "2020-01-01T00:00:00Z"}
        assert client.put(f"devices/{device}", json=body).status_code < 300
    return partial(keep_year, state)


def dusty(day: int, _hour: int) -> float | None:
    """Two days of 60 in January, one a hair above 50, a gap in March."""
    return None if 59 <= day < 80 else 60.0 if day < 2 else 50.04 if day == 9 else 12.5


def report(client: TestClient, **query: object) -> str:
    answer = client.get("air/sites/torget/report", params={"year": 2025, "lang": "en", **query})  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return answer.text


def rows(client: TestClient, **query: object) -> list[dict[str, str]]:
    return list(csv.DictReader(report(client, format="csv", **query).splitlines()))


def test_html_and_csv_show_the_same_figures(client: TestClient, keep: Keep) -> None:
    keep("pm10", dusty)
    keep("no2", lambda day, hour: 210.0 if day == 10 and 7 <= hour < 10 else 30.25)
    shown = {value for value, _ in VALUE.findall(report(client))}
    kept = {
        row[name] for row in rows(client) for name in ("value", "limit", "coverage_percent") if row["record"] not in ("report", "device")
    }
    assert shown <= kept
    measured = {row["value"] for row in rows(client) if row["record"] in ("limit", "year", "month", "day")} - {""}
    assert measured <= shown


def test_the_ledger_stands_in_the_csv(client: TestClient, keep: Keep) -> None:
    keep("pm10", dusty)
    [limit] = [
        row
        for row in rows(client, regime="norway-2022")
        if row["record"] == "limit" and (row["parameter"], row["averaging"]) == ("pm10", "day")
    ]
    assert (limit["value"], limit["exceedances"], limit["left"], limit["verdict"], limit["valid_from"]) == (
        "60.0",
        "3",
        "22",
        "within",
        "2022-01-01",
    )
    days = [row["period"] for row in rows(client, regime="norway-2022") if row["record"] == "exceedance_day"]
    assert days == ["2025-01-01", "2025-01-02", "2025-01-10"]
    assert "50.04" in {row["value"] for row in rows(client) if row["record"] == "day"}


def test_the_picture_has_words_for_those_who_cannot_see_it(client: TestClient, keep: Keep) -> None:
    keep("pm10", dusty)
    page = report(client)
    assert '<svg class="wide" viewBox="0 0 720 190" role="img" aria-labelledby="t-pm10-day" aria-describedby="d-pm10-day">' in page
    caption = re.sub(r"\s+", " ", page.partition('<figcaption id="d-pm10-day">')[2].partition("</figcaption>")[0])
    for words in (
        "Days with a value: 344 of 365.",
        "highest 60.0 (1 Jan)",
        "3 days lie above 50, marked by dots. Grey",
        "Grey marks days without a value: 1 Mar – 21 Mar.",
    ):
        assert words in caption
    assert page.count('class="gap"') == 1


def test_indicative_years_say_so_and_official_ones_do_not(client: TestClient, keep: Keep) -> None:
    keep("pm25", lambda _day, _hour: 8.0)
    assert "Indicative measurements." not in report(client)
    keep("pm25", lambda _day, _hour: 8.0, grade=Grade.INDICATIVE)
    page = report(client)
    assert "they are not legal ones" in page
    assert "(indicative)" in page
    assert {row["indicative"] for row in rows(client) if row["record"] in ("report", "year")} == {"yes"}


def test_pm10_of_optical_sensors_is_shown_but_not_counted_with_the_reason(client: TestClient, keep: Keep) -> None:
    keep("pm10", lambda _day, _hour: 90.0, grade=Grade.BLIND)
    page = report(client)
    assert "Sensors that cannot see coarse dust: shown, but not counted." in page
    assert "Kept out: 8760 hours of sensors that cannot see coarse dust." in page
    assert "Cannot see coarse dust and does not count for PM10" in page
    assert "exceedance_day" not in {row["record"] for row in rows(client)}


def test_declared_periods_and_notes_are_listed(client: TestClient, keep: Keep) -> None:
    keep("pm10", dusty)
    client.put("air/sites/torget/day-tags/2025-01-02/sanding", json={"note": "=swept on 5 January"})
    body = {
        "device_id": "official",
        "parameter": "pm10",
        "start": "2025-03-01T00:00:00Z",
        "end": "2025-03-21T00:00:00Z",
        "reason": "workshop",
    }
    assert client.post("invalidations", json=body).status_code == 201
    page = report(client)
    assert "2 Jan</time> (sanding)" in page
    assert "workshop" in page
    [tag] = [row for row in rows(client) if row["record"] == "tag"]
    assert tag["note"] == "'=swept on 5 January"  # a spreadsheet must not take it for a formula
    [period] = [row for row in rows(client) if row["record"] == "invalid_period"]
    assert (period["value"], period["parameter"], period["note"]) == ("official", "pm10", "workshop")


def test_flagged_values_are_counted_while_the_device_stood_there(client: TestClient, state: State, keep: Keep) -> None:
    keep("pm10", dusty)
    year = start_of_date(date(2025, 1, 1))
    marks = [
        ("pm10", year, Flag.SUSPECT),
        ("pm10", year + HOUR, Flag.SUSPECT),
        ("pm10", year + 2 * HOUR, Flag.FAIL),
        ("pm10", year - 1, Flag.FAIL),
    ]
    with state.begin() as connection:
        counts = [
            Mark(device_id="dusty", time=time, parameter=name, flag=flag, reason="spike", rule_version="1") for name, time, flag in marks
        ]
        quality.replace(connection, ["dusty"], [], counts)
    flagged = [(row["value"], row["parameter"], row["status"], row["n"]) for row in rows(client) if row["record"] == "flagged"]
    assert flagged == [("dusty", "pm10", "suspect", "2"), ("dusty", "pm10", "fail", "1")]
    assert '<td>suspect (3)</td><td class="n">2</td>' in report(client)


def test_the_limits_versions_are_named(client: TestClient, keep: Keep) -> None:
    keep("pm25", lambda _day, _hour: 8.0)
    page = report(client)
    assert "Version 2022-01-01. These values were in force in 2025." in page
    assert "These values were not yet in force in 2025: this is a comparison." in page
    assert "Directive" not in page.partition("The limits&#39; versions")[0]


def test_it_is_written_in_the_readers_language(client: TestClient, keep: Keep) -> None:
    keep("pm25", lambda _day, _hour: 8.25)
    page = report(client, lang="nb")
    assert '<html lang="nb">' in page
    assert '<data value="8.2">8,2</data>' in page
    assert "Luftkvalitet ved Torget &lt;sør&gt;, 2025" in page


def test_it_loads_nothing_and_runs_nothing(client: TestClient, keep: Keep) -> None:
    answer = client.get("air/sites/torget/report", params={"year": 2025})
    assert not re.search(r"<script|<link|<img|url\(|https?://", answer.text)
    style = answer.text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert " style=" not in answer.text


def test_a_program_may_ask_for_csv_by_its_header(client: TestClient, keep: Keep) -> None:
    answer = client.get("air/sites/torget/report", params={"year": 2025}, headers={"Accept": "text/csv"})
    assert (answer.headers["content-type"], answer.text.partition(",")[0]) == ("text/csv; charset=utf-8", "record")


def test_an_empty_year_is_a_report_too(client: TestClient, keep: Keep) -> None:
    page = report(client, year=2019)
    assert "No valid hour was measured here in this year." in page
    assert {row["verdict"] for row in rows(client, year=2019) if row["record"] == "limit"} == {"not_assessable"}
    assert "The year is not over." in report(client, year=2026)


def test_what_cannot_be_asked_is_told(client: TestClient, keep: Keep) -> None:
    assert client.get("air/sites/nowhere/report").status_code == 404
    assert client.get("air/sites/torget/report", params={"regime": "moon"}).json()["errors"][0]["field"] == "regime"
    assert client.get("air/sites/torget/report", params={"format": "pdf"}).status_code == 422
    assert client.get("air/sites/torget/report", headers={"Authorization": ""}).status_code == 401

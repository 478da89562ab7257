"""A place says how its air is and why, with every figure of its plot in a table and as CSV."""

import csv
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.web.services import Services
from config.settings import Settings
from domain.air.windows import Grade, SiteHour
from domain.device import Device, Site
from domain.duration import DAY, HOUR
from storage.state import registry
from storage.state.air import invalidations, site_hours
from storage.state.engine import State
from tests.unit.api.hand import NOW

Save = Callable[..., None]
TORGET = "http://bysans/sted/torget"


@pytest.fixture
def save(state: State) -> Save:
    """Keep means of the hour that ended `ago` hours ago at Torget."""
    with state.begin() as connection:
        for n, name in enumerate(("Torget", "Havna", "Parken")):
            registry.put(connection, Site(id=name.lower(), name=name, lat=59.9 + n / 1000, lon=10.7, valid_from=0))
        registry.put(connection, Device(id="a1", kind="air", model="generic", interval_s=600, valid_from=0, place="torget"))

    def keep(
        ago: int = 1, *, site: str = "torget", valid: bool = True, at_least: bool = False, grade: Grade = Grade.INDICATIVE, **means: float
    ) -> None:
        rows = [SiteHour(site, name, NOW - ago * HOUR, mean, 6, 6, valid, ("a1",), grade, at_least) for name, mean in means.items()]
        with state.begin() as connection:
            site_hours.save(connection, rows)

    return keep


def text(client: TestClient, path: str = "", language: str = "nb") -> str:
    answer = client.get(f"{TORGET}{path}", params={"lang": language})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_answer_is_the_headline_and_what_decided_it_stands_below(anonymous: TestClient, save: Save) -> None:
    save(1, no2=128.0, pm25=12.0, grade=Grade.REFERENCE)
    save(2, no2=96.0)
    page = text(anonymous)
    assert "Moderat forurenset luft ved Torget nå" in page
    assert "<strong>NO₂ 128,0 µg/m³</strong> i timen 12–13" in page
    assert "stiger. Offisiell måler." in page
    assert "De aller fleste kan være ute som vanlig." in page
    assert "Moderate air pollution at Torget now" in text(anonymous, language="en")


def test_smoke_beyond_the_sensors_range_is_very_high_and_says_so(anonymous: TestClient, save: Save) -> None:
    save(1, pm25=1000.0, at_least=True)
    page = text(anonymous)
    assert "Svært høy luftforurensning ved Torget nå" in page
    assert "PM2,5 over 1 000 µg/m³" in page.replace("\xa0", " ")
    assert "Det er mer enn måleren kan vise." in page


def test_a_class_that_may_be_higher_is_at_least_that(anonymous: TestClient, save: Save) -> None:
    save(1, no2=150.0, at_least=True)
    assert "Minst moderat forurenset luft ved Torget nå" in text(anonymous)


def test_what_a_sensor_alone_says_is_being_checked_and_brings_no_advice(anonymous: TestClient, save: Save) -> None:
    save(1, pm25=780.0)
    save(1, site="havna", pm25=12.0)
    save(1, site="parken", pm25=14.0)
    page = text(anonymous)
    assert "Uvanlig høy måling ved Torget kontrolleres" in page
    assert "Svært høy luftforurensning" not in page
    assert "Råd til de fleste" not in page


def test_nothing_within_three_hours_is_no_measurement_and_says_since_when(anonymous: TestClient, save: Save) -> None:
    save(7, pm25=4.0)
    page = text(anonymous)
    assert "Ingen måling ved Torget nå" in page
    assert "siden 07:00" in page
    assert 'data-air="low"' not in page


def test_the_plot_has_a_value_for_every_hour_and_none_where_too_little_was_measured(anonymous: TestClient, save: Save) -> None:
    save(1, pm25=40.0)
    save(2, pm25=99.0, valid=False)
    save(3, pm25=1000.0, at_least=True)
    figures = anonymous.get(f"{TORGET}/plott.json?stoff=pm25").json()
    assert (figures["start"], figures["step"]) == ((NOW - DAY) // 1000, 3600)
    assert figures["values"] == [None] * 21 + [1000.0, None, 40.0]
    assert (figures["at_least"], figures["bounds"], figures["limit"]) == ([21], [30.0, 50.0, 150.0], None)


def test_the_table_and_the_csv_say_what_the_plot_draws(anonymous: TestClient, save: Save) -> None:
    save(1, pm25=40.25)
    save(2, pm25=99.0, valid=False)
    page = text(anonymous)
    assert page.count("ingen måling</td>") == 22
    assert page.count("for få målinger</td>") == 1
    answer = anonymous.get(f"{TORGET}/malinger.csv?stoff=pm25")
    assert answer.headers["content-disposition"] == 'attachment; filename="torget-pm25-dogn-time.csv"'
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [(row["start"], row["mean"], row["status"]) for row in rows[-2:]] == [
        ("2026-01-31T10:00:00.000Z", "99.0", "insufficient"),
        ("2026-01-31T11:00:00.000Z", "40.25", "valid"),
    ]
    assert [row["status"] for row in rows[:-2]] == ["missing"] * 22


def test_the_hour_under_way_stands_in_plot_and_table_and_not_among_the_finished_ones(anonymous: TestClient, save: Save) -> None:
    save(1, pm25=40.0)
    save(0, pm25=1000.0, at_least=True)
    figures = anonymous.get(f"{TORGET}/plott.json?stoff=pm25").json()
    assert (figures["values"][-2:], figures["so_far"], figures["at_least"]) == ([40.0, 1000.0], 24, [24])
    page = text(anonymous, "?stoff=pm25").replace("\N{NO-BREAK SPACE}", " ")
    first = page[page.index("<tbody>") :].partition("</tr>")[0]
    assert "så langt" in first
    assert "over 1 000<" in first
    rows = list(csv.DictReader(anonymous.get(f"{TORGET}/malinger.csv?stoff=pm25").text.splitlines()))
    assert (len(rows), rows[-1]["mean"]) == (24, "40.0")
    save(0, pm25=12.0, valid=False)
    assert anonymous.get(f"{TORGET}/plott.json?stoff=pm25").json()["so_far"] is None


def test_hours_without_a_daily_mean_are_too_few_and_not_unmeasured(anonymous: TestClient, save: Save) -> None:
    save(2, pm10=10.0)
    week = f"{TORGET}?lang=nb&stoff=pm10&periode=uke&middel=dogn"
    assert "Svevestøv PM10 er målt i denne perioden, men for få timer til et døgnmiddel." in anonymous.get(week).text
    save(200, pm25=10.0)
    week = week.replace("pm10", "pm25")
    assert "Svevestøv PM2,5 er ikke målt i denne perioden." in anonymous.get(week).text


def test_the_public_reads_that_an_hour_was_taken_out_and_not_why(anonymous: TestClient, save: Save, state: State) -> None:
    save(1, pm25=40.0)
    with state.begin() as connection:
        invalidations.declare(connection, "a1", None, NOW - 5 * HOUR, NOW - 3 * HOUR, reason="lastebil", by="Kari", now=NOW)
    page = text(anonymous, "?stoff=pm25")
    assert page.count("satt ut av kraft</td>") == 2
    assert not [word for word in ("lastebil", "Kari") if word in page]


def test_the_limit_of_the_chosen_means_is_drawn_and_said(anonymous: TestClient, save: Save) -> None:
    save(1, no2=60.0, pm10=30.0)
    assert "Timegrense 200 µg/m³ (kan overskrides 18 timer i året)." in text(anonymous)
    limit = anonymous.get(f"{TORGET}/plott.json?stoff=pm10&periode=ar").json()["limit"]
    assert limit == {"value": 50.0, "text": "døgngrense 50 µg/m³ (kan overskrides 25 døgn i året)"}


@pytest.mark.parametrize("path", ["/plott.json", "/malinger.csv"])
def test_figures_are_fetched_again_only_when_they_have_changed(anonymous: TestClient, save: Save, path: str) -> None:
    save(1, pm25=40.0)
    first = anonymous.get(TORGET + path)
    assert first.headers["cache-control"] == "public, max-age=60"
    known = {"If-None-Match": f"W/{first.headers['etag']}"}
    assert anonymous.get(TORGET + path, headers=known).status_code == 304
    save(2, pm25=41.0)
    assert anonymous.get(TORGET + path, headers=known).status_code == 200


def test_staff_see_who_measures_and_the_public_does_not(anonymous: TestClient, settings: Settings, save: Save) -> None:
    save(1, pm25=40.0)
    assert "Luftmåler a1" not in text(anonymous)
    services: Services = anonymous.app.state.services  # type: ignore[attr-defined]
    object.__setattr__(services, "settings", settings.model_copy(update={"http": settings.http.model_copy(update={"open_pages": True})}))
    assert "Luftmåler a1" in text(anonymous)
    assert anonymous.get(f"{TORGET}/plott.json").headers["cache-control"] == "no-store"


def test_an_unknown_place_is_not_found_and_means_that_are_not_public_need_a_session(
    anonymous: TestClient, settings: Settings, save: Save
) -> None:
    assert anonymous.get("http://bysans/sted/nowhere").status_code == 404
    services: Services = anonymous.app.state.services  # type: ignore[attr-defined]
    object.__setattr__(services, "settings", settings.model_copy(update={"http": settings.http.model_copy(update={"public": ("sites",)})}))
    assert anonymous.get(TORGET).status_code == 401

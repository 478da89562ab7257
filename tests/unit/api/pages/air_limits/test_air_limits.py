"""`/luft` answers first which limit is in danger, says of each how much is used, and agrees with the API."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.pages.air_limits.air_limits import air_limits
from config.settings import Settings
from domain.alerts.alert import Alert, AlertState, Member, Subject
from domain.alerts.severity import Severity
from domain.alerts.transition import Transition
from storage.state.access import keys
from storage.state.alerts import alerts
from tests.pages.air_year import keep_year
from tests.pages.served import Pages, make_app
from tests.pages.town import NOW, build
from tests.unit.api.pages.today.test_today import STAFF


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Pages]:
    settings = Settings(data_dir=tmp_path, http={"open_pages": True})
    app, state = make_app(settings)
    with state.begin() as connection:
        build(connection)
    yield Pages("", app, state, settings)
    app.state.services.readings.close()
    state.close()


@pytest.fixture
def polluted(town: Pages) -> Pages:
    """Twelve hours of NO2 above 200 at Torget, a calm year at Storgata."""
    keep_year(town.state, "site-10", {"no2": lambda day, hour: 230.0 if day < 6 and hour in (7, 8) else 22.0})
    keep_year(town.state, "site-00", {"no2": lambda _day, _hour: 18.0, "pm25": lambda _day, _hour: 6.0})
    return town


def page(town: Pages, path: str) -> str:
    with TestClient(town.app, base_url="http://127.0.0.1") as client:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text


def heading(text: str) -> str:
    return text[text.index("<h1") :].partition(">")[2].partition("</h1>")[0]


def test_the_limit_in_danger_is_the_headline_in_both_languages(polluted: Pages) -> None:
    text = page(polluted, "/luft?lang=nb")
    assert heading(text) == "NO₂ timemiddel på Torget: 12 av 18 timer brukt"
    assert "Åpne Torget" in text
    assert heading(page(polluted, "/luft?lang=en")) == "NO₂ hourly mean at Torget: 12 of 18 hours used"


def test_a_broken_limit_says_so_first_and_a_calm_town_is_calm(polluted: Pages) -> None:
    assert heading(page(polluted, "/luft?lang=nb&ar=2025")) == "Ingenting er målt i 2025"
    keep_year(polluted.state, "site-01", {"pm10": lambda day, _hour: 60.0 if day < 26 else 12.0})
    assert heading(page(polluted, "/luft?lang=nb")) == "Grensen er brutt: PM10 døgnmiddel på Nedre Langgate, 26 av 25 døgn brukt"


@pytest.mark.parametrize("year", ["99999", "2027", "1969", "i fjor", "-1", "٢٠٢٦"])
def test_what_is_no_year_is_told_and_not_silently_this_one(polluted: Pages, year: str) -> None:
    text = page(polluted, f"/luft?lang=nb&ar={year}")
    assert f"«{year}» er ikke et år som kan vises. Dette er 2026." in text
    assert f"“{year}” is not a year that can be shown. This is 2026." in page(polluted, f"/luft?lang=en&ar={year}")
    with TestClient(polluted.app, base_url="http://127.0.0.1") as client:
        for form in ("", "&format=csv"):
            answer = client.get(f"/sted/site-00/rapport?lang=nb&ar={year}{form}")
            assert answer.status_code == 404, "a report of another year would be filed as this one's"
            assert "2026" not in answer.text.replace(f"ar={year}", "")


def test_a_year_long_ago_is_shown_although_none_of_the_newest_and_limits_that_are_none_are_told(town: Pages) -> None:
    keep_year(town.state, "site-00", {"pm25": lambda _day, _hour: 6.0}, year=2015)
    text = page(town, "/luft?lang=nb&ar=2015")
    assert heading(text) == "Ingen grense ble brutt i 2015"
    assert '<a class="chip" href="/luft?lang=nb&amp;ar=2015#sites" aria-current="true">2015</a>'.replace("/luft", "") in text
    assert heading(page(town, "/luft?lang=nb&ar=2014")) == "Ingenting er målt i 2014"
    assert "kan vises" not in text
    wrong = page(town, "/luft?lang=nb&grenser=<b>norge</b>-og-noe-som-er-langt")
    assert "«&lt;b&gt;norge&lt;/b&gt;-og-noe-» er ingen grenser som finnes her. Dette er Norge 2022." in wrong


def test_a_year_without_danger_names_the_closest(town: Pages) -> None:
    keep_year(town.state, "site-00", {"pm25": lambda _day, _hour: 6.0})
    text = page(town, "/luft?lang=nb")
    assert heading(text) == "Ingen grense er i fare så langt i 2026"
    assert "Nærmest: PM2,5 årsmiddel på Storgata, 6,0 av 10 µg/m³." in text


def test_a_year_of_which_a_few_weeks_were_measured_says_so_in_place_of_all_being_well(town: Pages) -> None:
    keep_year(town.state, "site-00", {"pm25": lambda day, _hour: 6.0 if day < 30 else None}, year=2025)
    text = page(town, "/luft?lang=nb&ar=2025")
    assert heading(text) == "For lite er målt i 2025 til å si noe om grensene"
    assert "Nærmest" not in text, "nothing is held against a limit"
    assert "6,0 µg/m³ i snitt" in text
    assert "use-bar" not in text


def test_no_exceedance_in_a_few_hours_is_no_good_news_and_a_little_is_not_nothing(town: Pages) -> None:
    keep_year(town.state, "site-00", {"no2": lambda day, hour: 20.0 if day == 300 and hour < 9 else None})
    text = page(town, "/luft?lang=nb")
    assert heading(text) == "For lite er målt i 2026 til å si noe om grensene"
    assert "0 av 18" not in text
    assert "20,0 µg/m³ så langt" in text
    assert "målt under 1\N{NO-BREAK SPACE}% av tiden" in text


@pytest.mark.parametrize("parameter", ["no2", "pm10"])
def test_a_place_says_that_no_day_was_above_a_limit_only_when_enough_was_measured(town: Pages, parameter: str) -> None:
    keep_year(town.state, "site-00", {parameter: lambda day, hour: 18.0 if day == 300 and hour < 9 else None})
    keep_year(town.state, "site-10", {parameter: lambda _day, _hour: 18.0})
    for language, calm, unknown in [
        ("nb", "Ingen døgn over en grense i 2026", "For lite er målt i 2026 til å si om noen døgn var over en grense"),
        ("en", "No day above a limit in 2026", "Too little is measured in 2026 to say whether any day was above a limit"),
    ]:
        short, whole, never = (page(town, f"/sted/{site}?lang={language}") for site in ("site-00", "site-10", "site-01"))
        assert (unknown in short, calm in short) == (True, False)
        assert (unknown in whole, calm in whole) == (False, True)
        assert (unknown in never, calm in never) == (True, False), "nothing at all was measured"


def test_too_little_measured_is_read_aloud_once(town: Pages) -> None:
    keep_year(town.state, "site-00", {"pm10": lambda day, hour: 18.0 if day == 300 and hour < 9 else None})
    text = page(town, "/luft?lang=nb")
    assert "for lite målt</span>" in text
    assert "for lite målt: </span>for lite målt" not in text


@pytest.mark.parametrize(
    ("severity", "state", "said"),
    [
        ("critical", "raised", "Kritisk: Svevestøv PM2,5 ved Storgata"),
        ("critical", "shelved", "Ingen grense er i fare så langt i 2026"),
        ("warning", "raised", "Ingen grense er i fare så langt i 2026"),
    ],
)
def test_a_critical_alert_comes_before_the_years_calm(town: Pages, severity: Severity, state: AlertState, said: str) -> None:
    keep_year(town.state, "site-00", {"pm25": lambda _day, _hour: 6.0})
    seen = Member(severity=severity, value=1000.0, start=NOW, end=NOW, fresh_until=NOW, bound="at_least")
    alert = Alert(
        id="a1", threshold_id="t", kind="air", parameter="pm25", averaging="hour", limit=30.0, severity=severity, raised_at=NOW,
        subject=Subject(type="site", id="site-00"), member_type="site", members={"site-00": seen}, state=state,
        **({"by": "admin", "shelved_until": NOW + 3_600_000} if state == "shelved" else {}),
    )  # fmt: skip
    with town.state.begin() as connection:
        alerts.keep(connection, Transition(alert, "raised", NOW))
    text = page(town, "/luft?lang=nb")
    assert heading(text) == said
    assert "Ingen grense er i fare så langt i 2026" in text
    assert "over 1\N{NO-BREAK SPACE}000" in text
    assert "varsles ved 30 µg/m³" in text
    assert "Verdien er utenfor det sensoren kan måle." in text
    assert "Kritisk" not in heading(page(town, "/luft?lang=nb&ar=2025"))


def test_another_set_of_limits_judges_otherwise_and_says_when_it_did_not_apply(polluted: Pages) -> None:
    text = page(polluted, "/luft?lang=nb&grenser=who-2021")
    assert heading(text) == "Grensen er brutt: NO₂ årsmiddel på Torget, 22,3 av 10 µg/m³"
    assert "6,0 av 5 µg/m³" in text
    assert "Disse grensene gjaldt ikke i 2026" in page(polluted, "/luft?lang=nb&grenser=eu-2030")
    assert "12 av 18 timer brukt" in page(polluted, "/luft?lang=nb&grenser=nobody")


def test_the_setting_chooses_the_limits_for_page_and_api_alike(tmp_path: Path) -> None:
    app, state = make_app(Settings(data_dir=tmp_path, http={"open_pages": True}, air={"regime": "who-2021"}))
    with state.begin() as connection:
        build(connection)
        key = keys.create(connection, "k", ["admin"], NOW)
    try:
        assert air_limits(app.state.services, STAFF, "", "").regime.name == "who-2021"
        with TestClient(app, base_url="http://127.0.0.1") as client:
            answer = client.get("/api/v1/air/sites/site-00/compliance", headers={"Authorization": f"Bearer {key}"})
        assert answer.json()["regime"] == "who-2021"
    finally:
        app.state.services.readings.close()
        state.close()


def test_the_page_and_the_api_say_the_same_of_every_limit(polluted: Pages) -> None:
    with polluted.state.begin() as connection:
        key = keys.create(connection, "k", ["admin"], NOW)
    view = air_limits(polluted.app.state.services, STAFF, "", "")
    with TestClient(polluted.app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {key}"}) as client:
        for site in view.sites:
            limits = client.get(f"/api/v1/air/sites/{site.id}/compliance").json()["limits"]
            by_limit = {(limit["parameter"], limit["averaging"]): limit for limit in limits}
            for use in site.uses:
                assessment = use.assessment
                limit = by_limit[assessment.limit.parameter, assessment.limit.averaging]
                assert (limit["exceedances"], limit["allowed"]) == (assessment.exceedances, assessment.limit.allowed)
                assert (limit["verdict"] == "breach") == (use.state == "broken")
    assert [site.name for site in view.sites] == ["Torget", "Storgata"]
    assert "Grønli" in view.silent


def test_the_report_of_a_year_that_is_not_over_says_so_far_and_leads_on(polluted: Pages) -> None:
    text = page(polluted, "/sted/site-00/rapport?lang=nb&ar=2026")
    assert ">Overholdt så langt<" in text
    assert ">Overholdt<" not in text
    assert "så langt 0 brutt" in text
    assert "Norge 2022 (forurensningsforskriften kap. 7)" in text
    assert not [name for name in ("norway-2022", "eu-2008", "Norway 2022", "site-00 (") if name in text]
    for address in ("/luft?lang=nb", "/sted/site-00?lang=nb", "/sted/site-00/monster?lang=nb", "?lang=en&amp;ar=2026"):
        assert f'href="{address}"' in text
    assert 'href="/sted/site-00/rapport?ar=2026&amp;format=csv&amp;lang=nb"' in text
    assert ">Skriv ut</button>" in text
    keep_year(polluted.state, "site-00", {"pm25": lambda _day, _hour: 6.0}, year=2025)
    assert ">Overholdt<" in page(polluted, "/sted/site-00/rapport?lang=nb&ar=2025")


def test_patterns_are_of_the_period_and_the_parameter_that_one_chooses(polluted: Pages) -> None:
    path = "/sted/site-00/monster?lang=nb&fra=2026-03-01&til=2026-03-31"
    text = page(polluted, path)
    assert "1. mars 2026 – 31. mars 2026" in text
    assert ("<h2>Svevestøv PM2,5</h2>" in text, "<h2>Nitrogendioksid NO₂</h2>" in text) == (True, True)
    assert 'name="fra" value="2026-03-01"' in text
    chosen = page(polluted, f"{path}&stoff=no2")
    assert ("<h2>Svevestøv PM2,5</h2>" in chosen, "<h2>Nitrogendioksid NO₂</h2>" in chosen) == (False, True)
    assert '<option value="no2" selected>' in chosen
    assert "Perioden må begynne før den slutter" in page(polluted, "/sted/site-00/monster?lang=nb&fra=2026-03-01&til=2026-02-01")


def test_a_session_reads_the_report_where_pages_lead_and_over_the_api(tmp_path: Path) -> None:
    app, state = make_app(Settings(data_dir=tmp_path))
    with state.begin() as connection:
        build(connection)
        key = keys.create(connection, "k", ["alerts"], NOW)
    paths = (
        "/sted/site-00/rapport?lang=nb",
        "/sted/site-00/rapport?format=csv",
        "/api/v1/air/sites/site-00/report?lang=nb",
        "/api/v1/thresholds",
    )
    try:
        with TestClient(app, base_url="http://127.0.0.1", headers={"Origin": "http://127.0.0.1"}) as client:
            assert [client.get(path).status_code for path in paths] == [401] * len(paths)
            assert client.post("/sign-in", data={"key": key}, follow_redirects=False).status_code == 303
            assert [client.get(path).status_code for path in paths] == [200] * len(paths)
            assert client.get(paths[1]).headers["content-type"] == "text/csv; charset=utf-8"
            # A session only reads: what writes needs a form of ours, or a key.
            assert client.delete("/api/v1/thresholds/pm25-high").status_code == 401
            assert client.get("/sted/nowhere/rapport").status_code == 404
    finally:
        app.state.services.readings.close()
        state.close()

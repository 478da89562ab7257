"""Staff see why a value is doubted, what leaving a period out would change before they do it, and the year's limits and days."""

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.pages.site_control.doubt_words import end_of_range, in_words, kind_of, leap_of
from api.pages.site_control.doubts import grouped
from api.pages.site_control.measurements import measurements, thinned
from api.pages.site_control.site_year import calendar
from api.text.formats import Formats
from api.text.language import words
from config.settings import Settings
from domain.air.legal_day import bounds_of_year
from domain.air.quality.series import SeriesRules, humid, suspicions
from domain.air.windows import Grade
from domain.duration import DAY, HOUR, MINUTE, SECOND
from domain.parameter import Flag
from domain.reading import Reading
from storage.state.access import keys
from storage.state.air import invalidations, quality, site_hours
from storage.state.air.quality import Mark
from storage.state.ingest import latest
from tests.pages.air_year import keep_year
from tests.pages.served import Pages, make_app
from tests.pages.town import NOW, build

SITE, DEVICE = "site-10", "air-10"
HOUR_START = NOW // HOUR * HOUR - 3 * HOUR


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Pages]:
    """Torget, where one device measured an hour of 480 among hours of 20."""
    settings = Settings(data_dir=tmp_path, http={"open_pages": True})
    app, state = make_app(settings)
    with state.begin() as connection:
        build(connection)
    keep_year(state, SITE, {"no2": lambda day, hour: 480.0 if (day, hour) == _hour_of_year(HOUR_START) else 20.0})
    readings = [Reading(DEVICE, HOUR_START + step * 10 * MINUTE, {"no2": 480.0 if 0 <= step < 6 else 20.0}) for step in range(-24, 18)]
    services = app.state.services
    assert services.readings.write(readings) == []
    with state.begin() as connection:
        latest.put(connection, [(readings[-1], NOW)])
        marks = [
            Mark(device_id=DEVICE, time=HOUR_START, parameter="no2", flag=Flag.SUSPECT, rule_version="1",
                 reason="spike: 480 µg/m³ between 20 and 20, more than 150 from their mean"),
        ]  # fmt: skip
        quality.replace(connection, [DEVICE], [], marks)
    yield Pages("", app, state, settings)
    services.readings.close()
    state.close()


def _hour_of_year(start: int) -> tuple[int, int]:
    return divmod((start - bounds_of_year(2026)[0]) // HOUR, 24)


@pytest.fixture
def office(town: Pages) -> Iterator[TestClient]:
    with TestClient(town.app, base_url="http://127.0.0.1", headers={"Origin": "http://127.0.0.1"}, follow_redirects=False) as client:
        yield client


def local_text(time: int) -> str:
    hour = (time // HOUR + 1) % 24  # Oslo in winter
    return f"2026-11-23T{hour:02}:00"


FORM = {
    "maler": DEVICE,
    "stoff": "no2",
    "fra": local_text(HOUR_START),
    "til": local_text(HOUR_START + HOUR),
    "grunn": "lastebil på tomgang",
}


def test_a_doubted_value_is_told_in_words_with_what_the_neighbours_measured(office: TestClient) -> None:
    text = office.get(f"/sted/{SITE}/kontroll?lang=nb").text
    assert "Ett tilfelle ved Torget bør kontrolleres" in text
    assert "kontrolleres: hopp til 480,0 µg/m³, mellom 20,0 og 20,0" in text
    plot = re.search(r'data-air-plot="([^"]*)"', text)
    assert plot is not None
    figures = json.loads(unescape(plot[1]))
    assert figures["end"] - figures["start"] == 7 * DAY // SECOND
    assert "spike" not in text


def test_the_preview_says_which_hours_and_limits_change_and_stores_nothing(town: Pages, office: TestClient) -> None:
    text = office.get(f"/sted/{SITE}/kontroll", params={**FORM, "prov": "1", "lang": "nb"}).text
    assert "6 målinger teller ikke lenger. 1 time endres, og 1 blir uten verdi." in text
    assert "1 av 18 timer brukt" in text
    assert "0 av 18 timer brukt" in text
    limits = text[text.index("Grenser som endres i 2026") :].partition("</table>")[0]
    pairs = re.findall(r"<td>(.*?)</td><td>(.*?)</td>", limits)
    assert pairs
    assert not [pair for pair in pairs if pair[0] == pair[1]], "what does not change to the eye is no change"
    with town.state.read() as connection:
        assert invalidations.in_force(connection, 0, NOW) == []


def test_what_a_person_took_out_is_no_case_and_stands_in_the_places_table(town: Pages, office: TestClient) -> None:
    with town.state.begin() as connection:
        invalidations.declare(connection, DEVICE, "no2", HOUR_START, HOUR_START + HOUR, reason="lastebil", by="Kari", now=NOW)
        site_hours.replace(connection, [(SITE, HOUR_START)], [])
        marks = [
            Mark(device_id=DEVICE, time=HOUR_START, parameter="no2", flag=Flag.FAIL, rule_version="1",
                 reason="spike: 480 µg/m³ between 20 and 20, more than 150 from their mean; declared invalid by Kari: lastebil"),
        ]  # fmt: skip
        quality.replace(connection, [DEVICE], [(0, NOW)], marks)
    assert "Ingenting å kontrollere ved Torget" in office.get(f"/sted/{SITE}/kontroll?lang=nb").text
    text = office.get(f"/sted/{SITE}?lang=nb&stoff=no2").text
    assert "satt ut av kraft: lastebil (Kari)" in text
    assert "Ingen målinger de siste sju dagene er tvilsomme" in text


def test_staff_read_at_the_place_which_mean_is_doubted_and_why(office: TestClient) -> None:
    text = office.get(f"/sted/{SITE}?lang=nb&stoff=no2").text
    row = text[text.index("480,0") :].partition("</tr>")[0]
    assert "kontrolleres: hopp til 480,0 µg/m³, mellom 20,0 og 20,0" in row
    figures = office.get(f"/sted/{SITE}/plott.json?lang=nb&stoff=no2").json()
    [(number, note)] = figures["notes"]
    assert (figures["values"][number], note) == (480.0, "kontrolleres: hopp til 480,0 µg/m³, mellom 20,0 og 20,0")


def test_a_period_is_declared_with_its_reason_and_taken_back(town: Pages, office: TestClient) -> None:
    answer = office.post(f"/sted/{SITE}/ugyldig?lang=nb", data=FORM)
    assert answer.status_code == 303
    with town.state.read() as connection:
        [row] = invalidations.in_force(connection, 0, NOW)
    assert (row.device_id, row.parameter, row.start, row.end, row.reason) == (
        DEVICE,
        "no2",
        HOUR_START,
        HOUR_START + HOUR,
        "lastebil på tomgang",
    )
    text = office.get(answer.headers["location"]).text
    assert "Perioden er satt ut av kraft." in text
    assert "lastebil på tomgang" in text
    assert office.post(f"/sted/{SITE}/ugyldig/{row.id}/angre").status_code == 303
    with town.state.read() as connection:
        assert invalidations.in_force(connection, 0, NOW) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [({"grunn": ""}, "Skriv hvorfor"), ({"til": FORM["fra"]}, "Velg et tidspunkt etter"), ({"fra": "i går"}, "Velg når")],
)
def test_a_form_that_lacks_something_says_what(office: TestClient, change: dict[str, str], wrong: str) -> None:
    answer = office.post(f"/sted/{SITE}/ugyldig?lang=nb", data={**FORM, **change})
    assert answer.status_code == 422
    assert wrong in answer.text


def test_the_place_shows_staff_the_years_limits_and_a_day_is_noted_and_the_note_removed(office: TestClient) -> None:
    text = office.get(f"/sted/{SITE}?lang=nb").text
    assert "Grensene i 2026" in text
    assert "1 av 18 timer brukt" in text
    assert "Ett døgn over en grense" in text
    assert office.post(f"/sted/{SITE}/merke", data={"dag": "2026-11-23", "merke": "construction", "notat": "graving"}).status_code == 303
    assert "byggearbeid" in office.get(f"/sted/{SITE}?lang=nb").text
    assert office.post(f"/sted/{SITE}/merke", data={"dag": "i går", "merke": "sanding"}).status_code == 422
    assert office.post(f"/sted/{SITE}/merke/2026-11-23/construction/fjern").status_code == 303
    assert "Fjern «byggearbeid»" not in office.get(f"/sted/{SITE}?lang=nb").text


def test_the_public_sees_none_of_it_and_a_key_without_the_scope_changes_nothing(tmp_path: Path) -> None:
    app, state = make_app(Settings(data_dir=tmp_path))
    with state.begin() as connection:
        build(connection)
        key = keys.create(connection, "k", ["alerts"], NOW)
    try:
        with TestClient(app, base_url="http://127.0.0.1", headers={"Origin": "http://127.0.0.1"}, follow_redirects=False) as client:
            assert client.get(f"/sted/{SITE}/kontroll").status_code == 401
            assert "Grensene i" not in client.get(f"/sted/{SITE}?lang=nb").text
            client.post("/sign-in", data={"key": key})
            page = client.get(f"/sted/{SITE}/kontroll?lang=nb").text
            assert "Sett en periode ut av kraft" not in page
            for path in ("ugyldig", "ugyldig/x/angre", "merke", "merke/2026-11-23/sanding/fjern"):
                assert client.post(f"/sted/{SITE}/{path}", data=FORM).status_code == 403, path
    finally:
        app.state.services.readings.close()
        state.close()


def test_every_sentence_that_the_rules_write_has_words() -> None:
    formats = Formats(words("nb"), NOW)
    rules = SeriesRules(spike=10.0, rate=5.0, flat_span=HOUR, flat_tolerance=0.1)
    series = [(step * 10 * MINUTE, value) for step, value in enumerate([-1.5, 1e6, 2.0, *[3.0] * 8])]
    sentences = {sentence for unit in ("µg/m³", "") for _, sentence in suspicions(series, rules, unit)}
    sentences |= {sentence for _, sentence in humid(series, {0: 97.3}, 85.0)}
    sentences |= {
        "sentinel: -999 stands for not measured",
        "range: 1500 µg/m³ is outside what nova/sds011 measures (0 to 999)",
        "two channels: hourly means of 12.5 and 40 µg/m³ are too far apart",
        "declared invalid by Kari: workshop: again",
    }
    kinds = {kind_of(sentence) for sentence in sentences}
    assert kinds == {"spike", "rate", "flat", "humid", "missing", "range", "channels", "invalid"}
    for sentence in sentences:
        text = in_words(formats, sentence, "pm25", "µg/m³")
        assert not text.startswith(sentence.partition(":")[0])
        assert "{" not in text
    assert in_words(formats, "something new", "pm25", "µg/m³") == "something new"


def test_doubts_of_one_kind_that_follow_each_other_are_one() -> None:
    def mark(time: int, reason: str) -> Mark:
        return Mark(device_id="a", time=time, parameter="no2", flag=Flag.SUSPECT, reason=reason, rule_version="1")

    flat = "flat line: 3 µg/m³ for 6 h"
    marks = [
        mark(0, flat),
        mark(HOUR, flat),
        mark(2 * HOUR, "spike: 9 µg/m³ between 1 and 1, more than 5 from their mean"),
        mark(9 * HOUR, flat),
    ]
    assert [len(group) for group in grouped(marks)] == [2, 1, 1]


def test_one_spike_is_one_doubt_however_many_values_it_makes_look_wrong_and_is_told_of_itself() -> None:
    reasons = [
        "spike: 7.6 µg/m³ between 5.1 and 780, more than 150 from their mean",
        "rate of change: from 7.6 to 780 µg/m³, faster than 300 an hour; spike: 780 µg/m³ between 7.6 and 6, more than 150 from their mean",
        "spike: 6 µg/m³ between 780 and 5.2, more than 150 from their mean",
    ]
    marks = [
        Mark(device_id="a", time=number * 10 * MINUTE, parameter="pm25", flag=Flag.SUSPECT, reason=reason, rule_version="1")
        for number, reason in enumerate(reasons)
    ]
    assert [len(group) for group in grouped(marks)] == [3]
    assert [leap_of(reason.partition("; ")[0]) for reason in reasons] == pytest.approx([0.0, 772.4, 0.0])


def test_a_period_too_long_to_be_tried_says_so_in_the_readers_language(office: TestClient) -> None:
    text = office.get(f"/sted/{SITE}/kontroll", params={**FORM, "fra": "2026-09-01T00:00", "prov": "1", "lang": "nb"}).text
    assert "Perioden er lengre enn 31 dager" in text
    assert "must lie within" not in text


def test_what_lies_above_the_range_counts_as_its_end(town: Pages, office: TestClient) -> None:
    reason = "range: 1500 µg/m³ is outside what sensirion/sps30 measures (0 to 1000)"
    mark = Mark(device_id=DEVICE, time=HOUR_START, parameter="pm25", flag=Flag.FAIL, rule_version="1", reason=reason)
    with town.state.begin() as connection:
        quality.replace(connection, [DEVICE], [], [mark])
    text = office.get(f"/sted/{SITE}/kontroll?lang=nb&dager=1").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "teller som minst 1 000 µg/m³" in text
    assert "Målinger det siste døgnet som ikke ligner de andre." in text
    assert [end_of_range(sentence) for sentence in (reason, "range: -3 µg/m³ is outside what x measures (0 to 999)")] == [1000.0, None]


def test_an_hour_without_a_reading_is_a_gap_also_of_an_instrument_that_sends_once_an_hour() -> None:
    readings = [Reading("a", hour * HOUR + 30 * MINUTE, {"no2": 20.0}) for hour in range(8) if hour != 5]
    assert measurements(readings, "no2", 3600).values.index(None) == 5
    assert None not in measurements([Reading("a", n * 3 * HOUR, {"no2": 20.0}) for n in range(5)], "no2", 3 * 3600).values


def test_a_curve_keeps_its_extremes_and_its_gaps() -> None:
    readings = [
        Reading("a", step * MINUTE, {"no2": 500.0 if step == 7777 else float(step % 10)})
        for step in range(10_000)
        if not 3000 < step < 3400
    ]
    curve = measurements(readings, "no2", 60)
    assert len(curve.times) <= 1001
    assert max(value for value in curve.values if value is not None) == 500.0
    assert curve.values.count(None) == 1
    assert list(curve.times) == sorted(curve.times)
    assert thinned([(0, 1.0), (1, 2.0)]) == [(0, 1.0), (1, 2.0)]


def test_a_calendar_has_every_day_of_its_year() -> None:
    months = calendar(2028, [], {}, date(2028, 3, 1))
    assert [len(month) for month in months] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert sum(day.ahead for month in months for day in month) == 366 - 60, "today is not over yet"


def test_a_day_that_was_not_measured_does_not_look_like_one_without_an_exceedance(town: Pages, office: TestClient) -> None:
    keep_year(
        town.state,
        SITE,
        {
            "no2": lambda day, _hour: None if day in (1, 2) else 480.0 if day == 4 else 20.0,
            "pm10": lambda day, hour: None if day in (2, 3) or (day == 5 and hour > 16) else 80.0 if day == 1 else 20.0,
        },
        grade=Grade.REFERENCE,
    )
    for day in ("2026-01-03", "2026-01-04"):
        office.post(f"/sted/{SITE}/merke", data={"dag": day, "merke": "sanding"})
    text = office.get(f"/sted/{SITE}?lang=nb").text
    january = text[text.index(">januar</th>") : text.index(">februar</th>")]
    assert states_of(january)[:7] == ["", "above", "tagged", "tagged", "above", "partly", ""]
    read_aloud = re.sub(r'<span aria-hidden="true">.*?</span>|<[^>]+>', "|", january)
    assert "6| bare noen av stoffene målt" in read_aloud
    key = re.sub(r"<[^>]+>", "", text[text.index('id="calendar-key"') :])
    assert "bare noen av stoffene målt (ett døgn)" in key
    notes = unescape(re.sub(r"<[^>]+>", "", text[text.index('<li id="dag-2026-01-04"') :]))
    assert "ikke over noen grense i det som ble målt · strøsand" in " ".join(notes.split())
    assert "for lite målt · " in " ".join(notes.split())


def states_of(calendar: str) -> list[str]:
    """Return how each day is marked in a calendar's HTML, "" where nothing is to be said of it."""
    return re.findall(r'<td(?: data-day="(\w+)")?>(?:<[^>]+>)?\d', calendar)


def test_a_place_that_began_to_measure_this_week_has_no_calm_year(town: Pages, office: TestClient) -> None:
    first = (NOW - bounds_of_year(2026)[0]) // DAY - 3
    keep_year(town.state, SITE, {"no2": lambda day, _hour: None if day < first else 20.0})
    text = office.get(f"/sted/{SITE}?lang=en").text
    states = states_of(text)
    assert (states.count("unmeasured"), states.count("")) == (first, 3)
    assert f"too little measured ({first} days)" in text


def test_hours_of_several_starts_are_read_at_once(town: Pages) -> None:
    with town.state.read() as connection:
        rows = site_hours.at_hours(connection, [SITE], ["no2"], [HOUR_START, HOUR_START + HOUR])
    assert [row.mean for row in rows] == [480.0, 20.0]

"""A threshold is tried before it is changed, changed only as it was read, and every change is told in words."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.pages.thresholds.form import WrongFormError, body_of, fields_of
from api.pages.thresholds.words import ThresholdWords
from api.text.formats import Formats
from api.text.language import words
from config.settings import Settings
from config.threshold_file import threshold_file
from domain.alerts.threshold_form import form_of
from domain.duration import DAY, SECOND
from simulators.town.places import SPOTS
from storage.state.access import keys
from storage.state.alerts import thresholds
from tests.pages.air_year import keep_year
from tests.pages.served import Pages, make_app
from tests.pages.town import NOW, build
from tests.unit.api.pages.things import names, registry

ID = "pm25-high"
ADDRESS = f"/luft/varselgrenser/{ID}"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Pages]:
    settings = Settings(data_dir=tmp_path, http={"open_pages": True})
    app, state = make_app(settings)
    with state.begin() as connection:
        build(connection)
        for name, table in threshold_file().thresholds.items():
            thresholds.put(connection, table.threshold(name), by="bysans", now=NOW)
    yield Pages("", app, state, settings)
    app.state.services.readings.close()
    state.close()


@pytest.fixture
def office(town: Pages) -> Iterator[TestClient]:
    with TestClient(town.app, base_url="http://127.0.0.1", headers={"Origin": "http://127.0.0.1"}, follow_redirects=False) as client:
        yield client


def stored_fields(town: Pages) -> dict[str, str]:
    with town.state.read() as connection:
        stored = thresholds.get(connection, ID)
    assert stored is not None
    return {**fields_of(form_of(stored.threshold)), "version": str(stored.version)}


def test_there_is_no_half_a_bin_and_a_share_is_no_per_cent(office: TestClient) -> None:
    text = " ".join(unescape(office.get("/luft/varselgrenser?lang=nb").text).split())
    row = text[text.index('id="grense-pickup-needed"') :].partition("</tr>")[0]
    assert "1 beholder<" in row
    assert "ingen beholdere" in row
    assert "0,5" not in row
    english = office.get("/luft/varselgrenser?lang=en").text
    assert "no bins" in english[english.index('id="grense-pickup-needed"') :].partition("</tr>")[0]
    stored = office.get("/luft/varselgrenser/bin-full?lang=nb").text
    version = re.search(r'name="version" value="([^"]*)"', stored)
    assert version is not None
    fields = {**fields_of(form_of(threshold_file().thresholds["bin-full"].threshold("bin-full"))), "raise": "0,8", "clear": "0,6"}
    refused = office.post("/luft/varselgrenser/bin-full?lang=nb", data={**fields, "version": version[1]})
    assert (refused.status_code, "prosent skrives som 80, ikke 0,8" in refused.text) == (422, True)


@pytest.mark.parametrize("threshold_id", list(threshold_file().thresholds))
def test_a_form_that_nobody_touched_says_the_threshold_that_it_was_made_from(threshold_id: str) -> None:
    threshold = threshold_file().thresholds[threshold_id].threshold(threshold_id)
    assert body_of(fields_of(form_of(threshold))).threshold(threshold_id) == threshold


@pytest.mark.parametrize(
    ("field", "text"), [("raise", "femti"), ("clear", ""), ("consecutive", "nan"), ("share", "inf"), ("clear", "60"), ("raise", "-5")]
)
def test_what_is_no_number_or_does_not_hold_together_names_its_field(field: str, text: str) -> None:
    fields = {**fields_of(form_of(threshold_file().thresholds[ID].threshold(ID))), field: text}
    with pytest.raises(WrongFormError) as refused:
        body_of(fields)
    assert refused.value.fields == [field]


def test_a_decimal_comma_is_a_number() -> None:
    fields = {**fields_of(form_of(threshold_file().thresholds[ID].threshold(ID))), "raise": "52,5"}
    assert body_of(fields).raise_ == 52.5


def test_the_list_says_in_words_when_what_is_alerted(office: TestClient) -> None:
    text = office.get("/luft/varselgrenser?lang=nb").text
    assert "varselgrenser er slått på" in text
    for told in ("PM2,5 timemiddel", "50 µg/m³", "alle steder", "Stille sensor", "Beholdere"):
        assert told in text
    for word in ("coverage", "payload", "shelve", "threshold", "min_coverage"):
        assert word not in text.lower().replace("threshold-form", ""), word


def test_trying_draws_the_alerts_on_the_curve_and_stores_nothing(town: Pages, office: TestClient) -> None:
    keep_year(town.state, "site-10", {"pm25": lambda day, hour: 80.0 if day > 300 and day % 10 == 0 and hour in (18, 19) else 6.0})
    query = {**stored_fields(town), "raise": "70", "clear": "55", "prov": "1", "lang": "nb"}
    text = office.get(ADDRESS, params=query).text
    assert "Denne grensen hadde gitt 2 varsler." in text
    assert "PM2,5 timemiddel ved Torget" in text
    plot = re.search(r'data-air-plot="([^"]*)"', text)
    assert plot is not None
    figures = json.loads(unescape(plot[1]))
    assert figures["end"] - figures["start"] == 30 * DAY // SECOND
    assert text.index("Varslene, nyeste først") > 0
    assert stored_fields(town)["raise"] == "50"
    higher = office.get(ADDRESS, params={**query, "raise": "90"}).text
    assert "Denne grensen hadde ikke gitt noe varsel de siste 30 dagene." in higher


def test_a_change_is_stored_in_the_readers_name_and_told_in_words(town: Pages, office: TestClient) -> None:
    answer = office.post(f"{ADDRESS}?lang=nb", data={**stored_fields(town), "raise": "60"})
    assert (answer.status_code, answer.headers["location"].partition("#")[2]) == (303, f"grense-{ID}")
    assert "Varselgrensen er lagret." in office.get(answer.headers["location"]).text
    text = office.get(f"{ADDRESS}?lang=nb").text
    assert "PM2,5 timemiddel, alle steder: varsler ved 60 µg/m³" in text
    assert "Varsle ved: 50 µg/m³ → 60 µg/m³" in text


def test_who_comes_second_sees_both_and_chooses(town: Pages, office: TestClient) -> None:
    mine = {**stored_fields(town), "raise": "60"}
    assert office.post(ADDRESS, data={**stored_fields(town), "raise": "45"}).status_code == 303
    answer = office.post(f"{ADDRESS}?lang=nb", data=mine)
    assert answer.status_code == 412
    assert "Noen har endret varselgrensen mens du skrev" in answer.text
    assert answer.text.index("<strong>45 µg/m³</strong>") < answer.text.index("<strong>60 µg/m³</strong>")
    assert stored_fields(town)["raise"] == "45"
    insisted = office.post(ADDRESS, data={**mine, "version": stored_fields(town)["version"]})
    assert insisted.status_code == 303
    assert stored_fields(town)["raise"] == "60"


def test_a_form_that_cannot_be_used_says_what_to_mend_and_keeps_what_was_written(town: Pages, office: TestClient) -> None:
    answer = office.post(f"{ADDRESS}?lang=nb", data={**stored_fields(town), "raise": "femti"})
    assert answer.status_code == 422
    assert "Skriv et tall, for eksempel 50. For luft og fylling må det være over null, og prosent" in answer.text
    assert 'value="femti"' in answer.text


def test_limits_that_do_not_hold_together_are_told_in_the_readers_language_beside_their_field(town: Pages, office: TestClient) -> None:
    answer = office.get(ADDRESS, params={**stored_fields(town), "raise": "30", "prov": "1", "lang": "nb"})
    assert "Skriv et tall som er lavere enn det det varsles ved." in answer.text
    assert "must be below" not in answer.text


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"parameter": "silence"}, "raise"),
        ({"parameter": "fill"}, "parameter"),
        ({"place": "bin:b1"}, "place"),
        ({"kind": "bin", "parameter": "temperature"}, "averaging"),
    ],
)
def test_what_is_never_of_a_kind_names_its_own_field(more: dict[str, str], field: str) -> None:
    fields = {**fields_of(form_of(threshold_file().thresholds[ID].threshold(ID))), "place": "", **more}
    with pytest.raises(WrongFormError) as refused:
        body_of(fields)
    assert refused.value.fields == [field]


def test_what_the_simulated_town_is_marked_with_is_told_in_the_readers_language() -> None:
    write = ThresholdWords(formats=Formats(words("nb"), NOW), names=names(registry()), units={})
    tags = sorted({tag for spot in SPOTS for tag in spot.tags})
    told = [write.where({"tag": tag}) for tag in tags]
    assert not [tag for tag, word in zip(tags, told, strict=True) if f"«{tag}»" in word and tag != "park"]
    assert write.where({"tag": "kindergarten"}) == "det som er merket «barnehage»"
    assert write.where({"tag": "ours"}) == "det som er merket «ours»"


def test_a_new_one_is_made_and_deleted_only_as_it_was_read(town: Pages, office: TestClient) -> None:
    fields = {"kind": "air", "parameter": "no2", "averaging": "hour", "place": "site:site-10", "raise": "150", "clear": "120",
              "consecutive": "2", "share": "75", "severity": "info", "enabled": "1"}  # fmt: skip
    made = office.post("/luft/varselgrenser/ny", data=fields)
    assert made.status_code == 303
    new = made.headers["location"].partition("#grense-")[2]
    assert "NO₂ timemiddel, Torget: varsler ved 150 µg/m³" in office.get(f"/luft/varselgrenser/{new}?lang=nb").text
    assert office.post(f"/luft/varselgrenser/{new}/slett", data={"version": "99"}).status_code == 412
    assert office.post(f"/luft/varselgrenser/{new}/slett", data={"version": "1"}).status_code == 303
    assert office.get(f"/luft/varselgrenser/{new}").status_code == 404


def test_a_reader_without_the_scope_sees_and_changes_nothing_and_a_stranger_neither(tmp_path: Path) -> None:
    app, state = make_app(Settings(data_dir=tmp_path))
    with state.begin() as connection:
        build(connection)
        thresholds.put(connection, threshold_file().thresholds[ID].threshold(ID), by="bysans", now=NOW)
        key = keys.create(connection, "k", ["alerts"], NOW)
    try:
        with TestClient(app, base_url="http://127.0.0.1", headers={"Origin": "http://127.0.0.1"}) as client:
            assert client.get(ADDRESS).status_code == 401
            assert client.post(ADDRESS, data={}).status_code == 401
            client.post("/sign-in", data={"key": key})
            assert "ikke endre dem" in client.get(f"{ADDRESS}?lang=nb").text
            assert client.post(ADDRESS, data={}).status_code == 403
            assert client.post(f"{ADDRESS}/slett", data={}, headers={"Origin": "http://evil.example"}).status_code == 403
    finally:
        app.state.services.readings.close()
        state.close()

"""GeoReport v2 by its specification: read and write, JSON and XML, errors and bounds."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from api.open311.formats import xml
from domain.duration import DAY, HOUR
from storage.state.engine import State
from storage.state.waste import bin_reports, emptyings
from storage.state.waste.emptyings import Emptying
from tests.unit.api.hand import NOW, Clock

BASE = "http://bysans/open311/v2"
TOWN = {  # two at one address, one 90 m to the north, one far away
    "rest-1": ("Hågåveien 30", 59.26, 10.40, "restavfall"),
    "papir-1": ("Hågåveien 30", 59.26001, 10.40, "papir"),
    "rest-2": ("Torget", 59.2609, 10.40, "restavfall"),
    "rest-3": ("Skogen", 59.30, 10.45, "restavfall"),
}


@pytest.fixture
def open311(client: TestClient) -> TestClient:
    """Somebody without a key, in a town with bins."""
    for bin_id, (name, lat, lon, fraction) in TOWN.items():
        body = {"name": name, "lat": lat, "lon": lon, "fraction": fraction, "capacity_l": 660}
        assert client.put(f"bins/{bin_id}", json=body).status_code == 201
    del client.headers["Authorization"]
    client.headers["Accept-Language"] = "nb"
    return client


def post(client: TestClient, fields: dict[str, Any] | None = None, **more: Any) -> Any:
    return client.post(f"{BASE}/requests.json", data={"service_code": "full", "attribute[bin_id]": "rest-1", **(fields or {})}, **more)


def read(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"{BASE}/requests.json", params=query)
    assert answer.status_code == 200, answer.text
    requests: list[dict[str, Any]] = answer.json()
    return requests


def test_services_and_what_they_ask_for(open311: TestClient) -> None:
    services = open311.get(f"{BASE}/services.json").json()
    assert [(service["service_code"], service["service_name"]) for service in services] == [
        ("full", "Full avfallsbeholder"),
        ("overflowing", "Avfall over kanten"),
        ("other", "Noe galt med en avfallsbeholder"),
    ]
    assert {(service["metadata"], service["type"]) for service in services} == {(True, "realtime")}
    definition = open311.get(f"{BASE}/services/full.json", headers={"Accept-Language": "en"}).json()
    (attribute,) = definition["attributes"]
    assert (definition["service_code"], attribute["code"], attribute["required"]) == ("full", "bin_id", False)
    assert attribute["datatype_description"] == "The number at the foot of the bin's label"


def test_a_report_becomes_a_request_that_ends_when_the_bin_is_emptied(open311: TestClient, state: State, clock: Clock) -> None:
    answer = post(open311, {"description": "Poser ved siden av", "email": "kari@example.org"})
    assert answer.status_code == 200
    (created,) = answer.json()
    assert created["service_request_id"] == "1"
    assert "Hågåveien 30" in created["service_notice"]
    assert created["service_notice"].endswith("Ikke lagret: email.")
    (request,) = read(open311)
    assert request == {
        "service_request_id": "1",
        "status": "open",
        "status_notes": request["status_notes"],
        "service_name": "Full avfallsbeholder",
        "service_code": "full",
        "description": None,  # for those with a key
        "agency_responsible": None,
        "service_notice": "Én har meldt det.",
        "requested_datetime": "2026-01-31T12:00:00.000Z",
        "updated_datetime": "2026-01-31T12:00:00.000Z",
        "expected_datetime": request["expected_datetime"],
        "address": "Hågåveien 30, restavfall",
        "address_id": "rest-1",
        "zipcode": None,
        "lat": 59.26,
        "long": 10.4,
        "media_url": None,
    }
    assert request["status_notes"].startswith("Den tømmes trolig ")
    with state.begin() as connection:
        at = NOW + HOUR
        seen = Emptying(bin_id="rest-1", time=at, known_at=at, status="detected", before=97.0, after=2.0, evidence=(), confidence=1.0)
        emptyings.put(connection, [seen])
    clock.now = NOW + 2 * HOUR
    (request,) = read(open311, service_request_id="1")
    assert (request["status"], request["updated_datetime"], request["expected_datetime"]) == ("closed", "2026-01-31T13:00:00.000Z", None)
    assert request["status_notes"] == "Den ble tømt 14:00."


def test_ten_reports_are_one_request_also_beside_our_own_page(open311: TestClient) -> None:
    open311.post("http://bysans/beholder/rest-1/meld", data={"what": "overflowing"})
    assert {post(open311).json()[0]["service_request_id"] for _ in range(9)} == {"1"}
    (request,) = read(open311)
    assert (request["service_code"], request["service_notice"]) == ("overflowing", "10 har meldt det.")


def test_words_and_photos_are_for_those_with_a_key(open311: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    answer = post(open311, {"service_code": "other", "description": "Lokket er borte"}, files={"media": ("b.png", picture.getvalue())})
    assert answer.status_code == 200, answer.text
    key = key_for("alerts")["Authorization"].removeprefix("Bearer ")
    (request,) = read(open311, api_key=key)
    assert request["description"] == "Lokket er borte"
    assert open311.get(request["media_url"], params={"api_key": key}).headers["content-type"] == "image/jpeg"
    assert open311.get(request["media_url"]).status_code == 403
    assert read(open311)[0]["media_url"] is None
    assert open311.get(f"{BASE}/requests.json", params={"api_key": "bys_wrong"}).status_code == 403


@pytest.mark.parametrize(
    ("where", "bin_id"),
    [
        ({"attribute[bin_id]": "papir-1", "lat": "59.3", "long": "10.45"}, "papir-1"),
        ({"address_id": "rest-2"}, "rest-2"),
        ({"lat": "59.26", "long": "10.4001"}, "rest-1"),
        ({"lat": "59.2612", "long": "10.40"}, "rest-2"),
        ({"address_string": "torget"}, "rest-2"),
        ({"address_string": "Skgoen"}, "rest-3"),
    ],
)
def test_a_bin_is_meant_by_number_nearness_or_address(open311: TestClient, where: dict[str, str], bin_id: str) -> None:
    answer = open311.post(f"{BASE}/requests.json", data={"service_code": "full", **where})
    assert answer.status_code == 200, answer.text
    assert read(open311)[0]["address_id"] == bin_id


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"service_code": ""}, 400, "service_code: is missing"),
        ({"service_code": "pothole"}, 404, "there is no service 'pothole'"),
        ({"attribute[bin_id]": "rest-9"}, 404, "there is no bin 'rest-9'"),
        ({"attribute[bin_id]": ""}, 400, "Say which bin it is"),
        ({"attribute[bin_id]": "", "lat": "59.5", "long": "10.4"}, 400, "no bin of ours within 100 m"),
        ({"attribute[bin_id]": "", "lat": "59.5"}, 400, "long: must be degrees"),
        ({"attribute[bin_id]": "", "lat": "nan", "long": "10"}, 400, "lat: must be degrees"),
        (
            {"attribute[bin_id]": "", "address_string": "hagaveien 30"},
            400,
            "2 bins match; name one by attribute[bin_id]: rest-1 (Hågåveien 30",
        ),
        ({"description": "x" * 501}, 400, "description: must be at most 500 characters"),
        ({"description": "a\u202eb"}, 400, "description: must be"),
        ({"api_key": "bys_wrong"}, 403, "api_key"),
    ],
)
def test_what_is_wrong_is_said_in_both_formats_and_not_stored(
    open311: TestClient, state: State, fields: dict[str, str], status: int, said: str
) -> None:
    answer = post(open311, fields)
    assert (answer.status_code, answer.json()[0]["code"]) == (status, status)
    assert said in answer.json()[0]["description"]
    as_xml = open311.post(f"{BASE}/requests.xml", data={"service_code": "full", "attribute[bin_id]": "rest-1", **fields})
    error = ElementTree.fromstring(as_xml.content)
    assert (as_xml.status_code, error.tag, error.findtext("error/code")) == (status, "errors", str(status))
    with state.read() as connection:
        assert bin_reports.requests(connection) == []


def test_a_damaged_form_is_told_in_geo_reports_own_form(open311: TestClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = open311.post(f"{BASE}/requests.json", content=b"--b\r\n\xc2\x88NJ--b--\r\n", headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/json; charset=utf-8")
    assert answer.json() == [{"code": 400, "description": "Invalid multipart data."}]


def test_requests_are_chosen_by_kind_state_and_period(open311: TestClient, clock: Clock) -> None:
    post(open311)
    clock.now += DAY
    post(open311, {"service_code": "other"})
    numbers = lambda **query: [request["service_request_id"] for request in read(open311, **query)]  # noqa: E731
    assert numbers() == ["2", "1"]
    assert numbers(service_code="full,overflowing") == ["1"]
    assert numbers(status="closed") == []
    assert numbers(status="open,closed", start_date="2026-02-01T00:00:00Z") == ["2"]
    assert numbers(end_date="2026-02-01T00:00:00+00:00") == ["1"]
    assert numbers(service_request_id="1,7", status="closed") == ["1"], "numbers override all else"
    clock.now += 91 * DAY
    assert numbers() == []
    assert numbers(start_date="2026-01-31T00:00:00Z") == ["2", "1"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services/pothole.json", 404),
        ("services.yaml", 400),
        ("requests.json?status=lost", 400),
        ("requests.json?service_code=pothole", 404),
        ("requests.json?start_date=yesterday", 400),
        ("requests.json?start_date=2025-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z", 400),
        ("requests.json?city=oslo", 400),
        ("requests/7.json", 404),
        ("requests/seven.json", 400),
        ("tokens/7.json", 404),
    ],
)
def test_a_wrong_question_has_an_answer(open311: TestClient, path: str, status: int) -> None:
    answer = open311.get(f"{BASE}/{path}")
    assert (answer.status_code, answer.json()[0]["code"]) == (status, status)


def test_reports_are_counted_by_address_but_for_those_with_a_key(open311: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    codes = [post(open311).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    assert post(open311, {"api_key": key_for("alerts")["Authorization"].removeprefix("Bearer ")}).status_code == 200


def test_a_town_that_does_not_list_its_bins_lists_no_requests(
    open311: TestClient, app: Any, key_for: Callable[..., dict[str, str]]
) -> None:
    object.__setattr__(app.state.services.settings.pages, "find_bins", False)
    assert open311.get(f"{BASE}/requests.json").status_code == 403
    assert read(open311, api_key=key_for("alerts")["Authorization"].removeprefix("Bearer ")) == []


def test_a_requests_number_is_its_token_and_discovery_says_where_all_this_is(open311: TestClient) -> None:
    post(open311)
    assert open311.get(f"{BASE}/tokens/1.json").json() == [{"service_request_id": "1", "token": "1"}]
    discovery = ElementTree.fromstring(open311.get(f"{BASE}/discovery.xml").content)
    assert discovery.findtext("endpoints/endpoint/url") == BASE
    assert [part.text for part in discovery.findall("endpoints/endpoint/formats/format")] == ["text/xml", "application/json"]


@given(st.text())
def test_no_text_breaks_the_xml(text: str) -> None:
    told = ElementTree.fromstring(xml("request", {"description": text})).findtext("description")
    assert (told or "").count("\ufffd") >= text.count("\x00")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.dictionaries(
        st.sampled_from(["service_code", "lat", "long", "address_string", "address_id", "attribute[bin_id]", "description", "phone"]),
        st.text(max_size=40) | st.sampled_from(["full", "rest-1", "59.26", "10.40", "1e999", "-0"]),
    ),
    numbers=st.text(max_size=20),
)
def test_whatever_is_sent_is_answered_by_the_book(open311: TestClient, app: Any, fields: dict[str, str], numbers: str) -> None:
    app.state.services.rate_limit.__init__()
    answer = open311.post(f"{BASE}/requests.xml", data=fields)
    assert answer.status_code in (200, 400, 404)
    assert ElementTree.fromstring(answer.content).tag in ("service_requests", "errors")
    assert open311.get(f"{BASE}/requests.json", params={"service_request_id": numbers}).status_code in (200, 400)

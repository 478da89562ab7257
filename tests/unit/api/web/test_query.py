"""A query parameter that the address does not know is refused by name, on every address of the API."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient


def test_a_misspelt_parameter_is_refused_and_the_nearest_named(client: TestClient) -> None:
    answer = client.get("readings?device=a")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "device", "message": "there is no such parameter; did you mean device_id?"}]


def test_a_parameter_that_is_like_none_is_told_what_there_is(client: TestClient) -> None:
    (error,) = client.get("thresholds?xyz=1").json()["errors"]
    assert error["message"] == "there is no such parameter; there are cursor, limit"


def test_where_there_are_no_parameters_it_says_so(client: TestClient) -> None:
    assert "this address takes none" in client.get("http://bysans/healthz?verbose=1").json()["detail"]


def test_a_parameter_that_is_one_may_not_be_given_twice(client: TestClient) -> None:
    assert client.get("devices?limit=1&limit=2").json()["errors"] == [{"field": "limit", "message": "is given twice"}]
    assert client.get("readings?device_id=a&device_id=b").status_code == 200


def test_writes_are_held_to_it_too(client: TestClient) -> None:
    body = {"kind": "air", "model": "generic", "interval_s": 600}
    assert client.put("devices/a?dry_run=true", json=body).status_code == 422
    assert client.get("devices/a").status_code == 404


def test_every_operation_of_the_api_refuses_an_unknown_parameter(client: TestClient, app: FastAPI) -> None:
    operations = [(method, path) for path, methods in app.openapi()["paths"].items() for method in methods]
    assert len(operations) > 60
    for method, path in operations:
        answer = client.request(method, f"http://bysans{path.replace('{', '').replace('}', '')}?no_such_parameter=1")
        refused = 400 if path.startswith("/open311") else 422  # GeoReport's own code
        assert (answer.status_code, "no_such_parameter" in answer.text) == (refused, True), (method, path)


@pytest.mark.parametrize("page", ["/", "/docs", "/sign-in"])
def test_a_page_stays_readable_with_what_others_add_to_its_address(client: TestClient, page: str) -> None:
    assert client.get(f"http://bysans{page}?fbclid=1").status_code == 200

"""A client of Open311 that others wrote reads what we answer, as JSON and as XML."""

from collections.abc import Iterator

import httpx
import pytest
from georeport import GeoReport

from tests.pages.served import Pages, serve
from tests.pages.town import build


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """A town in which two bins are reported, one of them twice."""
    with serve(tmp_path_factory.mktemp("open311")) as pages:
        with pages.state.begin() as connection:
            build(connection)
        for code, bin_id in (("full", "bin-003"), ("overflowing", "bin-003"), ("other", "bin-004")):
            fields = {"service_code": code, "attribute[bin_id]": bin_id}
            httpx.post(f"{pages.url}/open311/v2/requests.xml", data=fields).raise_for_status()
        yield pages


@pytest.fixture(params=["json", "xml"])
def client(request: pytest.FixtureRequest, town: Pages) -> GeoReport:
    return GeoReport(f"{town.url}/open311/v2", output_format=request.param, jurisdiction="byen")


def test_it_reads_the_services_and_what_each_asks_for(client: GeoReport) -> None:
    assert [service["service_code"] for service in client.get_service_list()] == ["full", "overflowing", "other"]
    definition = client.get_service_definition("full")
    attributes = definition["attributes"]
    attribute = attributes["attribute"] if isinstance(attributes, dict) else attributes[0]
    assert (definition["service_code"], attribute["code"]) == ("full", "bin_id")


def test_it_reads_every_request_and_one(client: GeoReport) -> None:
    requests = client.get_service_requests()
    assert [(request["service_request_id"], request["service_code"], request["status"]) for request in requests] == [
        ("3", "other", "open"),
        ("1", "overflowing", "open"),
    ]
    request = client.get_service_request("1")
    assert (request["address"], request["address_id"], round(float(request["lat"]), 6)) == ("Kirkegata 1, restavfall", "bin-003", 59.261)


def test_it_asks_for_some(client: GeoReport) -> None:
    chosen = client.get_service_requests(service_code="full,overflowing", status="open", start_date="2026-11-01T00:00:00Z")
    assert (chosen["service_request_id"] if isinstance(chosen, dict) else chosen[0]["service_request_id"]) == "1"

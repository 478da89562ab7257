"""Notes on days are put, listed, changed and taken away; they never touch a figure."""

import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def torget(client: TestClient) -> TestClient:
    client.put("sites/torget", json={"name": "Torget", "lat": 59.9, "lon": 10.7})
    return client


def test_a_note_is_kept_with_who_wrote_it(torget: TestClient) -> None:
    torget.put("air/sites/torget/day-tags/2026-01-10/sanding", json={"note": "first"})
    torget.put("air/sites/torget/day-tags/2026-01-10/sanding", json={"note": "dry and windy"})
    torget.put("air/sites/torget/day-tags/2026-01-09/natural-event", json={})
    tags = torget.get("air/sites/torget/day-tags").json()["items"]
    assert [(row["date"], row["tag"], row["note"], row["by"]) for row in tags] == [
        ("2026-01-09", "natural-event", "", "tester"),
        ("2026-01-10", "sanding", "dry and windy", "tester"),
    ]
    assert torget.delete("air/sites/torget/day-tags/2026-01-10/sanding").status_code == 204
    assert torget.delete("air/sites/torget/day-tags/2026-01-10/sanding").status_code == 404


@pytest.mark.parametrize(
    "query", [{"first": "2026-02-01", "last": "2026-01-01"}, {"first": "1990-01-01", "last": "2026-01-01"}, {"first": "x"}]
)
def test_a_span_that_makes_no_sense_is_told(torget: TestClient, query: dict[str, str]) -> None:
    assert torget.get("air/sites/torget/day-tags", params=query).status_code == 422


def test_a_site_that_there_is_not_has_no_days(torget: TestClient) -> None:
    assert torget.put("air/sites/nowhere/day-tags/2026-01-10/sanding", json={}).status_code == 404

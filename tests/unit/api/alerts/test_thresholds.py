"""A threshold is changed only by who saw what they change, and each change is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.alerts.threshold_body import EXAMPLE

CREATE = {"If-None-Match": "*"}


@pytest.fixture
def etag(client: TestClient) -> str:
    answer = client.put("thresholds/t", json=EXAMPLE, headers=CREATE)
    assert answer.status_code == 201
    tag: str = answer.headers["etag"]
    return tag


def test_a_threshold_reads_back_with_its_version(client: TestClient, etag: str) -> None:
    answer = client.get("thresholds/t")
    assert answer.headers["etag"] == etag
    assert answer.json() == {"id": "t", "unit": "µg/m³", **EXAMPLE}
    assert client.get("thresholds").json() == {"items": [answer.json()], "next_cursor": None}


@pytest.mark.parametrize("if_none_match", ["{0}", "W/{0}", '"0", {0}', "*"])
def test_a_version_that_is_known_is_not_sent_again(client: TestClient, etag: str, if_none_match: str) -> None:
    answer = client.get("thresholds/t", headers={"If-None-Match": if_none_match.format(etag)})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert client.get("thresholds/t", headers={"If-None-Match": '"0"'}).status_code == 200


def test_what_was_read_can_be_put_back(client: TestClient, etag: str) -> None:
    answer = client.put("thresholds/t", json=client.get("thresholds/t").json(), headers={"If-Match": etag})
    assert (answer.status_code, answer.headers["etag"]) == (200, etag)


def test_without_a_version_nothing_is_changed(client: TestClient, etag: str) -> None:
    for name in ("t", "other"):
        assert client.put(f"thresholds/{name}", json=EXAMPLE).status_code == 428
    assert client.get("thresholds/t").headers["etag"] == etag


def test_a_stale_version_is_refused_showing_both(client: TestClient, etag: str) -> None:
    mine = {**EXAMPLE, "raise": 60}
    theirs = client.put("thresholds/t", json={**EXAMPLE, "raise": 70}, headers={"If-Match": etag})
    refused = client.put("thresholds/t", json=mine, headers={"If-Match": etag})
    assert refused.status_code == 412
    assert refused.json()["current"]["raise"] == 70
    assert refused.json()["yours"]["raise"] == 60
    assert refused.headers["etag"] == theirs.headers["etag"]
    assert client.put("thresholds/t", json=mine, headers={"If-Match": refused.headers["etag"]}).json()["raise"] == 60


@pytest.mark.parametrize(
    ("name", "headers"), [("t", CREATE), ("none", {"If-Match": '"1"'}), ("none", {"If-Match": "*"}), ("t", {"If-Match": '"9"'})]
)
def test_what_does_not_hold_is_412(client: TestClient, etag: str, name: str, headers: dict[str, str]) -> None:
    assert client.put(f"thresholds/{name}", json=EXAMPLE, headers=headers).status_code == 412


@pytest.mark.parametrize("if_match", ['"1"', "*"])
def test_a_412_for_a_threshold_that_is_not_there_says_how_to_create_it(client: TestClient, if_match: str) -> None:
    refused = client.put("thresholds/none", json=EXAMPLE, headers={"If-Match": if_match})
    assert refused.json()["detail"] == "There is none to change; to create it, send `If-None-Match: *`."
    assert client.put("thresholds/none", json=EXAMPLE, headers=CREATE).status_code == 201


@pytest.mark.parametrize("header", ["*", "{}", 'W/{}, "7"'])
def test_what_names_the_version_holds(client: TestClient, etag: str, header: str) -> None:
    assert client.put("thresholds/t", json={**EXAMPLE, "clear": 1}, headers={"If-Match": header.format(etag)}).status_code == 200


def test_putting_the_same_changes_nothing(client: TestClient, etag: str) -> None:
    assert client.put("thresholds/t", json=EXAMPLE, headers={"If-Match": etag}).headers["etag"] == etag


def test_history_tells_who_changed_what_also_after_deletion(client: TestClient, etag: str, key_for: Callable[..., dict[str, str]]) -> None:
    ann = key_for("thresholds", name="ann")
    client.put("thresholds/t", json={**EXAMPLE, "raise": 70}, headers={**ann, "If-Match": etag})
    assert client.delete("thresholds/t", headers={"If-Match": etag}).status_code == 412
    assert client.delete("thresholds/t").status_code == 204
    assert client.get("thresholds/t").status_code == 404
    page = client.get("thresholds/t/history", params={"limit": 2}).json()
    rest = client.get("thresholds/t/history", params={"limit": 2, "cursor": page["next_cursor"]}).json()
    changes = page["items"] + rest["items"]
    assert [change["by"] for change in changes] == ["tester", "ann", "tester"]
    assert [change["after"] and change["after"]["raise"] for change in changes] == [None, 70, 50]
    assert changes[1]["before"]["raise"] == 50
    assert client.get("thresholds/never/history").status_code == 404


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"clear": 50}, "must be below raise"),
        ({"parameter": "pm2.5"}, "pm25"),
        ({"averaging": "week"}, "averaging"),
        ({"scope": {"site": "x", "tag": "y"}}, "name one"),
        ({"scope": {"site": "nowhere"}}, "there is no site 'nowhere'"),
        ({"scope": {"bin": "b"}}, "of kind `air` is never about"),
        ({"parameter": "battery"}, "must be `instant` for battery"),
        ({"kind": "bin", "parameter": "fill"}, "only air is averaged"),
        ({"min_coverage": 1.5}, "min_coverage"),
        ({"raise": "50"}, "raise"),
        ({"consecutive": 0}, "consecutive"),
        ({"enabled": 1}, "enabled"),
        ({"colour": "red"}, "there is no such field"),
        ({"parameter": "fill", "averaging": "instant"}, "kind is `air`, which fill is never measured of"),
        (
            {"kind": "bin", "parameter": "fill", "averaging": "instant", "raise": 0.8, "clear": 0.6},
            "raise (0.8) must be in per cent",
        ),
        (
            {"kind": "bin", "parameter": "fill", "averaging": "instant", "raise": 80, "clear": 0.6},
            "clear (0.6) must be in per cent",
        ),
        ({"kind": "device", "parameter": "battery_percent", "averaging": "instant", "raise": 0.1, "clear": 0.2}, "such as 80 for 80 %"),
        ({"kind": "bin", "averaging": "instant", "scope": {}}, "kind is `bin`, which pm25 is never measured of"),
    ],
)
def test_what_can_not_be_judged_is_refused(client: TestClient, change: dict[str, Any], word: str) -> None:
    answer = client.put("thresholds/t", json={**EXAMPLE, **change}, headers=CREATE)
    assert answer.status_code == 422
    assert word in answer.json()["detail"]


def test_one_per_cent_is_no_share(client: TestClient) -> None:
    at_one = {"kind": "device", "parameter": "battery_percent", "averaging": "instant", "raise": 1, "clear": 5}
    assert client.put("thresholds/t", json={**EXAMPLE, **at_one}, headers=CREATE).status_code == 201


def test_writing_needs_the_scope_thresholds(client: TestClient, key_for: Callable[..., dict[str, str]]) -> None:
    assert client.put("thresholds/t", json=EXAMPLE, headers={**CREATE, **key_for("devices")}).status_code == 403


@pytest.mark.parametrize("averaging", ["instant", "hour", "8h", "day", "24h"])
@pytest.mark.parametrize("scope", [{}, {"tag": "roadside"}, {"site": "square"}, {"device": "air-1"}])
def test_every_averaging_and_scope_reads_back(client: TestClient, averaging: str, scope: dict[str, str]) -> None:
    assert client.put("sites/square", json={"name": "Torget", "lat": 59.0, "lon": 10.0}).is_success
    assert client.put("devices/air-1", json={"kind": "air", "model": "generic", "interval_s": 600, "site": "square"}).is_success
    body = {**EXAMPLE, "averaging": averaging, "scope": scope}
    assert client.put("thresholds/t", json=body, headers=CREATE).status_code == 201
    assert client.get("thresholds/t").json() == {"id": "t", "unit": "µg/m³", **body}


def test_a_threshold_of_sensors_may_be_about_those_of_one_site_or_bin(client: TestClient) -> None:
    assert client.put("sites/square", json={"name": "Torget", "lat": 59.0, "lon": 10.0}).is_success
    body = {**EXAMPLE, "kind": "device", "parameter": "battery", "averaging": "instant", "raise": 3.0, "clear": 3.2}
    assert client.put("thresholds/t", json={**body, "scope": {"site": "square"}}, headers=CREATE).status_code == 201

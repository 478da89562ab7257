"""The public's pages are small, kept for a minute, the same for everyone, and free of cookies."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.pages.frame.assets import assets
from domain.air.windows import SiteHour
from domain.device import Site
from domain.duration import HOUR
from storage.state import registry
from storage.state.air import site_hours
from storage.state.engine import State
from tests.unit.api.hand import NOW, Clock

MOST_BYTES = 50_000  # of a first visit, packed: a page that opens at once on a slow phone
PATHS = ("/", "/sted/site-03", "/sted/site-03/ramme", "/sted/site-03/plott.json", "/sted/site-03/malinger.csv")
Save = Callable[..., None]


@pytest.fixture
def save(state: State) -> Save:
    with state.begin() as connection:
        for n in range(15):
            site = Site(id=f"site-{n:02}", name=f"Kirkegata {n}", lat=59.9 + n / 1000, lon=10.7 + n % 4 / 500, valid_from=0)
            registry.put(connection, site)

    def keep(mean: float) -> None:
        rows = [SiteHour(f"site-{n:02}", "pm25", NOW - HOUR, mean + n, 6, 6, True, ("a",)) for n in range(15)]
        with state.begin() as connection:
            site_hours.save(connection, rows)

    keep(4.0)
    return keep


def get(client: TestClient, path: str, **headers: str) -> "tuple[int, dict[str, str], str]":
    answer = client.get(f"http://bysans{path}", headers=headers)
    return answer.status_code, dict(answer.headers), answer.text


@pytest.mark.parametrize("path", PATHS)
def test_a_public_answer_is_kept_for_a_minute_sets_no_cookie_and_is_not_sent_twice(anonymous: TestClient, save: Save, path: str) -> None:
    status, headers, _ = get(anonymous, path)
    assert (status, headers["cache-control"]) == (200, "public, max-age=60")
    assert {"Accept-Language", "Accept-Encoding", "Cookie"} <= set(headers["vary"].split(", "))
    assert "set-cookie" not in headers
    known = headers["etag"]
    assert get(anonymous, path, **{"If-None-Match": f"W/{known}"})[0] == 304
    save(90.0)
    assert get(anonymous, path, **{"If-None-Match": known})[0] == 200, "what changed is sent at once"


@pytest.mark.parametrize("path", PATHS)
def test_what_one_reader_sends_comes_out_at_no_other(anonymous: TestClient, save: Save, path: str) -> None:
    first = get(anonymous, path, **{"HX-Request": "true", "Cookie": "other=1", "Accept-Language": "nb"})
    tracked = get(anonymous, f"{path}?fbclid=IwAR0&seen=x&lang=nb")
    assert first[0] == 200
    assert tracked[2] == first[2]
    assert "fbclid" not in tracked[2]


def test_each_language_has_its_own(anonymous: TestClient, save: Save) -> None:
    assert "Lite forurenset luft" in get(anonymous, "/", **{"Accept-Language": "nb"})[2]
    status, headers, text = get(anonymous, "/", **{"Accept-Language": "en"})
    assert (status, headers["content-language"], "Low air pollution" in text) == (200, "en", True)


def test_the_page_is_new_after_a_minute(anonymous: TestClient, save: Save, clock: Clock) -> None:
    assert 'id="updated">13:00<' in get(anonymous, "/")[2]
    clock.now += 60_000
    assert 'id="updated">13:01<' in get(anonymous, "/")[2]


def test_a_first_visit_is_small(anonymous: TestClient, save: Save) -> None:
    with anonymous.stream("GET", "http://bysans/", headers={"Accept-Encoding": "gzip"}) as answer:
        page = sum(len(chunk) for chunk in answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
    by_address = {asset.address: asset for asset in assets().values()}
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', get(anonymous, "/")[2]))
    assert page + sum(len(by_address[address].packed) for address in loaded) < MOST_BYTES


def test_only_the_small_frame_may_be_embedded_and_only_the_first_page_asks_where_one_is(anonymous: TestClient, save: Save) -> None:
    for path in ("/", "/sted/site-03"):
        assert "frame-ancestors 'none'" in get(anonymous, path)[1]["content-security-policy"]
    status, headers, text = get(anonymous, "/sted/site-03/ramme")
    assert (status, "frame-ancestors *" in headers["content-security-policy"]) == (200, True)
    assert "Lite forurenset luft ved Kirkegata 3 nå" in text
    assert "<script" not in text
    assert "geolocation=(self)" in get(anonymous, "/")[1]["permissions-policy"]
    assert "geolocation=()" in headers["permissions-policy"]

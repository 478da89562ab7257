"""Who has signed in is listed, and a session is ended by an administrator, or by whose it is."""

import re
from collections.abc import Callable

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient

from storage.state.access import keys
from storage.state.engine import State
from tests.real_parts.oidc_provider import OidcProvider
from tests.unit.api.hand import NOW

ComeBack = Callable[..., httpx.Response]


def handles(browser: TestClient) -> list[str]:
    return re.findall(r"/innlogginger/([0-9a-f]{16})/avslutt", browser.get("/innlogginger").text)


def by_key(app: FastAPI, state: State, *scopes: str) -> TestClient:
    """Return the browser of somebody who has signed in with a key."""
    with state.begin() as connection:
        token = keys.create(connection, "kontoret", scopes, NOW)
    browser = TestClient(app, base_url="http://bysans", follow_redirects=False, headers={"Origin": "http://bysans"})
    assert browser.post("/sign-in", data={"key": token}).status_code == 303
    return browser


def test_an_administrator_ends_anybodys_session_at_once(app: FastAPI, state: State, browser: TestClient, come_back: ComeBack) -> None:
    come_back()
    admin = by_key(app, state, "admin")
    page = admin.get("/innlogginger").text
    assert "Kari Nordmann" in page
    assert "Nordvik kommune: renovasjon" in page
    assert len(handles(admin)) == 2
    (theirs,) = handles(browser)
    assert admin.post(f"/innlogginger/{theirs}/avslutt").status_code == 303
    assert browser.get("/innstillinger").status_code == 401
    assert len(handles(admin)) == 1


def test_others_see_and_end_their_own_sessions_only(app: FastAPI, state: State, browser: TestClient, come_back: ComeBack) -> None:
    come_back()
    other = by_key(app, state, "alerts")
    (mine,) = handles(browser)
    assert "kontoret" not in browser.get("/innlogginger").text
    assert other.post(f"/innlogginger/{mine}/avslutt").status_code == 404
    assert browser.post(f"/innlogginger/{mine}/avslutt", headers={"Origin": "http://elsewhere.example"}).status_code == 403
    assert browser.post(f"/innlogginger/{mine}/avslutt").status_code == 303
    assert browser.get("/innlogginger").status_code == 401


def test_changes_are_shown_to_administrators_with_who_and_what(
    app: FastAPI, state: State, provider: OidcProvider, browser: TestClient, come_back: ComeBack
) -> None:
    provider.groups = ["drift"]
    come_back()
    sent = browser.post("/innstillinger/praksis", data={"km_year": "1200"})
    assert sent.status_code in (303, 422)
    page = browser.get("/endringer").text
    assert "Innlogging lagt til" in page
    assert "Kari Nordmann" in page
    assert "fra testclient" in page
    assert "Innlogging lagt til" not in browser.get("/endringer", params={"slag": "threshold"}).text
    assert by_key(app, state, "alerts").get("/endringer").status_code == 403


def test_a_long_log_is_shown_page_by_page(app: FastAPI, state: State, browser: TestClient) -> None:
    admin = by_key(app, state, "admin")
    for _ in range(101):
        by_key(app, state, "alerts")
    page = admin.get("/endringer").text
    older = re.search(r"foer=(\d+)", page)
    assert older is not None
    assert "Vis eldre endringer" not in admin.get("/endringer", params={"foer": older[1]}).text

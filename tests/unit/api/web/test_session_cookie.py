"""Behind https the session's cookie is this host's alone: a page of a neighbouring host can put no session of its own in its place."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.web.services import Services
from api.web.session import COOKIE
from config.settings import Settings
from storage.state.access import keys, sessions
from storage.state.engine import State
from tests.unit.api.hand import NOW

PUBLIC = "https://bysans.local"
PROVIDER = {"name": "Kommunen", "issuer": "https://login.example", "client_id": "bysans", "roles": {"admin": ["drift"]}}
Browser = Callable[..., TestClient]


@pytest.fixture
def browser(client: TestClient, app: FastAPI, state: State) -> Browser:
    """Return a browser of a service with the given settings, signed in with a key; `client` is what makes the service."""

    def signed_in(url: str = PUBLIC, **sections: object) -> TestClient:
        before: Services = app.state.services
        settings = Settings.model_validate({"data_dir": before.settings.data_dir, **sections})
        app.state.services = Services(
            settings=settings,
            clock=before.clock,
            wall=before.wall,
            publisher=before.publisher,
            state=state,
            readings=before.readings,
            catalogue=before.catalogue,
        )
        with state.begin() as connection:
            token = keys.create(connection, "kontoret", ["admin"], NOW)
        browser = TestClient(app, base_url=url, follow_redirects=False, headers={"Origin": url})
        browser.headers["authorization-for-tests"] = token
        return browser

    return signed_in


def sign_in(browser: TestClient) -> str:
    answer = browser.post("/sign-in", data={"key": browser.headers["authorization-for-tests"]})
    return str(answer.headers["set-cookie"])


def test_behind_https_it_is_set_for_this_host_alone(browser: Browser) -> None:
    office = browser(http={"public_url": PUBLIC})
    cookie = sign_in(office).split("; ")
    assert cookie[0].startswith(f"__Host-{COOKIE}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie)
    assert not any(part.lower().startswith("domain") for part in cookie)  # with one, no browser would take it
    assert office.get("/innstillinger").status_code == 200
    assert "Max-Age=0" in office.post("/sign-out").headers["set-cookie"]
    assert office.get("/innstillinger").status_code == 401


def test_a_session_of_a_neighbouring_hosts_choice_is_not_read(browser: Browser, state: State) -> None:
    office = browser(http={"public_url": PUBLIC})
    with state.begin() as connection:
        token = keys.create(connection, "stranger", ["admin"], NOW)
        theirs = sessions.begin(connection, token.split("_")[1], NOW, lifetime_ms=2**50)
    office.cookies.set(COOKIE, theirs, domain="bysans.local")
    assert office.get("/innstillinger").status_code == 401


def test_by_plain_http_it_has_the_name_that_browsers_take(browser: Browser) -> None:
    office = browser("http://bysans")
    assert sign_in(office).startswith(f"{COOKIE}=")
    assert office.get("/innstillinger").status_code == 200


def test_a_session_of_a_key_ends_where_keys_sign_nobody_in_any_more(browser: Browser, app: FastAPI) -> None:
    office = browser("http://bysans")
    sign_in(office)
    cookies = dict(office.cookies)
    later = browser("http://bysans", sign_in={"keys": False, "providers": {"kommune": PROVIDER}})
    later.cookies.update(cookies)
    assert later.get("/innstillinger").status_code == 401

"""A person signs in where they do at work, comes to the page they wanted, and stays for as long as the provider vouches for them."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.web.session import COOKIE
from domain.duration import HOUR, MINUTE
from storage.state.engine import State
from storage.state.tables import access
from tests.real_parts.oidc_provider import OidcProvider, back_from
from tests.unit.api.hand import Clock

ComeBack = Callable[..., httpx.Response]
STAFF = "/innstillinger"


def is_in(browser: TestClient) -> bool:
    status = browser.get(STAFF).status_code
    assert status in (200, 401)
    return status == 200


def test_a_link_opened_while_signed_out_leads_back_to_itself(browser: TestClient, come_back: ComeBack) -> None:
    refused = browser.get("/runder?lang=nb")
    assert (refused.status_code, "/sign-in?lang=nb&amp;til=%2Frunder%3Flang%3Dnb" in refused.text) == (401, True)
    offered = browser.get("/sign-in", params={"til": "/runder?lang=nb"})
    assert "Logg inn med Nordvik kommune" in offered.text
    assert "/sign-in/kommune?lang=nb&amp;til=%2Frunder%3Flang%3Dnb" in offered.text
    came = come_back("/runder?lang=nb")
    assert (came.status_code, came.headers["location"]) == (303, "/runder?lang=nb")
    page = browser.get("/runder?lang=nb")
    assert (page.status_code, "Kari Nordmann" in page.text) == (200, True)


def test_no_link_leads_elsewhere_by_way_of_signing_in(browser: TestClient, come_back: ComeBack) -> None:
    assert come_back("//elsewhere.example/").headers["location"].startswith("/i-dag?")


def test_the_provider_is_asked_with_pkce_state_and_nonce(browser: TestClient, provider: OidcProvider) -> None:
    asked = parse_qs(urlsplit(browser.get("/sign-in/kommune").headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == ["http://bysans/sign-in/kommune/callback"]


def test_the_cookie_is_out_of_scripts_reach_and_the_state_keeps_only_a_hash(come_back: ComeBack, browser: TestClient, state: State) -> None:
    set_cookie = come_back().headers.get_list("set-cookie")
    assert any(text.startswith(COOKIE) and {"HttpOnly", "SameSite=lax"} <= set(text.split("; ")) for text in set_cookie)
    with state.read() as connection:
        rows = [repr(row) for table in (access.sessions, access.sign_ins) for row in connection.execute(select(table))]
    assert rows
    assert browser.cookies[COOKIE] not in "".join(rows)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["bysans-test", "another"]},
        {"aud": ["bysans-test", "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
    ],
)
def test_a_token_that_is_not_for_us_and_now_lets_nobody_in(
    claims: dict[str, object], provider: OidcProvider, browser: TestClient, come_back: ComeBack
) -> None:
    provider.claims = claims
    answer = come_back()
    assert (answer.status_code, COOKIE in browser.cookies) == (403, False)
    assert "Innloggingen kunne ikke godkjennes" in answer.text
    assert not is_in(browser)


@pytest.mark.parametrize("forge", ["none", "hs256"])
def test_a_token_without_the_providers_signature_lets_nobody_in(
    forge: str, provider: OidcProvider, browser: TestClient, come_back: ComeBack
) -> None:
    provider.forge = forge
    assert come_back().status_code == 403
    assert not is_in(browser)


@pytest.mark.parametrize(("ahead_s", "status"), [(59, 303), (62, 403)])
def test_a_provider_whose_clock_is_ahead_by_up_to_a_minute_is_believed(
    ahead_s: int, status: int, provider: OidcProvider, clock: Clock, come_back: ComeBack
) -> None:
    provider.now_s = lambda: clock() // 1000 + ahead_s
    assert come_back().status_code == status


@pytest.mark.parametrize(("ago_s", "status"), [(59, 303), (62, 403)])
def test_a_token_that_expired_up_to_a_minute_ago_by_our_clock_is_believed(
    ago_s: int, status: int, provider: OidcProvider, clock: Clock, come_back: ComeBack
) -> None:
    provider.claims = {"exp": clock() // 1000 - ago_s}
    assert come_back().status_code == status


def test_a_new_signing_key_is_fetched_but_at_most_once_a_minute(
    provider: OidcProvider, browser: TestClient, clock: Clock, come_back: ComeBack
) -> None:
    assert come_back().status_code == 303
    provider.rotate()
    clock.forward(MINUTE)
    assert come_back().status_code == 303
    assert provider.asked.count("/keys") == 2
    for _ in range(3):  # signed with keys that the provider does not publish any more
        provider.rotate()
        assert come_back().status_code == 403
    assert provider.asked.count("/keys") == 2
    clock.forward(MINUTE)
    assert come_back().status_code == 303


def test_a_code_or_state_that_comes_twice_lets_nobody_in(browser: TestClient, provider: OidcProvider) -> None:
    left = browser.get("/sign-in/kommune")
    state_cookie = browser.cookies["bysans_sign_in"]
    back = back_from(left.headers["location"])
    assert browser.get(back).status_code == 303
    browser.post("/sign-out")
    browser.cookies.set("bysans_sign_in", state_cookie, domain="bysans.local", path="/sign-in/")
    again = browser.get(back)
    assert (again.status_code, COOKIE in browser.cookies) == (400, False)
    assert "tok for lang tid" in again.text


def test_a_link_with_a_strangers_code_signs_nobody_in(browser: TestClient, app: FastAPI) -> None:
    with TestClient(app, base_url="http://bysans", follow_redirects=False) as stranger:
        back = back_from(stranger.get("/sign-in/kommune").headers["location"])
    assert browser.get(back).status_code == 400
    assert not is_in(browser)


def test_a_sign_in_begun_at_one_provider_does_not_end_at_another(browser: TestClient) -> None:
    back = back_from(browser.get("/sign-in/kommune").headers["location"])
    assert browser.get(back.replace("sign-in/kommune", "sign-in/other")).status_code == 400


def test_who_takes_longer_than_ten_minutes_begins_again(browser: TestClient, clock: Clock) -> None:
    back = back_from(browser.get("/sign-in/kommune").headers["location"])
    clock.forward(10 * MINUTE)
    assert browser.get(back).status_code == 400


def test_who_is_in_no_group_of_ours_is_told_so(provider: OidcProvider, browser: TestClient, come_back: ComeBack) -> None:
    provider.groups = ["skole"]
    answer = come_back()
    assert (answer.status_code, "har ikke tilgang til Bysans" in answer.text) == (403, True)
    assert not is_in(browser)


def test_who_gave_up_at_the_provider_may_try_again(browser: TestClient) -> None:
    state = parse_qs(urlsplit(browser.get("/sign-in/kommune").headers["location"]).query)["state"][0]
    answer = browser.get("/sign-in/kommune/callback", params={"state": state, "error": "access_denied"})
    assert (answer.status_code, "ble avbrutt" in answer.text) == (403, True)


def test_a_provider_that_is_away_is_said_to_be(browser: TestClient, provider: OidcProvider) -> None:
    provider.away = True
    answer = browser.get("/sign-in/kommune")
    assert (answer.status_code, "svarer ikke akkurat nå" in answer.text) == (503, True)


def test_an_unknown_provider_is_none(browser: TestClient) -> None:
    assert browser.get("/sign-in/nowhere").status_code == 404


def test_a_group_taken_away_ends_the_session_at_the_next_confirmation(
    provider: OidcProvider, browser: TestClient, clock: Clock, come_back: ComeBack
) -> None:
    come_back()
    provider.groups = []
    clock.forward(15 * MINUTE - 1)
    assert is_in(browser)
    clock.forward(1)
    assert not is_in(browser)
    assert provider.asked.count("refresh_token") == 1


def test_a_group_that_is_added_counts_from_the_next_confirmation(
    provider: OidcProvider, browser: TestClient, clock: Clock, come_back: ComeBack
) -> None:
    come_back()
    assert browser.get("/api/v1/keys/log").status_code == 403
    provider.groups = ["drift"]
    clock.forward(15 * MINUTE)
    assert browser.get("/api/v1/keys/log").status_code == 200


def test_an_account_that_the_provider_closed_is_out(provider: OidcProvider, browser: TestClient, clock: Clock, come_back: ComeBack) -> None:
    come_back()
    provider.refuses_refresh = True
    clock.forward(15 * MINUTE)
    assert not is_in(browser)


def test_while_the_provider_is_away_who_is_in_stays_so_until_the_set_time(
    provider: OidcProvider, browser: TestClient, clock: Clock, come_back: ComeBack
) -> None:
    come_back()
    provider.away = True
    clock.forward(4 * HOUR - 1)
    assert is_in(browser)
    clock.forward(1)
    assert not is_in(browser)
    provider.away = False
    clock.forward(MINUTE)
    assert is_in(browser)


def test_of_many_looks_while_the_provider_is_away_one_a_minute_asks(
    provider: OidcProvider, browser: TestClient, clock: Clock, come_back: ComeBack
) -> None:
    come_back()
    provider.away = True
    clock.forward(20 * MINUTE)
    for _ in range(5):
        assert is_in(browser)
    assert provider.asked.count("refresh_token") == 1


def test_without_a_refresh_token_a_session_lasts_as_long_as_one_unconfirmed(
    provider: OidcProvider, browser: TestClient, clock: Clock, come_back: ComeBack
) -> None:
    provider.gives_refresh = False
    come_back()
    clock.forward(4 * HOUR - 1)
    assert is_in(browser)
    clock.forward(1)
    assert not is_in(browser)


def test_a_session_ends_after_twelve_hours_however_often_it_is_confirmed(browser: TestClient, clock: Clock, come_back: ComeBack) -> None:
    come_back()
    for _ in range(6):
        assert is_in(browser)
        clock.forward(2 * HOUR)
    assert not is_in(browser)


def test_signing_out_offers_to_sign_out_at_the_provider_too(browser: TestClient, provider: OidcProvider, come_back: ComeBack) -> None:
    come_back()
    answer = browser.post("/sign-out")
    assert "Logg ut av Nordvik kommune" in answer.text
    assert (
        f'href="{provider.url}/logout?client_id=bysans-test&amp;post_logout_redirect_uri=http%3A%2F%2Fbysans%2F&amp;id_token_hint='
        in answer.text
    )
    assert not is_in(browser)


def test_a_person_reads_and_acts_with_the_scopes_of_their_role(browser: TestClient, provider: OidcProvider, come_back: ComeBack) -> None:
    provider.groups = ["ledelse"]
    come_back()
    assert browser.get("/api/v1/devices").status_code == 200
    assert browser.post("/innstillinger/praksis").status_code == 403
    assert browser.get("/api/v1/keys/log").status_code == 403


def test_a_session_writes_nothing_through_the_api(browser: TestClient, provider: OidcProvider, come_back: ComeBack) -> None:
    provider.groups = ["drift"]
    come_back()
    assert browser.delete("/api/v1/devices/a1").status_code == 401


def test_signing_in_is_bounded_by_address(browser: TestClient) -> None:
    answers = [browser.get("/sign-in/kommune").status_code for _ in range(61)]
    assert answers == [303] * 60 + [429]

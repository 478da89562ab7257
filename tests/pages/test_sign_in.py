"""Somebody opens a link, signs in at work, is where they wanted to be, and signs out: in a browser, with a provider of the tests' own."""

from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.axe import violations
from tests.pages.served import Pages, serve
from tests.real_parts.oidc_provider import CLIENT, SECRET, OidcProvider, oidc_provider


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose browser may say on its console that the first answer was a 401."""
    with browser.new_context(locale="nb-NO") as context:
        yield context.new_page()


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    with oidc_provider(lambda: int(time())) as provider:
        yield provider


@pytest.fixture
def town(tmp_path: Path, town_file: Path, provider: OidcProvider) -> Iterator[Pages]:
    (tmp_path / "secret").write_text(SECRET)
    work = {"name": "Nordvik kommune", "issuer": provider.url, "client_id": CLIENT, "client_secret_file": tmp_path / "secret"}
    sign_in = {"providers": {"kommune": {**work, "roles": {"admin": ["renovasjon"]}}}}
    with serve(tmp_path / "data", town=town_file, sign_in=sign_in) as pages:
        yield pages


def test_a_deep_link_is_followed_through_signing_in_and_out_again(page: Page, town: Pages) -> None:
    with page.expect_response(f"{town.url}/runder?lang=nb") as refused:
        page.goto(f"{town.url}/runder?lang=nb")
    assert refused.value.status == 401
    page.get_by_role("main").get_by_role("link", name="Logg inn").click()
    assert violations(page) == []
    page.get_by_role("link", name="Logg inn med Nordvik kommune").click()
    expect(page).to_have_url(f"{town.url}/runder?lang=nb")
    expect(page.get_by_text("Kari Nordmann")).to_be_visible()
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_role("heading", name="Du er logget ut")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Logg ut av Nordvik kommune").click()
    expect(page).to_have_url(f"{town.url}/")
    expect(page.get_by_role("link", name="Logg inn").first).to_be_visible()

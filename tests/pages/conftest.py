"""What every page test may ask for: the pages as an office sees them, as the public sees them, and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.pages.collecting import raise_trigger
from tests.pages.driving import link_to, plan_round
from tests.pages.served import Pages, serve
from tests.real_parts.chromium import ARGUMENTS, executable

expect.set_options(timeout=30_000)  # a busy machine takes its time; what is expected ends the waiting at once


@pytest.fixture
def open_pages(tmp_path_factory: pytest.TempPathFactory, town_file: Path) -> Iterator[Pages]:
    """The town's pages, open to all as `bysans run` has them on loopback."""
    with serve(tmp_path_factory.mktemp("open"), town=town_file, open_pages=True) as pages:
        yield pages


@pytest.fixture
def pages(open_pages: Pages) -> Pages:
    """The open town with a fleet, and a trigger for nine bins of paper."""
    raise_trigger(open_pages)
    return open_pages


@pytest.fixture
def guarded_pages(tmp_path_factory: pytest.TempPathFactory, town_file: Path) -> Iterator[Pages]:
    """The town's pages as a municipality serves them: more for those with a key."""
    with serve(tmp_path_factory.mktemp("guarded"), town=town_file) as pages:
        yield pages


@pytest.fixture
def round_id(open_pages: Pages) -> str:
    """A round that is planned."""
    return plan_round(open_pages)


@pytest.fixture
def link(open_pages: Pages, round_id: str) -> str:
    """The address that hands it to its driver."""
    return link_to(open_pages, round_id)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(executable()), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test when the browser complains or another host is called."""
    with browser.new_context(locale="nb-NO", viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: None if _is_ours(request.url) else complaints.append(request.url))
        yield page
        assert complaints == []


def _is_ours(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))

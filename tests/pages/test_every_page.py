"""Every page is accessible, in plain words and no wider than the screen: in both languages, light and dark, on a narrow phone and a desk.

The pages are those that the application routes to: a new one is looked at without being named here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page

from api.pages.routes import routers
from config.threshold_file import threshold_file
from storage.state import own_settings
from storage.state.alerts import thresholds
from tests.pages.axe import COLOURS, LAYOUT, violations
from tests.pages.driving import link_to, plan_round
from tests.pages.effects_town import live_a_month
from tests.pages.served import Pages, serve
from tests.pages.test_new_devices import hear
from tests.pages.town import NOW, beat, build
from tests.plain_words import TOO_TECHNICAL

pytestmark = pytest.mark.real("chromium")

WIDE, NARROW = 1280, 320
_FILES = {"photo_id", "name:path", "rest:path"}  # an address that holds one leads to no page
_STREAM = "/strom"  # what it sends never ends
_PATIENCE_S = 60  # a busy machine takes its time
_PARAMETER = re.compile(r"\{([^}]+)\}")
Rules = Mapping[int, Mapping[Literal["light", "dark"], Sequence[str]]]
# axe's rules by width and scheme, none named for all of them. A page is laid out anew at each width, and only its colours change with the
# scheme; the other language changes neither, but the length of the texts.
_RULES: Rules = {WIDE: {"light": (), "dark": COLOURS}, NARROW: {"light": (), "dark": COLOURS}}
_RULES_OF_TEXT: Rules = {WIDE: {"light": ()}, NARROW: {"light": LAYOUT}}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """A town in which every page has something to show."""
    with serve(tmp_path_factory.mktemp("every"), open_pages=True) as pages:
        with pages.state.begin() as connection:
            build(connection)
        live_a_month(pages)
        hear(pages, "pm-7", "air", b'{"pm25": 8.4}')
        yield pages


@pytest.fixture(scope="module")
def addresses(town: Pages) -> list[str]:
    """The address of every page, each about a sample of what it is about."""
    return list(_of_pages(town, _paths(town, _samples(town))))


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_page_is_accessible_in_plain_words_and_fits_the_screen(
    town: Pages, addresses: list[str], browser: Browser, language: str
) -> None:
    wrong: dict[str, object] = {}
    with browser.new_context(viewport={"width": WIDE, "height": 900}) as context:
        page = context.new_page()
        for address in addresses:
            page.goto(f"{town.url}{address}?lang={language}")
            if problems := list(_problems(page, _RULES if language == "nb" else _RULES_OF_TEXT)):
                wrong[address] = problems
    assert wrong == {}


def _problems(page: Page, rules: Rules) -> Iterator[str]:
    """Yield what is wrong with a page."""
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    yield from (f"says {word[0]!r}" for word in TOO_TECHNICAL.finditer(page.locator("body").inner_text()))
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"is wider than {width} px"
        for scheme in rules[width]:
            page.emulate_media(color_scheme=scheme)
            yield from (f"{width} px, {scheme}: {problem}" for problem in violations(page, rules[width][scheme]))
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.emulate_media(color_scheme="light")


def test_an_empty_town_says_on_every_page_of_staff_how_to_begin(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve(tmp_path_factory.mktemp("empty"), open_pages=True) as pages:
        with pages.state.begin() as connection:
            beat(connection)
        about_nothing = [path for path in _paths(pages, {}) if "{" not in path]
        with httpx.Client(base_url=pages.url, timeout=_PATIENCE_S) as client:
            for address in _of_pages(pages, about_nothing):
                for language, begin in (("nb", "Registrer et målested"), ("en", "Register a site")):
                    text = client.get(address, params={"lang": language}).text
                    if '<body class="staff">' not in text:
                        continue  # for everyone, or a sheet of paper
                    assert begin in text, address
                    assert f'href="/sensorer/beholder/ny?lang={language}"' in text, address
            for path in ("/sensorer/malested/ny", "/sensorer/beholder/ny", "/sensorer", "/innstillinger"):
                assert client.get(path).status_code == 200


def _samples(pages: Pages) -> Mapping[str, str]:
    """Return something to show for each parameter of an address."""
    round_id = plan_round(pages)
    report = httpx.post(f"{pages.url}/beholder/bin-003/meld", data={"what": "full"}, headers={"Origin": pages.url})
    with pages.state.begin() as connection:
        thresholds.put(connection, threshold_file().thresholds["bin-full"].threshold("bin-full"), by="x", now=NOW)
        person = {"name": "Kari", "email": "kari@kommune.example"}
        own_settings.put(connection, "receiver", "kari", person)
    return {
        "site_id": "site-00",
        "bin_id": "bin-003",
        "threshold_id": "bin-full",
        "pickup_id": round_id,
        "signed": urlsplit(link_to(pages, round_id)).path.rpartition("/")[2],
        "device_id": "level-003",
        "proposal_id": "pm-7",
        "receiver_id": "kari",
        "number": urlsplit(report.headers.get("location", "")).path.rpartition("/")[2],
    }


def _paths(pages: Pages, samples: Mapping[str, str]) -> list[str]:
    """Return every address that is read, with its parameters as `samples` has them."""
    routes = (
        route
        for router in routers(pages.settings)
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    )
    pages = (path for path in {route.path for route in routes} if not _FILES.intersection(_PARAMETER.findall(path)))
    paths = sorted(path for path in pages if not path.endswith(_STREAM))
    return [_PARAMETER.sub(lambda name: samples[name[1]] if samples else name[0], path) for path in paths]


def _of_pages(pages: Pages, paths: Iterable[str]) -> Iterator[str]:
    """Yield those of the addresses that answer with a page; others answer with a part of one, or with data."""
    with httpx.Client(base_url=pages.url, timeout=_PATIENCE_S) as client:
        for path in paths:
            answer = client.get(path, follow_redirects=False)
            assert answer.status_code in (200, 301, 302, 303, 404), (path, answer.status_code)
            if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html") and "<html" in answer.text:
                yield path

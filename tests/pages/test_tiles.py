"""Behind the bins lies the map that the settings name: another host's tiles or a file of one's own. Where it fails, the bins stay."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.axe import violations
from tests.pages.maps import drawn
from tests.pages.served import Pages, serve
from tests.pages.tiles import COLOUR, LAT, LON, archive, share_of, tile_host
from tests.pages.town import build

pytestmark = pytest.mark.real("chromium")
ALL = 200
FAILED = "Bakgrunnskartet svarer ikke. Punktene vises likevel."
WATER = (128, 222, 234)  # of the flavour "light"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The town's pages; each test sets what lies behind its maps."""
    with serve(tmp_path_factory.mktemp("tiles"), open_pages=True) as pages:
        with pages.state.begin() as connection:
            build(connection)
        yield pages


def behind(pages: Pages, tiles: str) -> None:
    """Let `tiles` lie behind every map."""
    object.__setattr__(pages.app.state.services.settings.pages, "tiles", tiles)


def filled(page: Page, colour: tuple[int, int, int]) -> None:
    """Wait until most of the map has a colour."""
    for _ in range(100):
        if share_of(page, colour) > 0.5:
            return
        page.evaluate("() => new Promise(requestAnimationFrame)")
    assert share_of(page, colour) > 0.5


def look_closer(page: Page) -> None:
    """Go as near as the map lets one."""
    page.evaluate(
        """(middle) => {
            const { map } = document.querySelector(".map-frame").shown
            map.setView(middle, map.getMaxZoom(), { animate: false })
        }""",
        [LAT, LON],
    )


def test_another_hosts_tiles_lie_behind_and_no_other_host_is_let_in(served: Pages, browser: Browser) -> None:
    with tile_host() as host, tile_host() as other, browser.new_context(locale="nb-NO") as context:
        behind(served, f"{host.url}/map/{{z}}/{{x}}/{{y}}.png?layer=topo")
        policy = httpx.get(f"{served.url}/avfall", timeout=60).headers["content-security-policy"]
        assert f"img-src 'self' data: {host.url};" in f"{policy};"
        page = context.new_page()
        page.goto(f"{served.url}/avfall")
        drawn(page, ALL)
        filled(page, COLOUR)
        assert {path.split("/")[1] for path, _ in host.asked} == {"map"}
        assert {referrer for _, referrer in host.asked} == {None}, "the host does not learn which page a tile is for"
        refused = page.evaluate(
            """(address) => new Promise((done) => {
                const picture = new Image()
                picture.onload = () => done("loaded")
                picture.onerror = () => done("refused")
                picture.src = address
            })""",
            f"{other.url}/1/1/1.png",
        )
        assert (refused, other.asked) == ("refused", [])
        look_closer(page)
        filled(page, COLOUR)
        assert max(int(path.split("/")[2]) for path, _ in host.asked) == 18, "nearer than hosts have tiles, theirs are drawn larger"
        host.down = True
        page.reload()
        expect(page.get_by_text(FAILED)).to_be_visible()
        drawn(page, ALL)
        assert violations(page) == []
        host.down = False
        look_closer(page)
        expect(page.get_by_text(FAILED)).to_be_hidden()


@pytest.mark.parametrize(("vector", "colour"), [(False, COLOUR), (True, WATER)], ids=["pictures", "shapes"])
def test_a_file_of_tiles_lies_behind_at_every_nearness(
    served: Pages, page: Page, tmp_path: Path, vector: bool, colour: tuple[int, int, int]
) -> None:
    behind(served, str(archive(tmp_path / "town.pmtiles", vector=vector)))
    page.goto(f"{served.url}/avfall")
    drawn(page, ALL)
    filled(page, colour)
    look_closer(page)
    filled(page, colour)
    expect(page.get_by_text(FAILED)).to_be_hidden()
    assert violations(page) == []


@pytest.mark.parametrize("vector", [False, True], ids=["pictures", "shapes"])
def test_where_the_file_has_gone_the_page_says_so_and_keeps_the_bins(served: Pages, browser: Browser, tmp_path: Path, vector: bool) -> None:
    file = archive(tmp_path / "town.pmtiles", vector=vector)
    behind(served, str(file))
    with browser.new_context(locale="nb-NO") as context:
        page = context.new_page()
        page.route("**/kart/fliser.pmtiles", lambda route: route.abort())
        page.goto(f"{served.url}/avfall")
        expect(page.get_by_text(FAILED)).to_be_visible()
        drawn(page, ALL)
        page.unroute("**/kart/fliser.pmtiles")
        file.unlink()
        page.reload()
        expect(page.get_by_text(FAILED)).to_be_visible()
        drawn(page, ALL)

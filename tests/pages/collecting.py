"""A round for the tests of the pages: a trigger, a fleet, and watch that plans."""

from dataclasses import replace

from playwright.sync_api import Page

from config.fleet import SIMULATED_TOWN, load_fleet
from domain.waste.decision.trigger import DueBin, Trigger
from storage.state.waste import fleets, triggers
from tests.pages.served import Pages
from tests.pages.town import NOW
from tests.unit.planned_at_once import rounds

NEEDED = {"papir": range(1, 28, 3), "restavfall": range(3, 28, 6)}  # the bins that a trigger names


def raise_trigger(pages: Pages, fraction: str = "papir") -> None:
    """Keep a trigger, the first of the name `t1`, and a fleet that stands near the town."""
    fleet = load_fleet(SIMULATED_TOWN)
    depots = tuple(replace(depot, lat=59.255, lon=10.40) for depot in fleet.depots)
    sites = tuple(replace(site, place=replace(site.place, lat=59.255, lon=10.40)) for site in fleet.unloading_sites)
    due = tuple(DueBin(bin_id=f"bin-{n:03}", reason="full", fill=92.0, full_at=NOW, probability=0.8) for n in NEEDED[fraction])
    name = "t1" if fraction == "papir" else f"t-{fraction}"
    trigger = Trigger(id=name, raised_at=NOW, latest_departure=NOW + 3_600_000, area="all", fraction=fraction, bins=due)
    with pages.state.begin() as connection:
        fleets.put(connection, replace(fleet, depots=depots, unloading_sites=sites), now=NOW)
        triggers.keep(connection, trigger, new=True)


def let_watch_plan(pages: Pages) -> None:
    """Let watch do what it does in some seconds."""
    planning = rounds(pages.state)
    for _ in range(4):
        planning.step(NOW)


def begin(pages: Pages, page: Page, language: str = "nb") -> None:
    """Plan the first trigger where it is seen, and wait for its route."""
    page.goto(f"{pages.url}/avfall?lang={language}")
    propose(pages, page, language)
    page.get_by_role("button", name="Planlegg runden" if language == "nb" else "Plan the round").click()
    page.wait_for_selector(".stop")


def propose(pages: Pages, page: Page, language: str = "nb") -> None:
    """Ask for a proposal of a round for paper where that is asked for, and wait for it."""
    page.get_by_role("button", name="Planlegg papir" if language == "nb" else "Plan paper").click()
    page.wait_for_url("**/runder/p-*")
    let_watch_plan(pages)
    page.reload()

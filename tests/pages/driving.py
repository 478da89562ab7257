"""A round that a driver drives in the tests of the pages: planned, and handed over by a link."""

from dataclasses import replace

from playwright.sync_api import Page, expect

from api.pickups.body import PickupBody
from api.pickups.links.links import make_link
from api.pickups.links.seal import signed
from api.pickups.routes import create_round
from config.fleet import SIMULATED_TOWN, load_fleet
from domain.waste.rounds.stop_state import StopEvent
from domain.waste.routing.fleet import Capacity, Fleet
from storage.state import registry
from storage.state.waste import fleets, round_links, stop_events
from tests.pages.collecting import let_watch_plan
from tests.pages.served import Pages
from tests.pages.town import NOW
from tests.real_parts.process import wait_until

WHOLE_TOWN = 119  # stops of the largest round that one truck drives


def plan_round(pages: Pages, *, stops: int = 12, small_truck: bool = False) -> str:
    """Plan a round of so many stops and return its id."""
    services = pages.app.state.services
    bins = [f"bin-{n:03}" for n in range(200) if stops > 60 or n % 3 == 1][:stops]
    with pages.state.begin() as connection:
        fleets.put(connection, _one_truck(litres=1500 if small_truck else 10**6), now=NOW)
        pickup = create_round(services, connection, PickupBody(bin_ids=tuple(bins)))
    let_watch_plan(pages)
    return pickup.id


def _one_truck(litres: float) -> Fleet:
    fleet = load_fleet(SIMULATED_TOWN)
    capacities = dict.fromkeys(("papir", "restavfall", "glass og metall"), Capacity(litres=litres, kg=10**6))
    return replace(
        fleet,
        depots=tuple(replace(depot, lat=59.255, lon=10.40) for depot in fleet.depots),
        unloading_sites=tuple(
            replace(site, place=replace(site.place, lat=59.255, lon=10.40), fractions=frozenset()) for site in fleet.unloading_sites
        ),
        vehicles=(replace(fleet.vehicles[0], shift_end_s=86_400, capacities=capacities),),
    )


def note(pages: Pages, bin_id: str, text: str) -> None:
    """Let a bin have a note for its driver."""
    with pages.state.begin() as connection:
        bin_ = pages.app.state.services.registry(connection).bins[bin_id].at(NOW)
        registry.put(connection, replace(bin_, note=text))


def link_to(pages: Pages, pickup_id: str) -> str:
    """Make a link and return its address."""
    services = pages.app.state.services
    with pages.state.begin() as connection:
        link = make_link(services, connection, pickup_id, None, "kontoret")
    return f"{pages.url}/r/{signed(services.link_secret, link.id)}"


def revoke_links(pages: Pages, pickup_id: str) -> None:
    """Revoke every link of a round."""
    with pages.state.begin() as connection:
        for link in round_links.of_pickup(connection, pickup_id):
            round_links.revoke(connection, link.id, NOW)


def reported(pages: Pages, pickup_id: str) -> list[StopEvent]:
    """Return what the service has of a round, in order of time."""
    with pages.state.read() as connection:
        return stop_events.of_pickup(connection, pickup_id)


def ready(page: Page) -> None:
    """Wait until the page keeps what is pressed, and can be opened without contact."""
    page.wait_for_selector("body[data-ready]")
    expect(page.locator("#contact")).to_be_hidden()
    is_kept = """async () => {
        const kept = await caches.open("bysans-driver"), page = await kept.match(location.pathname, { ignoreVary: true })
        return Boolean((await navigator.serviceWorker.getRegistration())?.active && page && (await kept.keys()).length > 1)
    }"""
    wait_until(lambda: page.evaluate(is_kept), "the page and its files were kept", 30)

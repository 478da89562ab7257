"""Pictures of every page at two widths, of a whole service with its simulated town: `make screenshots`."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, sync_playwright

from tests.integration.service import BYSANS, Role
from tests.real_parts.chromium import ARGUMENTS, executable
from tests.real_parts.process import free_port, wait_until

PAGES = {
    "i-dag": "/i-dag",
    "avfall": "/avfall",
    "beholder": "/avfall/sim-bin-020",
    "runder": "/runder",
    "runde": "/runder/{round}",
    "etiketter": "/avfall/etiketter",
    "overlever": "/runder/{round}/overlever",
    "sjafor": "{driver}",
    "sted": "/sted/sim-site-07",
    "luft": "/luft",
    "varselgrenser": "/luft/varselgrenser",
    "sensorer": "/sensorer",
    "sensor": "/sensorer/sim-air-007",
    "oppsett": "/sensorer/oppsett",
    "arbeidsliste": "/sensorer/arbeid",
    "effekt": "/effekt",
    "innstillinger": "/innstillinger",
    "endringer": "/endringer",
    "provaar": "/provaar",
    "forside": "/",
    "meld": "/beholder/sim-bin-020/meld",
    "finn-beholder": "/meld",
}
WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}
LINGER_MS = 1500  # maps and fragments are drawn by scripts after the page has come


def main(folder: Path) -> None:
    """Start a service, plan a round, and take every picture into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        http, mqtt = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
        data = Path(directory) / "data"
        run = Role(Path(directory), str(BYSANS), "run", "--data-dir", str(data), "--http", http, "--mqtt", mqtt)
        with run:
            wait_until(lambda: run.said("simulated devices send to"), "the town was registered")
            api = httpx.Client(
                base_url=f"http://{http}/api/v1", headers={"Authorization": f"Bearer {(data / 'admin-key').read_text().strip()}"}
            )
            with api:
                round_id = _planned_round(api)
                driver = _drivers_page(api, round_id)
                index = "/air/sites/sim-site-07/index?scale=norway"
                wait_until(lambda: api.get(index).json()["class"] is not None, "the air was judged")
            _take_all(f"http://{http}", round_id, driver, folder)


def _planned_round(api: httpx.Client) -> str:
    """Plan a round for the first trigger and return its id."""
    wait_until(lambda: bool(_items(api, "/pickups/triggers?state=open")), "a truck was needed")
    trigger = _items(api, "/pickups/triggers?state=open")[0]
    round_id = str(api.post("/pickups", json={"trigger_id": trigger["id"]}).raise_for_status().json()["id"])
    wait_until(lambda: api.get(f"/pickups/{round_id}").json()["state"] == "planned", "the round was planned")
    return round_id


def _drivers_page(api: httpx.Client, round_id: str) -> str:
    """Hand the round's first route over and return the path of its driver's page."""
    vehicle = api.get(f"/pickups/{round_id}").json()["routes"][0]["vehicle"]
    link = api.post(f"/pickups/{round_id}/links", json={"vehicle": vehicle}).raise_for_status().json()
    return str(urlsplit(link["url"]).path)


def _items(api: httpx.Client, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(api.get(path).raise_for_status().text)["items"]
    return items


def _take_all(address: str, round_id: str, driver: str, folder: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(executable()), args=list(ARGUMENTS))
        for device, size in WIDTHS.items():
            for name, path in PAGES.items():
                _take(browser, address + path.format(round=round_id, driver=driver), size, folder / f"{name}-{device}.jpg")
        browser.close()


def _take(browser: Browser, url: str, size: tuple[int, int], file: Path) -> None:
    with browser.new_context(locale="nb-NO", viewport={"width": size[0], "height": size[1]}) as context:
        page = context.new_page()
        page.goto(url)
        page.wait_for_timeout(LINGER_MS)
        page.screenshot(path=file, type="jpeg", quality=70)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What the bins' map costs with many bins: the server's time, the bytes of its points, and how soon and how smoothly Chromium draws them.

Run `python -m bench.map [--bins 10000]`: a town of that size, each bin with a sensor, as staff see it in headless Chromium without a
graphics card.
"""

import argparse
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

import httpx
from playwright.sync_api import CDPSession, Page, sync_playwright

from api.serve import server_of
from api.web.server.listener import open_listener
from bench.machine import describe
from bench.page_app import page_app
from bench.pages import build
from config.sections.http_settings import Http
from tests.real_parts.chromium import ARGUMENTS, executable

PORT = 8499
ASKED = 10
_DRAGS = 8
_FRAMES = """() => {
    window.frames_ms = []
    let before = performance.now()
    const tick = (now) => { window.frames_ms.push(now - before); before = now; window.measuring && requestAnimationFrame(tick) }
    window.measuring = true
    requestAnimationFrame(tick)
}"""


def main() -> None:
    """Build the town in a temporary directory, serve it, and print what its map cost."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--bins", type=int, default=10_000)
    options = arguments.parse_args()
    print(describe())
    with (
        tempfile.TemporaryDirectory() as name,
        page_app(Path(name), lambda state: build(state, options.bins, options.bins, days=2), as_staff=True) as app,
    ):
        server = server_of(app, Http())
        thread = threading.Thread(target=server.run, kwargs={"sockets": [open_listener(f"127.0.0.1:{PORT}")]})
        thread.start()
        try:
            _measure_server()
            _measure_browser(options.bins)
        finally:
            server.should_exit = True
            thread.join()


def _measure_server() -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60, headers={"Accept-Encoding": "gzip"}) as client:
        address = client.get("/avfall").text.partition('data-points="')[2].partition('"')[0].replace("&amp;", "&")
        etag = client.get(address).headers["ETag"]
        costs = {
            "/avfall": _worked(client, "/avfall"),
            "points anew": _worked(client, "/avfall/kart.json"),
            "points as the page showed them": _worked(client, address),
            "unchanged points": _worked(client, address, etag),
        }
        print(f"of the processor, server and client together, medians of {ASKED}:")
        print(", ".join(f"{what} {ms:.1f} ms" for what, ms in costs.items()))
        with client.stream("GET", address) as answer:
            packed = sum(len(chunk) for chunk in answer.iter_raw())
        print(f"points: {len(client.get(address).content) / 1024:.0f} kB, {packed / 1024:.0f} kB as sent")


def _worked(client: httpx.Client, path: str, etag: str = "") -> float:
    """Return the processor's time that an answer takes (ms), the client's share with it."""
    taken = []
    for _ in range(ASKED):
        began = process_time()
        answer = client.get(path, headers={"If-None-Match": etag} if etag else {})
        assert answer.status_code in (200, 304), (path, answer.status_code)
        taken.append(1000 * (process_time() - began))
    return median(taken)


def _measure_browser(bins: int) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(executable()), args=list(ARGUMENTS))
        for width, height in ((1280, 900), (390, 844)):
            page = browser.new_context(locale="nb-NO", viewport={"width": width, "height": height}).new_page()
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            began = perf_counter()
            page.goto(f"http://127.0.0.1:{PORT}/avfall")
            page.wait_for_selector(f'[data-drawn="{bins}"]')
            shown = perf_counter() - began
            paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
            print(
                f"{width} px: first paint {paint:.0f} ms, all points on the map {1000 * shown:.0f} ms after the page was asked for, "
                f"{1000 * _busy(session):.0f} ms of it work of the page's thread"
            )
            _measure_drawing(page)
            _measure_moving(page, session)
        browser.close()


def _measure_drawing(page: Page) -> None:
    for what in ("cluster", "draw"):
        ms = page.evaluate(
            """(what) => {
                const { shown } = document.querySelector(".map-frame")
                const began = performance.now()
                for (let n = 0; n < 10; n++) shown[what]()
                return (performance.now() - began) / 10
            }""",
            what,
        )
        print(f"  {what} {ms:.1f} ms, {_of_map(page, 'marks.getLayers().length'):.0f} marks")


def _of_map(page: Page, what: str) -> float:
    return float(page.evaluate(f"document.querySelector('.map-frame').shown.{what}"))


def _measure_moving(page: Page, session: CDPSession) -> None:
    """Print how long frames take while the map is dragged far out, near and nearest."""
    page.locator(".list-map").scroll_into_view_if_needed()
    area = page.locator(".list-map").bounding_box()
    assert area
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    for closer in (0, 2, 2):
        for _ in range(closer):
            page.get_by_role("button", name="Zoom inn").click()
            page.wait_for_timeout(400)
        before = _busy(session)
        page.evaluate(_FRAMES)
        for drag in range(_DRAGS):
            step = 90 if drag % 2 else -90
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x + step, y + step, steps=20)
            page.mouse.up()
        frames: Sequence[float] = page.evaluate("() => { window.measuring = false; return window.frames_ms }")
        slowest = quantiles(frames, n=20)[-1]
        busy = 1000 * (_busy(session) - before) / len(frames)
        print(
            f"  dragged at zoom {_of_map(page, 'map.getZoom()'):.0f}: frames median {median(frames):.0f} ms, 95 % under {slowest:.0f} ms; "
            f"the page's thread worked {busy:.1f} ms a frame"
        )


def _busy(session: CDPSession) -> float:
    """Return how long the page's thread has worked (s, processor time)."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


if __name__ == "__main__":
    main()

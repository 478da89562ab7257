"""A map as a test looks at it: its marks are drawn on a canvas, so it asks the map where one lies and presses there."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, expect


def drawn(page: Page, count: int, index: int = 0) -> None:
    """Wait until a map shows so many things."""
    expect(page.locator(".list-map").nth(index)).to_have_attribute("data-drawn", str(count))


def facts(page: Page) -> Sequence[dict[str, Any]]:
    """Return what the page's map of a round shows, in the order of the list."""
    found: Sequence[dict[str, Any]] = page.evaluate("document.querySelector('.map-frame').shown.visits.map(({ row, ...visit }) => visit)")
    return found


def tap(page: Page, lat: float, lon: float) -> None:
    """Move to a place, as near as one can, and press what lies there."""
    at = page.evaluate(
        """([lat, lon]) => {
            const { map } = document.querySelector(".map-frame").shown
            map.setView([lat, lon], map.getMaxZoom(), { animate: false })
            const { x, y } = map.latLngToContainerPoint([lat, lon])
            return [x, y]
        }""",
        [lat, lon],
    )
    page.locator(".list-map").first.click(position={"x": at[0], "y": at[1]})

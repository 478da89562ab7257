"""axe-core in a page: WCAG 2.2 AA and axe's own good practice."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor/axe-core/axe.min.js"
COLOURS = ("color-contrast", "link-in-text-block")  # what a dark scheme can break
LAYOUT = ("target-size", "scrollable-region-focusable")  # what texts of another length can break
# target-size is off unless it is asked for; our style sheets lie on our own server, so nothing has to be fetched for axe.
_OPTIONS: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"], "preload": False}


def violations(page: Page, only: Sequence[str] = ()) -> list[str]:
    """Return what axe finds in a page as it is shown now; `only` some of its rules."""
    if not page.evaluate("typeof axe === 'object'"):
        # Evaluated, not added as a script: our Content-Security-Policy would refuse it, as it should.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {**_OPTIONS, "runOnly": {"type": "rule", "values": list(only)}} if only else _OPTIONS
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{rule['id']}: {rule['help']}: {[node['target'] for node in rule['nodes']][:3]}" for rule in found]

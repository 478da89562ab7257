"""The browser that page tests drive, and the arguments with which it starts in a container."""

from pathlib import Path

from tests.real_parts.whereabouts import require

# Root has no sandbox, and a container's /dev/shm is too small for a page with a map.
ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage")


def executable() -> Path:
    """Return the system's Chromium for Playwright's `executable_path`; the test skips, or fails under CI, without one."""
    return require("chromium")

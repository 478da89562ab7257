"""The browser the page tests use is the system's own, and it renders."""

import pytest
from playwright.sync_api import sync_playwright

from tests.real_parts.chromium import ARGUMENTS, executable


@pytest.mark.real("chromium")
def test_the_systems_chromium_renders_a_page() -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(executable()), args=list(ARGUMENTS))
        page = browser.new_page()
        page.set_content("<h1>Bysans</h1>")
        assert page.inner_text("h1") == "Bysans"
        browser.close()

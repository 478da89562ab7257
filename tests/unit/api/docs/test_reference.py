"""The API's documents are a page that works without scripts and calls no other host."""

import re

from fastapi.testclient import TestClient


def test_the_page_shows_every_operation(anonymous: TestClient) -> None:
    page = anonymous.get("http://bysans/docs")
    assert page.headers["content-type"].startswith("text/html")
    openapi = anonymous.get("http://bysans/openapi.json").json()
    for path in openapi["paths"]:
        assert f"<code>{path}</code>" in page.text
    assert page.text.index('id="devices"') < page.text.index('id="quarantine"')


def test_the_page_needs_no_script_and_no_other_host(anonymous: TestClient) -> None:
    page = anonymous.get("http://bysans/docs")
    assert "<script" not in page.text
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page.text) == []
    assert "script-src 'self'" in page.headers["content-security-policy"]

"""Whatever a browser asks for, no page of ours can be framed, run a stranger's script, or be guessed to be something else."""

import re
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.pages.routes import routers
from tests.unit.api.pickup_town import Town

WRONG = [("GET", "/nothing"), ("PUT", "/i-dag"), ("DELETE", "/innstillinger"), ("POST", "/sign-in"), ("GET", "/docs")]


def asked(app: FastAPI) -> Iterator[tuple[str, str]]:
    yield from WRONG
    for router in routers(app.state.services.settings):
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in route.methods and not route.path.endswith("/strom"):  # which never ends
                yield "GET", re.sub(r"\{[^}]*\}", "x", route.path)


def test_every_page_says_what_it_may_run_and_who_may_frame_it(app: FastAPI, client: TestClient, town: Town) -> None:
    browser = TestClient(app, base_url="http://bysans", follow_redirects=False, raise_server_exceptions=False)
    browser.headers.update({"Origin": "http://bysans", "Accept": "text/html"})
    assert browser.post("/sign-in", data={"key": client.headers["authorization"].split()[1]}).status_code == 303
    pages = 0
    for method, path in asked(app):
        answer = browser.request(method, path)
        assert answer.status_code < 500, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        if "html" in answer.headers.get("content-type", ""):
            pages += 1
            policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
            assert (policy["default-src"], policy["script-src"], policy["frame-ancestors"]) == ("'none'", "'self'", "'none'"), path
    assert pages > 60

"""A route is found at once."""

from fastapi import FastAPI
from fastapi.testclient import TestClient


def test_no_router_stands_within_a_router_for_each_level_looks_through_all_routes_once_more(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    routers = [route.original_router for route in app.routes if hasattr(route, "original_router")]
    assert len(routers) > 50
    assert not [route for router in routers for route in router.routes if hasattr(route, "original_router")]

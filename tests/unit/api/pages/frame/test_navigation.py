"""The bar marks the place where a reader is, also on the pages below it."""

from collections.abc import Sequence

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages.frame.navigation import Place, places
from api.pages.frame.reader import Reader
from api.text.language import DEFAULT


def here(app: FastAPI, path: str, *, is_staff: bool) -> Sequence[str]:
    services = app.state.services
    reader = Reader(
        language=DEFAULT, name=None, acts_as=None, collects_as=None, sees_all=is_staff, sees_sites=True, sees_air=True, signs_in=True
    )
    with services.state.read() as connection:
        bar: Sequence[Place] = places(services, connection, reader, path, lambda *_: 0)
    return [place.name for place in bar if place.here]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "air"),
        ("/luft", "air"),
        ("/luft/varselgrenser", "air"),
        ("/sted/torget", "air"),
        ("/sted/torget/kontroll", "air"),
        ("/sted/torget/rapport", "air"),
        ("/i-dag", "today"),
        ("/avfall/bin-1", "waste"),
        ("/runder/ny", "waste"),
        ("/sensorer/malested/ny", "sensors"),
        ("/effekt", "effects"),
    ],
)
def test_staff_see_where_they_are(client: TestClient, app: FastAPI, path: str, name: str) -> None:
    assert here(app, path, is_staff=True) == [name]


@pytest.mark.parametrize(
    ("path", "name"), [("/", "air"), ("/sted/torget", "air"), ("/meld", "report"), ("/beholder/b/meld", "report"), ("/om", "about")]
)
def test_everyone_sees_where_they_are(client: TestClient, app: FastAPI, path: str, name: str) -> None:
    assert here(app, path, is_staff=False) == [name]


@pytest.mark.parametrize("path", ["/luften", "/stedet", "/innstillinger", "/avfallet"])
def test_a_page_beside_the_bars_places_is_in_none(client: TestClient, app: FastAPI, path: str) -> None:
    assert here(app, path, is_staff=True) == []

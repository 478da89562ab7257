"""Today's page and the count on the bar say the same of a town, and all is calm only when nothing waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages.frame.reader import Reader
from api.pages.today.today import Today, today
from config.settings import Settings
from domain.waste.rounds.work_item import WorkItemKind
from storage.state.engine import State
from storage.state.waste import work_items
from tests.pages.served import make_app
from tests.pages.town import NOW, beat, build

STAFF = Reader(
    language="nb", key_name=None, acts_as=None, collects_as=None, sees_all=True, sees_sites=True, sees_means=True, signs_in=False
)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[FastAPI, State]]:
    app, state = make_app(Settings(data_dir=tmp_path, http={"open_pages": True}))
    yield app, state
    app.state.services.readings.close()
    state.close()


def lines(town: tuple[FastAPI, State]) -> dict[str, tuple[int, str]]:
    services = town[0].state.services
    return {line.kind: (line.count, line.at) for line in today(services, STAFF).lines}


def test_a_town_without_sensors_whose_parts_work_is_calm(town: tuple[FastAPI, State]) -> None:
    with town[1].begin() as connection:
        beat(connection)
    assert lines(town) == {}
    assert Today(now=NOW, watched=3).calm


def test_a_role_that_says_nothing_is_no_calm(town: tuple[FastAPI, State]) -> None:
    assert lines(town) == {"broken": (2, "#attention")}


def test_silent_sensors_and_refused_messages_are_lines(town: tuple[FastAPI, State]) -> None:
    with town[1].begin() as connection:
        build(connection)
    assert lines(town) == {"silent": (8, "/sensorer"), "quarantined": (3, "/sensorer")}


def test_work_that_waits_is_no_calm_and_a_contradiction_is_told_apart(town: tuple[FastAPI, State]) -> None:
    kinds: tuple[WorkItemKind, ...] = ("damaged", "visited_not_emptied", "emptied_without_visit")
    with town[1].begin() as connection:
        build(connection)
        for number, kind in enumerate(kinds):
            work_items.raise_(connection, f"bin-{number:03}", kind, NOW - number, NOW)
    by_kind = lines(town)
    assert (by_kind["contradiction"], by_kind["work"]) == ((1, "/sensorer/arbeid"), (2, "/sensorer/arbeid"))


def test_the_bar_counts_the_lines_of_todays_page(town: tuple[FastAPI, State]) -> None:
    with town[1].begin() as connection:
        build(connection)
    with TestClient(town[0], base_url="http://127.0.0.1") as client:
        page = client.get("/i-dag?lang=nb").text
    assert "2 ting må følges opp" in page
    bar = page[page.index("<nav") : page.index("</nav>")]
    assert '<span aria-hidden="true">2</span>' in bar

"""A change is told in words: fields by what people call them, values with units, times and yes or no, in both languages."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages.access.change_words import ChangeWords, Difference
from api.registry.names import names_now
from api.text.formats import Formats
from api.text.language import words
from api.web.services import Services
from config.texts import Language
from storage.state.audit import log
from storage.state.audit.log import Entry
from storage.state.engine import State
from tests.unit.api.access.test_audited_routes import change_everything
from tests.unit.api.hand import NOW
from tests.unit.api.pickup_town import Town


def write(services: Services, language: Language) -> ChangeWords:
    units = {parameter.name: parameter.unit for parameter in services.catalogue.parameters.values()}
    with services.state.read() as connection:
        names = names_now(services, connection, language)
    return ChangeWords(formats=Formats(words(language), NOW), names=names, units=units, keys={"k1": "skjermen"})


@pytest.fixture(params=["nb", "en"])
def each_language(request: pytest.FixtureRequest, app: FastAPI, client: TestClient) -> ChangeWords:
    return write(app.state.services, request.param)


def entry(kind: str, before: Any, after: Any, thing: str = "x") -> Entry:
    who: dict[str, Any] = {"actor": "key", "actor_id": None, "name": None, "address": None}
    return Entry(number=1, at=NOW, action="changed", kind=kind, thing=thing, before=before, after=after, hash="", **who)


def test_nothing_that_anybody_changes_is_told_in_the_tables_words(
    each_language: ChangeWords, client: TestClient, town: Town, state: State
) -> None:
    change_everything(client, town, state)
    with state.read() as connection:
        told = [difference for entry in log.page(connection, limit=None) for difference in each_language.differences(entry)]
    assert len(told) > 100
    raw = re.compile(r"_|\b(null|true|false|[0-9]{12,})\b|[{\[]")
    assert [part for part in told if raw.search(f"{part.name} {part.before} {part.after}")] == []
    text = each_language.formats.words
    labels = {text.text(key) for key in text.keys() if key.startswith("audit.field.")}  # noqa: SIM118 - it is no mapping
    assert {part.name for part in told} <= labels, "a field has no name of its own in the locale"


@pytest.mark.parametrize(
    ("kind", "before", "after", "told"),
    [
        ("device", {"body": {"interval_s": 600}}, {"body": {"interval_s": 3600}}, ("Sender hvert", "10 minutter", "1 time")),
        ("device", {"body": {"model": "acme/x"}}, {"body": {"model": "generic"}}, ("Modell", "acme/x", "modell ikke oppgitt")),
        ("site", {"valid_from": NOW - 9_000_000}, {"valid_from": NOW - 60_000}, ("Gjelder fra", "10:30", "12:59")),
        ("bin", {"body": {"capacity_l": 660.0}}, {"body": {"capacity_l": 240.0}}, ("Volum", "660 l", "240 l")),
        ("site", {"body": {"lat": 60.86}}, {"body": {"lat": 60.8725}}, ("Breddegrad", "60,86°", "60,8725°")),
        ("threshold", {"body": {"enabled": True}}, {"body": {"enabled": False}}, ("Slått på", "ja", "nei")),
        (
            "threshold",
            {"body": {"parameter": "pm25", "raise": 50.0}},
            {"body": {"parameter": "pm25", "raise": 62.5}},
            ("Varsle ved", "50 µg/m³", "62,5 µg/m³"),
        ),
        ("threshold", {"body": {"scope": {}}}, {"body": {"scope": {"tag": "roadside"}}}, ("Hvor", "", "Merke: ved vei")),
        ("key", {"scopes": ["alerts"]}, {"scopes": ["admin"]}, ("Kan", "ta og utsette varsler", "alt")),
        ("key", {"revoked_at": None}, {"revoked_at": NOW}, ("Trukket tilbake", "", "13:00")),
        ("fleet", {"body": {"collection_days": [0]}}, {"body": {"collection_days": [0, 4]}}, ("Tømmedager", "mandag", "mandag, fredag")),
    ],
)
def test_a_field_is_told_as_people_read_it(
    app: FastAPI, client: TestClient, kind: str, before: Any, after: Any, told: tuple[str, str, str]
) -> None:
    (difference,) = write(app.state.services, "nb").differences(entry(kind, before, after))
    assert difference == Difference(name=told[0], before=told[1], after=told[2])


def test_that_a_version_begins_as_it_is_made_is_said_by_its_time(app: FastAPI, client: TestClient) -> None:
    assert write(app.state.services, "nb").differences(entry("site", {"valid_from": 5}, {"valid_from": NOW - 59_999})) == []


@pytest.mark.parametrize(
    ("kind", "thing", "after", "called"),
    [
        ("key", "k1", {"revoked_at": NOW}, "skjermen"),
        ("receiver", "kari", {"body": {"name": "Kari"}}, "Kari"),
        ("practice", "km", {"body": {"value": 4100.0}}, "Kilometer"),
        ("site", "gone", {"removed": True}, "gone"),
    ],
)
def test_the_thing_that_changed_goes_by_what_it_is_called(
    app: FastAPI, client: TestClient, kind: str, thing: str, after: Any, called: str
) -> None:
    assert write(app.state.services, "nb").thing(entry(kind, None, after, thing)) == called

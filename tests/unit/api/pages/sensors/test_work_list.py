"""The work list reads each kind of work with what was seen, and what was settled in the last week."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.pages.frame.reader import Reader
from api.pages.sensors.work_list import WorkList, work_list
from domain.device import Device
from domain.duration import DAY, HOUR, MINUTE
from domain.waste.level.bin_state import unknown_bin
from domain.waste.level.estimate import LevelEstimate
from domain.waste.rounds.stop_state import StopEvent
from domain.waste.rounds.work_item import WorkItemKind
from storage.state import due, registry
from storage.state.engine import State
from storage.state.waste import bin_reports, bin_states, emptyings, report_photos, stop_events, stop_photos, work_items
from storage.state.waste.emptyings import Emptying
from storage.state.waste.stop_photos import StopPhoto
from tests.bin_judge import RULES
from tests.unit.api.hand import NOW
from tests.unit.api.pages.things import a_bin

READER = Reader(language="nb", name=None, acts_as=None, collects_as=None, sees_all=True, sees_sites=True, sees_air=True, signs_in=False)


@pytest.fixture(autouse=True)
def bins(state: State) -> None:
    with state.begin() as connection:
        for name in ("a", "b", "c"):
            registry.put(connection, a_bin(name))
            registry.put(connection, Device(id=f"l-{name}", kind="bin", model="generic", interval_s=3600, valid_from=0, place=name))


def read(client: TestClient) -> WorkList:
    return work_list(client.app.state.services, READER)  # type: ignore[attr-defined]


def raised(state: State, bin_id: str, kind: WorkItemKind, time: int) -> None:
    with state.begin() as connection:
        work_items.raise_(connection, bin_id, kind, time, NOW)


def know(state: State, estimate: LevelEstimate) -> None:
    with state.begin() as connection:
        bin_states.put(connection, [(replace(unknown_bin("a", RULES), estimate=estimate), None)])


def test_where_nothing_is_wrong_nothing_waits(client: TestClient) -> None:
    view = read(client)
    assert view == WorkList(now=NOW, contradictions=[], reported=[], citizens=[], denied=[], faults=[], outages=[], unreported=[], done=[])
    assert view.count == 0


def test_a_contradiction_comes_with_what_the_sensor_shows_now(client: TestClient, state: State) -> None:
    know(state, LevelEstimate(level=96.0, time=NOW - MINUTE, last_seen=NOW - MINUTE, confirmed=True))
    raised(state, "a", "visited_not_emptied", NOW - 6 * HOUR)
    (row,) = read(client).contradictions
    assert row.level is not None
    assert (row.place, row.time, row.level.fill, row.level.fill_time) == ("A", NOW - 6 * HOUR, 96.0, NOW - MINUTE)


@pytest.mark.parametrize(("seen", "level", "is_denied"), [(MINUTE, 12.0, True), (MINUTE, 96.0, False), (-MINUTE, 12.0, False)])
def test_a_full_bin_in_which_the_sensor_sees_room_since_is_a_report_to_look_at(
    client: TestClient, state: State, seen: int, level: float, is_denied: bool
) -> None:
    reported = NOW - HOUR
    with state.begin() as connection:
        number = bin_reports.add(connection, "a", reported)
        bin_reports.add(connection, "b", reported, "other")
    know(state, LevelEstimate(level=level, time=reported + seen, last_seen=NOW - MINUTE, confirmed=True))
    denied = [(row.request.number, row.place, row.fill, row.seen_at) for row in read(client).denied]
    assert denied == ([(number, "A", level, reported + seen)] if is_denied else [])


def test_a_bin_that_was_not_emptied_comes_with_the_crews_own_words(client: TestClient, state: State) -> None:
    with state.begin() as connection:
        for bin_id, note in (("a", "Lokket er borte"), ("b", None)):
            event = StopEvent(type="could_not", time=NOW - HOUR, stop_id=bin_id, bin_id=bin_id, reason="damaged", note=note)
            stop_events.add(connection, "p", event, now=NOW)
    raised(state, "b", "damaged", NOW - HOUR)
    raised(state, "a", "damaged", NOW - HOUR)
    raised(state, "a", "not_found", NOW - DAY)
    assert [(row.bin_id, row.kind, row.said) for row in read(client).reported] == [
        ("a", "not_found", None),
        ("b", "damaged", None),
        ("a", "damaged", "Lokket er borte"),
    ]


def test_an_unreported_emptying_comes_with_how_far_the_level_fell(client: TestClient, state: State) -> None:
    seen = Emptying(
        bin_id="a", time=NOW - 7 * HOUR, known_at=NOW, status="detected", before=88.0, after=3.0, evidence=("drop",), confidence=0.9
    )
    with state.begin() as connection:
        emptyings.put(connection, [seen, replace(seen, bin_id="b", status="taken_back")])
    raised(state, "a", "emptied_without_visit", NOW - 7 * HOUR)
    raised(state, "b", "emptied_without_visit", NOW - 7 * HOUR)
    assert [(row.bin_id, row.emptying) for row in read(client).unreported] == [("a", seen), ("b", None)]


def test_a_faulty_sensor_a_silent_one_and_an_item_are_three_things(client: TestClient, state: State) -> None:
    know(state, LevelEstimate(last_seen=NOW, fault="lid_open", fault_count=3))
    with state.begin() as connection:
        due.put(connection, due.SILENCE, {"l-b": NOW - HOUR, "l-c": NOW + HOUR})
    raised(state, "c", "other", NOW)
    view = read(client)
    assert [row.fault for row in view.faults] == ["lid_open"]
    assert [device.device_id for outage in view.outages for device in outage.devices] == ["l-b"]
    assert view.count == 3


def test_the_photos_of_crews_and_citizens_stand_on_the_row_that_they_are_about(client: TestClient, state: State) -> None:
    with state.begin() as connection:
        for photo_id, bin_id, time in (("crew-1", "a", NOW - HOUR), ("crew-2", "a", NOW - HOUR), ("earlier", "a", NOW - DAY)):
            photo = StopPhoto(id=photo_id, pickup_id="p", stop_id="s1", bin_id=bin_id, time=time)
            stop_photos.add(connection, photo, b"jpeg", now=NOW)
        request = bin_reports.add(connection, "b", NOW - HOUR, "other", note="Lokket er borte")
        bin_reports.add(connection, "b", NOW - MINUTE, "other", request=request, note="Hengslet er knekt")
        bin_reports.add(connection, "b", NOW - HOUR, "full", note="Full")
        report_photos.add(connection, request, b"jpeg", now=NOW)
        (citizens,) = report_photos.of_requests(connection, [request]).values()
    raised(state, "a", "damaged", NOW - HOUR)
    raised(state, "b", "citizen_report", NOW - HOUR)
    view = read(client)
    assert [row.photos for row in view.reported] == [("/runder/p/bilder/crew-1", "/runder/p/bilder/crew-2")]
    assert [(row.said, row.photos) for row in view.citizens] == [
        ("Lokket er borte Hengslet er knekt", [f"/meldinger/bilder/{citizens[0]}"])
    ]
    assert view.count == 2
    jpeg = client.get(f"http://127.0.0.1{view.citizens[0].photos[0]}")
    assert jpeg.status_code == 401, "what citizens photograph is for staff alone"


def test_what_was_settled_stays_for_seven_days_with_who_did_it_the_last_first(client: TestClient, state: State) -> None:
    ages = {"a": 6 * DAY, "b": 7 * DAY + 1, "c": HOUR}
    for bin_id, age in ages.items():
        raised(state, bin_id, "damaged", NOW - 9 * DAY)
        with state.begin() as connection:
            (item,) = work_items.page(connection, is_open=True)
            work_items.done(connection, item.id, by="kari", note="Nytt lokk", now=NOW - age)
    view = read(client)
    assert [(row.place, row.by, row.note, row.done_at) for row in view.done] == [
        ("C", "kari", "Nytt lokk", NOW - HOUR),
        ("A", "kari", "Nytt lokk", NOW - 6 * DAY),
    ]
    assert view.count == 0


def test_an_item_about_a_bin_that_is_gone_waits_for_nobody(client: TestClient, state: State) -> None:
    raised(state, "gone", "damaged", NOW)
    assert read(client).count == 0

"""All reports of one matter are one request, which ends when the bin is emptied or somebody has looked at it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.waste.bin_requests import MOST_PHOTOS, Kept, Report, current_request, dismiss, expected_by, keep_report
from api.web.fields import parse_time
from api.web.problems import ProblemError
from api.web.services import Services
from domain.duration import DAY, HOUR, MINUTE
from domain.waste.level.bin_state import unknown_bin
from domain.waste.reports.request import COUNTS_FOR, Dismissal, ReportKind
from storage.state.engine import State
from storage.state.waste import bin_reports, bin_states, emptyings, report_photos
from storage.state.waste.emptyings import Emptying
from tests.bin_judge import RULES
from tests.unit.api.hand import NOW, Clock
from tests.unit.api.pickup_town import WEDNESDAY, Town, stops
from tests.unit.api.waste.test_triggers import BIN


@pytest.fixture
def services(client: TestClient, app: FastAPI) -> Services:
    client.put("bins/b", json=BIN)
    services: Services = app.state.services
    return services


def report(services: Services, kind: ReportKind = "full", once: str | None = None, **more: object) -> Kept:
    return keep_report(services, "b", Report(kind=kind, once=once, **more))  # type: ignore[arg-type]


def emptied(state: State, at: int) -> None:
    with state.begin() as connection:
        emptying = Emptying(bin_id="b", time=at, known_at=at, status="detected", before=90.0, after=2.0, evidence=("drop",), confidence=0.9)
        emptyings.put(connection, [emptying])


def test_ten_reports_are_one_request_that_is_as_bad_as_the_worst(services: Services) -> None:
    kept = [report(services, kind).request for kind in ("full",) * 4 + ("overflowing",) + ("full",) * 5]
    assert {request.number for request in kept} == {1}
    assert (kept[0].kind, kept[-1].kind, kept[-1].reports) == ("full", "overflowing", 10)


def test_a_form_that_is_sent_twice_counts_once_and_may_say_that_it_is_worse(services: Services) -> None:
    first, again = report(services, once="phone"), report(services, "overflowing", once="phone")
    assert (first.is_repeated, again.is_repeated, again.request.reports) == (False, True, 1)
    assert again.request.kind == "overflowing"
    assert report(services, "full", once="phone").request.kind == "overflowing", "what was worse is not taken back by a second press"
    assert report(services, once="other phone").request.reports == 2


def test_words_that_come_with_the_second_press_are_kept(services: Services, state: State) -> None:
    for note in (None, "Poser ved siden av", None):
        report(services, once="phone", note=note)
    with state.read() as connection:
        assert bin_reports.notes(connection, [1]) == {1: ["Poser ved siden av"]}


def test_an_emptying_ends_a_request_and_the_same_phone_opens_the_next(services: Services, state: State, clock: Clock) -> None:
    number = report(services, once="phone").request.number
    emptied(state, NOW + HOUR)
    clock.now = NOW + 2 * HOUR
    with state.read() as connection:
        request = current_request(connection, number)
    assert request is not None
    assert (request.state(clock.now), request.closed_at) == ("emptied", NOW + HOUR)
    after = report(services, once="phone")
    assert (after.request.number, after.is_repeated, after.request.reports) == (2, False, 1)


def test_an_emptying_that_is_taken_back_was_none(services: Services, state: State, clock: Clock) -> None:
    number = report(services).request.number
    emptied(state, NOW + HOUR)
    with state.begin() as connection:
        emptyings.retract(connection, "b", NOW + HOUR)
        request = current_request(connection, number)
    assert request is not None
    assert request.state(NOW + 2 * HOUR) == "open"


def test_a_crews_report_ends_a_request_before_any_sensor_says_so(services: Services, state: State, clock: Clock) -> None:
    number = report(services).request.number
    with state.begin() as connection:
        known = replace(unknown_bin("b", RULES), reported_at=NOW + HOUR)
        bin_states.put(connection, [(known, None)])
        request = current_request(connection, number)
    assert request is not None
    assert request.closed_at == NOW + HOUR


def test_a_bin_that_is_reported_after_it_was_emptied_is_not_emptied(services: Services, state: State, clock: Clock) -> None:
    emptied(state, NOW - 1)
    request = report(services).request
    assert request.state(NOW) == "open"


def test_a_report_that_nobody_acts_on_for_a_month_counts_no_more(services: Services) -> None:
    request = report(services).request
    assert (request.state(NOW + COUNTS_FOR), request.state(NOW + COUNTS_FOR + 1)) == ("open", "expired")


def test_a_report_that_is_not_so_is_dismissed_with_a_reason_and_calls_no_truck_from_then_on(
    services: Services, state: State, clock: Clock
) -> None:
    number = report(services, once="phone").request.number
    clock.now = NOW + HOUR
    dismiss(services, "b", number, by="Kari", reason="Lokket sto åpent")
    with state.read() as connection:
        request = current_request(connection, number)
        assert bin_reports.newest(connection, NOW + HOUR - 1, 0) == {"b": NOW}, "what was decided before it stays explained"
        assert bin_reports.newest(connection, NOW + HOUR, 0) == {}
    assert request is not None
    assert (request.state(clock.now), request.closed_at) == ("dismissed", NOW + HOUR)
    assert request.dismissal == Dismissal(at=NOW + HOUR, by="Kari", reason="Lokket sto åpent")
    emptied(state, NOW + 2 * HOUR)
    with state.read() as connection:
        request = current_request(connection, number)
        assert request is not None
        assert request.state(NOW + 3 * HOUR) == "dismissed"
    clock.now = NOW + 3 * HOUR
    again = report(services, once="phone").request
    assert (again.number, again.state(clock.now)) == (2, "open")
    with state.read() as connection:
        assert bin_reports.newest(connection, clock.now, 0) == {"b": clock.now}


def test_only_an_open_request_for_a_truck_is_dismissed_and_only_once(services: Services, state: State, clock: Clock) -> None:
    full, other = (report(services, kind).request.number for kind in ("full", "other"))
    for bin_id, number in (("b", other), ("b", 99), ("c", full)):
        with pytest.raises(ProblemError, match="no report"):
            dismiss(services, bin_id, number, by="Kari", reason="Nei")
    dismiss(services, "b", full, by="Kari", reason="Nei")
    with pytest.raises(ProblemError, match="closed already"):
        dismiss(services, "b", full, by="Ola", reason="Nei")


def test_something_else_is_one_work_item_calls_no_truck_and_ends_when_that_is_settled(
    services: Services, client: TestClient, state: State, clock: Clock
) -> None:
    number = report(services, "other", note="Lokket er borte").request.number
    clock.now += MINUTE
    assert report(services, "other").request.number == number
    (item,) = client.get("work-items", params={"state": "open"}).json()["items"]
    assert (item["bin_id"], item["kind"], item["time"]) == ("b", "citizen_report", "2026-01-31T12:00:00.000Z")
    with state.read() as connection:
        assert bin_reports.newest(connection, NOW + DAY, 0) == {}
        assert bin_reports.notes(connection, [number]) == {number: ["Lokket er borte"]}
    emptied(state, NOW + 2 * MINUTE)
    clock.now = NOW + HOUR
    client.post(f"work-items/{item['id']}/done")
    with state.read() as connection:
        request = current_request(connection, number)
    assert request is not None
    assert (request.state(clock.now), request.closed_at) == ("looked_at", NOW + HOUR)
    clock.now += MINUTE
    assert report(services, "other").request.number != number


def test_full_and_something_else_are_two_requests(services: Services) -> None:
    assert report(services, "full", once="a").request.number != report(services, "other", once="a").request.number


def test_a_request_has_few_photos(services: Services, state: State) -> None:
    kept = [report(services, jpeg=b"jpeg") for _ in range(MOST_PHOTOS + 1)]
    assert [one.has_photo for one in kept] == [True] * MOST_PHOTOS + [False]
    with state.read() as connection:
        (photos,) = report_photos.of_requests(connection, [1]).values()
        assert len(photos) == MOST_PHOTOS
        assert report_photos.content(connection, photos[0]) == b"jpeg"


def test_notes_and_photos_are_forgotten_and_the_report_stays(services: Services, state: State) -> None:
    report(services, note="Lokket", jpeg=b"jpeg")
    with state.begin() as connection:
        for before, kept in ((NOW, 1), (NOW + 1, 0)):
            bin_reports.forget_notes(connection, before)
            report_photos.forget(connection, before)
            assert (len(bin_reports.notes(connection, [1])), len(report_photos.of_requests(connection, [1]))) == (kept, kept)
        assert bin_reports.newest(connection, NOW, 0) == {"b": NOW}


def test_a_bin_that_there_is_not_cannot_be_reported(services: Services) -> None:
    with pytest.raises(ProblemError, match="no bin"):
        keep_report(services, "none", Report(kind="full"))


def test_it_is_expected_with_the_next_truck_or_when_its_round_is_there(town: Town, app: FastAPI, state: State) -> None:
    services: Services = app.state.services
    request = keep_report(services, "b1", Report(kind="full")).request
    with state.read() as connection:
        assert expected_by(services, connection, request) == WEDNESDAY + services.waste.decision.reach_ms
    eta = parse_time(stops(town.planned("b1"))[0]["eta"])
    with state.read() as connection:
        assert expected_by(services, connection, request) == eta + HOUR


def test_nobody_knows_when_somebody_looks_at_a_bin(services: Services, state: State) -> None:
    request = report(services, "other").request
    with state.read() as connection:
        assert expected_by(services, connection, request) is None


def test_an_api_client_that_sends_a_report_again_counts_once(
    services: Services, client: TestClient, key_for: Callable[..., dict[str, str]]
) -> None:
    answers = [client.post("bins/b/reports", json={"what": "overflowing"}, headers={"Idempotency-Key": "1"}).json() for _ in range(2)]
    assert [(answer["request"], answer["reports"]) for answer in answers] == [(1, 1), (1, 1)]
    assert client.post("bins/b/reports", headers={"Idempotency-Key": "2"}).json()["reports"] == 2

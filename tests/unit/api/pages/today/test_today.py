"""Today's page and the count on the bar say the same of a town, and all is calm only when nothing waits."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages.frame.reader import Reader
from api.pages.today.today import Today, today
from config.sections.running_service import told
from config.settings import Settings
from domain.alerts.alert import Alert, Member, Subject
from domain.alerts.transition import Transition
from domain.device import Site
from domain.waste.decision.trigger import DueBin, Trigger
from domain.waste.level.bin_state import unknown_bin
from domain.waste.level.estimate import LevelEstimate
from domain.waste.rounds.work_item import WorkItemKind
from storage.state import own_settings, registry
from storage.state.alerts import alerts
from storage.state.engine import State
from storage.state.waste import bin_states, triggers, work_items
from tests.bin_judge import RULES
from tests.pages.served import make_app
from tests.pages.town import MINUTE, NOW, beat, build

STAFF = Reader(language="nb", name=None, acts_as=None, collects_as=None, sees_all=True, sees_sites=True, sees_air=True, signs_in=False)


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


def test_a_simulated_town_that_is_about_to_register_is_told_and_nobody_is_sent_to_register_by_hand(town: tuple[FastAPI, State]) -> None:
    with town[1].begin() as connection:
        beat(connection)
    data = town[0].state.services.settings.data_dir
    with told(data, http="127.0.0.1:1", mqtt="127.0.0.1:2", simulated_town=True):
        for page in asked(town, "/i-dag?lang=nb", "/avfall?lang=nb"):
            assert "Den simulerte byen er på vei" in page
            assert "Byen er tom ennå" not in page
        (english,) = asked(town, "/i-dag?lang=en")
        assert "The simulated town is on its way" in english
        assert "No sensors are registered yet" not in english
    with town[1].begin() as connection:
        build(connection)
    with told(data, http="127.0.0.1:1", mqtt="127.0.0.1:2", simulated_town=True):
        assert "Den simulerte byen er på vei" not in asked(town, "/i-dag?lang=nb")[0], "it is there"


@pytest.mark.parametrize("simulated_town", [False, None])
def test_where_no_simulated_town_was_started_an_empty_one_is_told_how_to_begin(
    town: tuple[FastAPI, State], simulated_town: bool | None
) -> None:
    with town[1].begin() as connection:
        beat(connection)
    data = town[0].state.services.settings.data_dir
    with told(data, http="127.0.0.1:1", mqtt="127.0.0.1:2", simulated_town=False) if simulated_town is False else nullcontext():
        (page,) = asked(town, "/i-dag?lang=nb")
    assert "Ingen sensorer er registrert ennå" in page
    assert "Byen er tom ennå" in page
    assert "simulerte byen" not in page


def test_where_there_are_places_but_no_sensor_yet_the_next_step_is_a_link(town: tuple[FastAPI, State]) -> None:
    with town[1].begin() as connection:
        beat(connection)
        registry.put(connection, Site(id="s", name="Kirkegata", lat=59.3, lon=10.4, valid_from=NOW - MINUTE))
    (page,) = asked(town, "/i-dag?lang=nb")
    assert "Ingen sensorer er registrert ennå" in page
    assert '<a class="ds-link" href="/sensorer/oppsett?lang=nb">Sett opp en sensor</a>' in page


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


def asked(town: tuple[FastAPI, State], *paths: str) -> list[str]:
    with TestClient(town[0], base_url="http://127.0.0.1") as client:
        return [" ".join(client.get(path).text.split()) for path in paths]


def need_a_truck(town: tuple[FastAPI, State], latest_departure: int) -> None:
    due = tuple(DueBin(bin_id=f"bin-{n:03}", reason="full", fill=92.0, full_at=NOW, probability=0.8) for n in (1, 4))
    trigger = Trigger(id="t1", raised_at=NOW, latest_departure=latest_departure, area="all", fraction="papir", bins=due)
    with town[1].begin() as connection:
        build(connection)
        triggers.keep(connection, trigger, new=True)


def test_a_deadline_that_has_passed_is_told_as_passed_wherever_it_stands(town: tuple[FastAPI, State]) -> None:
    need_a_truck(town, NOW - 5 * MINUTE)
    today_, waste, bin_, new = asked(town, "/i-dag?lang=nb", "/avfall?lang=nb", "/avfall/bin-001?lang=nb", "/runder/ny?trigger=t1&lang=nb")
    for page in (today_, waste):
        assert "2 beholdere med papir skulle hatt bil senest 14:40" in page
        assert 'data-shape="late"' in page
    assert "skulle vært sendt 14:40" in waste
    assert ">vet ikke</td>" in waste, "when a bin was last emptied is unknown, not empty"
    assert "Nedre Langgate 1 er full og skulle hatt bil senest 14:40" in bin_
    assert "Bilen skulle ha kjørt senest 14:40." in new


def test_a_bin_that_the_decision_calls_full_is_almost_full_where_its_alert_would_say_no_more(town: tuple[FastAPI, State]) -> None:
    need_a_truck(town, NOW + 5 * MINUTE)
    state = unknown_bin("bin-001", RULES)
    with town[1].begin() as connection:
        bin_states.put(connection, [(replace(state, estimate=LevelEstimate(level=85.0, time=NOW, last_seen=NOW)), None)])
    bin_, waste = asked(town, "/avfall/bin-001?lang=nb", "/avfall?vis=must&lang=nb")
    assert "Nedre Langgate 1 er nesten full og trenger bil senest 14:50" in bin_
    assert "papir · nesten full" in waste


def test_a_deadline_to_come_is_no_alarm_of_its_own(town: tuple[FastAPI, State]) -> None:
    need_a_truck(town, NOW + 5 * MINUTE)
    today_, waste = asked(town, "/i-dag?lang=nb", "/avfall?lang=nb")
    assert "2 beholdere med papir trenger bil senest 14:50" in today_
    assert 'data-shape="late"' not in today_ + waste


def test_where_a_truck_answers_every_alert_nothing_more_is_announced(town: tuple[FastAPI, State]) -> None:
    seen = Member(severity="warning", value=2.0, start=NOW, end=NOW, fresh_until=NOW)
    alert = Alert(
        id="a1", threshold_id="t", kind="bin", parameter="pickup", averaging="instant", limit=1.0, severity="warning", raised_at=NOW,
        subject=Subject(type="trigger", id="t1"), member_type="bin", members={"bin-001": seen, "bin-004": seen},
    )  # fmt: skip
    services = town[0].state.services
    with town[1].begin() as connection:
        beat(connection)
        alerts.keep(connection, Transition(alert, "raised", NOW))
        due = (DueBin(bin_id="bin-001", reason="full", fill=92.0, full_at=NOW, probability=0.8),)
        trigger = Trigger(id="t1", raised_at=NOW, latest_departure=NOW, area="all", fraction="papir", bins=due)
        triggers.keep(connection, trigger, new=True)
    view = today(services, STAFF)
    assert (len(view.covered), view.has_details, view.calm) == (1, False, False)
    (page,) = asked(town, "/i-dag?lang=nb")
    assert "Må følges opp" not in page
    assert "Vis ett varsel om en beholder som en bil skal til" in page
    assert '<p class="about">Én er full eller nesten full.</p>' in page, "a sentence begins with a capital"


def test_a_receiver_that_cannot_be_reached_is_called_by_name(town: tuple[FastAPI, State]) -> None:
    seen = Member(severity="warning", value=5.0, start=NOW, end=NOW, fresh_until=NOW)
    alert = Alert(
        id="a1", threshold_id="t", kind="device", parameter="channel", averaging="instant", limit=5.0, severity="warning", raised_at=NOW,
        subject=Subject(type="receiver", id="kari-nordmann"), member_type="receiver", members={"kari-nordmann": seen},
    )  # fmt: skip
    with town[1].begin() as connection:
        beat(connection)
        own_settings.put(connection, "receiver", "kari-nordmann", {"name": "Kari Nordmann", "email": "k@k.example"})
        alerts.keep(connection, Transition(alert, "raised", NOW))
    (page,) = asked(town, "/i-dag?lang=nb")
    assert "Kari Nordmann" in page
    assert "kari-nordmann" not in page
    assert "Innstillinger sier hvorfor" in page


def test_the_bar_counts_the_lines_of_todays_page(town: tuple[FastAPI, State]) -> None:
    with town[1].begin() as connection:
        build(connection)
    with TestClient(town[0], base_url="http://127.0.0.1") as client:
        page = client.get("/i-dag?lang=nb").text
    assert "2 ting må følges opp" in page
    bar = page[page.index("<nav") : page.index("</nav>")]
    assert '<span aria-hidden="true">2</span>' in bar


def full(town: tuple[FastAPI, State], *, reported: int, measured: int, item: bool = False) -> Today:
    """Let a bin's alert be raised by a reading just now; a crew reported it emptied, and its sensor spoke, so many ms ago."""
    member = Member(severity="critical", value=100.0, start=NOW, end=NOW, fresh_until=NOW + 60 * MINUTE)
    alert = Alert(
        id="full", threshold_id="bin-overflowing", kind="bin", parameter="fill", averaging="instant",
        subject=Subject(type="bin", id="bin-003"), member_type="bin", severity="critical", raised_at=NOW, limit=95.0,
        members={"bin-003": member},
    )  # fmt: skip
    level = LevelEstimate(level=100.0, time=NOW - measured, last_seen=NOW - measured, confirmed=True)
    with town[1].begin() as connection:
        build(connection)
        bin_states.put(connection, [(replace(unknown_bin("bin-003", RULES), estimate=level, reported_at=NOW - reported), None)])
        alerts.keep(connection, Transition(alert, "raised", NOW))
        if item:
            work_items.raise_(connection, "bin-003", "visited_not_emptied", NOW - reported, NOW)
    return today(town[0].state.services, STAFF)


def test_a_bin_whose_sensor_may_still_confirm_that_it_was_emptied_is_no_alarm(town: tuple[FastAPI, State]) -> None:
    shown = full(town, reported=5 * MINUTE, measured=MINUTE)
    assert "fill" not in {line.kind for line in shown.lines}
    assert [(row.emptied_at, row.denied_at) for row in shown.covered] == [(NOW - 5 * MINUTE, None)]


def test_an_alarm_that_contradicts_a_report_says_so_until_it_is_told_as_a_contradiction(town: tuple[FastAPI, State]) -> None:
    shown = full(town, reported=30 * MINUTE, measured=MINUTE)
    assert "fill" in {line.kind for line in shown.lines}
    assert [(row.emptied_at, row.denied_at) for row in shown.alerts] == [(None, NOW - 30 * MINUTE)]


def test_a_contradiction_on_the_work_list_is_one_line(town: tuple[FastAPI, State]) -> None:
    kinds = {line.kind: line.count for line in full(town, reported=90 * MINUTE, measured=MINUTE, item=True).lines}
    assert kinds["contradiction"] == 1
    assert "fill" not in kinds

"""Metrics show what fails, and nothing that is over."""

from time import time_ns

from fastapi.testclient import TestClient

from domain.duration import MINUTE
from storage.state import counters, heartbeats, sequences
from storage.state.alerts import outbox
from storage.state.alerts.outbox import Notification
from storage.state.engine import State
from storage.state.heartbeats import Check, Heartbeat

NOW = time_ns() // 1_000_000


def scrape(client: TestClient) -> dict[str, float]:
    lines = client.get("http://bysans/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))}


def test_a_counter_begins_at_0_so_that_its_first_increase_shows(anonymous: TestClient) -> None:
    scraped = scrape(anonymous)
    assert scraped['bysans_received_total{part=""}'] == 0
    assert scraped['bysans_quarantined_total{part="not_json"}'] == 0
    assert 'bysans_quarantined_total{part=""}' not in scraped


def test_a_watch_in_reserve_that_left_is_no_part_that_fails(anonymous: TestClient, state: State) -> None:
    means = Check(name="means", ok=True)
    with state.begin() as connection:
        heartbeats.beat(connection, Heartbeat(role="watch", at=NOW - MINUTE, checks=(means,), gauges={"lag_s": 3.0}))
        heartbeats.beat(connection, Heartbeat(role="watch-standby", at=NOW - MINUTE, checks=(means,), gauges={"lag_s": 9.0}))
    scraped = scrape(anonymous)
    assert scraped['bysans_works{part="means",role="watch"}'] == 0
    assert scraped['bysans_lag_s{role="watch"}'] == 3
    assert [name for name in scraped if "standby" in name] == []


def test_a_message_that_its_receiver_refused_counts_until_it_is_taken_or_given_up(anonymous: TestClient, state: State) -> None:
    def failing() -> float:
        return scrape(anonymous)["bysans_notifications_failing"]

    message = Notification(id="m", alert="a", number=1, receiver="vakt", body={}, created_at=NOW, next_at=NOW)
    with state.begin() as connection:
        outbox.put(connection, [message, Notification(id="n", alert="a", number=2, receiver="vakt", body={}, created_at=NOW, next_at=NOW)])
    assert failing() == 0
    with state.begin() as connection:
        for id_ in ("m", "n"):
            outbox.failed(connection, id_, "refused", NOW + MINUTE)
    assert failing() == 2
    with state.begin() as connection:
        outbox.sent(connection, "m", NOW)
        outbox.failed(connection, "n", "refused", None)
    assert failing() == 0


def test_free_disk_is_measured_where_the_data_lies(anonymous: TestClient) -> None:
    assert scrape(anonymous)["bysans_disk_free_bytes"] > 0


def test_the_age_of_the_newest_backup_is_there_once_there_is_one(anonymous: TestClient, state: State) -> None:
    assert "bysans_backup_age_seconds" not in scrape(anonymous)
    with state.begin() as connection:
        sequences.put(connection, sequences.BACKED_UP, time_ns() // 1_000_000 - MINUTE)
    assert 60 <= scrape(anonymous)["bysans_backup_age_seconds"] < 120


def test_two_ingests_each_say_what_they_received_and_one_sum_holds(anonymous: TestClient, state: State) -> None:
    with state.begin() as connection:
        counters.add(connection, {("received", "north"): 70, ("received", "south"): 7, ("stored", ""): 77})
        for role, received in (("ingest-north", 75), ("ingest-south", 7)):
            heartbeats.beat(connection, Heartbeat(role=role, at=time_ns() // 1_000_000, checks=(), gauges={"received": received}))
    scraped = scrape(anonymous)
    assert [scraped[f'bysans_received_total{{part="{log}"}}'] for log in ("", "north", "south")] == [0, 75, 7]
    assert scraped["bysans_pending"] == 5
    assert [scraped[f'bysans_role_up{{role="ingest-{log}"}}'] for log in ("north", "south")] == [1, 1]
    assert 'bysans_role_up{role="ingest"}' not in scraped

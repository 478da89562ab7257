"""Whether alerts help is told in figures with targets, and not before there are thirty days to judge."""

from fastapi.testclient import TestClient

from config.threshold_file import threshold_file
from domain.alerts.transition import Transition
from storage.state.alerts import alerts, thresholds
from storage.state.engine import State
from tests.unit.api.alerts.test_alerts import alert
from tests.unit.api.hand import NOW

DAY = 24 * 3_600_000
BIN_FULL = threshold_file().thresholds["bin-full"].threshold("bin-full")


def test_a_young_service_has_figures_but_no_verdict(client: TestClient, state: State) -> None:
    with state.begin() as connection:
        thresholds.put(connection, BIN_FULL, by="x", now=NOW - 3 * DAY)
        alerts.keep(connection, Transition(alert("one", at=NOW - 2 * DAY), "raised", NOW - 2 * DAY))
    body = client.get("alerts/health").json()
    assert (body["verdict"], body["days"], body["alerts"]) == ("too_little_data", 3, 1)
    assert body["stale"] == {"value": 1, "target": 0, "met": None}


def test_after_thirty_days_each_figure_meets_its_target_or_not(client: TestClient, state: State) -> None:
    with state.begin() as connection:
        thresholds.put(connection, BIN_FULL, by="x", now=NOW - 40 * DAY)
        for n in range(12):  # within ten minutes: a flood
            alerts.keep(connection, Transition(alert(f"a{n}", at=NOW - DAY + n), "raised", NOW))
    client.post("alerts/a1/acknowledge")
    body = client.get("alerts/health").json()
    assert (body["verdict"], body["days"], body["alerts"], body["most_in_10_min"]) == ("not_met", 30, 12, 12)
    assert (body["per_day"]["met"], body["flood_share"]["met"], body["top_ten_share"]["met"]) == (True, True, False)
    assert body["median_to_acknowledge_s"] == (DAY - 1) / 1000
    assert len(body["top"]) == 10


def test_nothing_at_all_is_no_error(client: TestClient) -> None:
    assert client.get("alerts/health").json()["alerts"] == 0

"""A simulated bin that fills becomes a fill alert, then a trigger that names it with its reason; both reach a webhook."""

import json
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from bysans.clock import now
from simulators.bins.bin import BinDevice
from simulators.send.destination import Account
from simulators.send.publisher import Publisher
from tests.integration.service import Service
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.process import wait_until
from tests.unit.watch.notify.receiving import SECRET, Post, hooks

QUARTER, DAY = 900_000, 86_400_000
BIN = {"name": "Torget 1", "lat": 60.86, "lon": 11.59, "fraction": "restavfall", "capacity_l": 660, "empty_mm": 1200, "full_mm": 200}


def filling(time: int) -> BinDevice:
    """A busy bin that was emptied half a day before `time` (ms UTC) and has been full for hours."""
    return BinDevice(
        seed=8,
        id="level",
        interval_s=900,
        capacity_l=660,
        empty_mm=1200,
        full_mm=200,
        litres_per_day=4000,
        bag_l=30,
        emptied_every_days=2,
        first_emptying=time - DAY // 2,
    )


def told(posts: list[Post]) -> list[dict[str, Any]]:
    return [Webhook(SECRET).verify(post.body, post.headers) for post in posts]


@pytest.mark.timeout(180)
def test_a_bin_that_fills_raises_an_alert_then_a_trigger_and_both_reach_the_webhook(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    with hooks() as received, EmbeddedBroker(tmp_path / "broker") as broker:
        settings = {
            "mqtt": {"url": broker.url, "protocol": "3.1.1"},
            "alerts": {"private_webhooks": ["127.0.0.0/8"]},
            "alerts.receivers.duty": {"webhook": received.url, "secret_file": str(tmp_path / "secret")},
        }
        with Service(tmp_path / "service", settings) as service:
            service.ask("PUT", "/bins/torget", json=BIN)
            service.register("level", kind="bin", interval_s=900, bin="torget", simulated=True)
            time = now()
            device = filling(time)
            with Publisher(f"mqtt://127.0.0.1:{broker.port}", Account(client_id="level"), protocol="3.1.1") as publisher:
                for moment in range(time - DAY // 2, time + 1, QUARTER):
                    body = {"time": moment / 1000, **device.values(moment)}
                    publisher.publish("bysans/v1/bin/level", json.dumps(body).encode())
                assert publisher.drain(30)
            kinds = lambda: [message["type"] for message in told(received.posts)]  # noqa: E731 - asked until it holds
            wait_until(lambda: {"alert.raised", "trigger.raised"} <= set(kinds()), "alert and trigger reached the webhook", 90)
            alert = next(message["data"] for message in told(received.posts) if message["type"] == "alert.raised")
            trigger = next(message["data"] for message in told(received.posts) if message["type"] == "trigger.raised")
            assert (alert["parameter"], alert["subject"]) == ("fill", {"type": "bin", "id": "torget"})
            assert [(due["bin_id"], due["reason"]) for due in trigger["bins"]] == [("torget", "full")]
            assert "Torget 1" in trigger["text"]
            (listed,) = service.items("/pickups/triggers", state="open")
            assert (listed["id"], listed["fraction"], listed["bins"][0]["bin_id"]) == (trigger["id"], "restavfall", "torget")
            assert service.ask("GET", "/bins/torget").json()["state"] == "full"
            assert service.ask("GET", "/pickups/decision").json()["send"] is True
            assert kinds().count("trigger.raised") == 1

"""The stream tells each change once, as it comes, and goes on where a reader was cut off."""

import json
import os
import socket
import struct
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError

import pytest
import structlog

from api.stream import feed
from domain.alerts.transition import Transition
from domain.device import Device
from domain.reading import Reading
from storage.state import registry
from storage.state.access import keys
from storage.state.alerts import alerts
from storage.state.ingest import latest, quarantine
from storage.state.ingest.quarantine import Quarantined
from tests.pages.served import Pages, serve
from tests.pages.town import NOW
from tests.unit.api.alerts.test_alerts import alert

READERS = 48


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with serve(tmp_path) as pages:
        with pages.state.begin() as connection:
            registry.put(connection, Device(id="a1", kind="air", model="generic", interval_s=600, valid_from=1))
        yield pages


def measure(pages: Pages, **values: float) -> None:
    with pages.state.begin() as connection:
        latest.put(connection, [(Reading("a1", NOW, values), NOW)])


def follow(pages: Pages, behind: str | None = None, query: str = "") -> IO[bytes]:
    with pages.state.begin() as connection:
        token = keys.create(connection, "reader", ["alerts"], NOW)
    headers = {"Authorization": f"Bearer {token}", **({"Last-Event-ID": behind} if behind else {})}
    return urllib.request.urlopen(urllib.request.Request(f"{pages.url}/api/v1/stream{query}", headers=headers), timeout=240)


def next_event(lines: IO[bytes]) -> dict[str, Any]:
    event: dict[str, Any] = {}
    for line in lines:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name in ("event", "id"):
            event[name] = value
        elif name == "data":
            event[name] = json.loads(value)
        elif not name and event:
            return event
    raise AssertionError("the stream ended")


def test_a_change_arrives_with_its_unit_and_flag(pages: Pages) -> None:
    with follow(pages) as lines:
        # The stream begins at its first look; what is measured then comes, whichever of the two is first.
        repeated = threading.Event()
        value = iter(range(1, 1000))

        def keep_measuring() -> None:
            while not repeated.wait(0.1):
                measure(pages, pm25=float(next(value)))

        measuring = threading.Thread(target=keep_measuring)
        measuring.start()
        try:
            event = next_event(lines)
        finally:
            repeated.set()
            measuring.join()
    assert event["event"] == "latest"
    assert event["data"]["device_id"] == "a1"
    assert [(item["parameter"], item["unit"], item["flag"]) for item in event["data"]["items"]] == [("pm25", "µg/m³", 1)]


def test_who_was_cut_off_misses_nothing(pages: Pages) -> None:
    measure(pages, pm25=1.0)
    with follow(pages, behind="0") as lines:
        first = next_event(lines)
    measure(pages, pm25=2.0)
    measure(pages, pm25=3.0)
    with follow(pages, behind=first["id"]) as lines:
        assert next_event(lines)["data"]["items"][0]["value"] == 3.0


def test_what_happens_to_an_alert_arrives_with_the_alert(pages: Pages) -> None:
    with pages.state.begin() as connection:
        alerts.keep(connection, Transition(alert("one"), "raised", NOW))
    with follow(pages, behind="0-0") as lines:
        event = next_event(lines)
    assert (event["event"], event["data"]["event"], event["data"]["alert"]["id"]) == ("alerts", "raised", "one")
    assert event["data"]["alert"]["unit"] == "%"


def refuse(pages: Pages, row_id: str, device: str) -> None:
    row = Quarantined(row_id, "decode_failed", "no reading", f"bysans/v1/air/{device}", NOW, b"{", device)
    with pages.state.begin() as connection:
        quarantine.keep(connection, [row], max_per_device=10)


def test_what_is_refused_arrives_with_its_reason(pages: Pages) -> None:
    refuse(pages, "r1", "nobody")
    with follow(pages, behind="0-0-0-0") as lines:
        event = next_event(lines)
    assert (event["event"], event["data"]["id"], event["data"]["device_id"]) == ("quarantine", "r1", "nobody")
    assert (event["data"]["reason"], event["data"]["detail"]) == ("decode_failed", "no reading")


@pytest.mark.parametrize("query", ["?event=quarantine", "?device=nobody", "?device=nobody&device=another&event=quarantine&event=alerts"])
def test_a_reader_gets_what_it_asked_for_alone(pages: Pages, query: str) -> None:
    measure(pages, pm25=1.0)
    refuse(pages, "r1", "nobody")
    with follow(pages, behind="0-0-0-0", query=query) as lines:
        assert next_event(lines)["event"] == "quarantine"


def test_a_stream_shows_that_it_lives_while_only_what_it_did_not_ask_for_changes(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "PING_S", 0.5)
    done = threading.Event()

    def measure_all_the_time() -> None:
        for number in count():
            if done.wait(0.1):
                return
            measure(pages, pm25=float(number))

    with follow(pages, query="?event=quarantine") as lines, ThreadPoolExecutor(1) as threads:
        measuring = threads.submit(measure_all_the_time)
        try:
            assert [line for line in (lines.readline() for _ in range(6)) if line != b"\n"] == [b": ping\n"] * 3
        finally:
            done.set()
        measuring.result()


def test_a_device_is_found_by_the_site_where_it_stands(pages: Pages) -> None:
    with pages.state.begin() as connection:
        registry.put(connection, Device(id="a2", kind="air", model="generic", interval_s=600, valid_from=1, place="torget"))
    refuse(pages, "r1", "a1")
    refuse(pages, "r2", "a2")
    with follow(pages, behind="0-0-0-0", query="?site=torget") as lines:
        assert next_event(lines)["data"]["device_id"] == "a2"


def test_an_event_that_there_is_not_is_refused(pages: Pages) -> None:
    with pytest.raises(HTTPError, match="422") as refused:
        follow(pages, query="?event=readings")
    refused.value.close()


def test_without_a_key_there_is_no_stream(pages: Pages) -> None:
    with pytest.raises(HTTPError, match="401"):
        urllib.request.urlopen(f"{pages.url}/api/v1/stream", timeout=240)


def test_beyond_the_bound_a_reader_is_asked_to_wait(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST", 1)
    with follow(pages, behind="0"), pytest.raises(HTTPError, match="503") as refused:
        follow(pages)
    refused.value.close()


def test_a_position_ahead_of_ours_is_of_another_state_and_goes_on_now(pages: Pages) -> None:
    with follow(pages, behind="999999-999999-999999") as lines:
        measure(pages, pm25=1.0)
        assert next_event(lines)["data"]["items"][0]["value"] == 1.0


def test_a_stream_ends_when_its_key_is_revoked(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "CHECK_KEYS_S", 0.0)
    with follow(pages) as lines:
        with pages.state.begin() as connection:
            for key in keys.all_keys(connection):
                keys.revoke(connection, key.id, NOW)
        assert all(line in (b": ping\n", b"\n") for line in lines)


def test_streams_share_one_poller_and_each_gets_every_change(pages: Pages) -> None:
    with ExitStack() as stack:
        streams = [stack.enter_context(follow(pages)) for _ in range(5)]
        for lines in streams:
            assert lines.readline() == b": ping\n"
        for value in (1.0, 2.0, 3.0):
            measure(pages, pm25=value)
            values = {next_event(lines)["data"]["items"][0]["value"] for lines in streams}
            assert values == {value}


@pytest.mark.parametrize("rudely", [False, True])
def test_readers_that_hang_up_under_load_leave_no_word_in_the_log(pages: Pages, caplog: pytest.LogCaptureFixture, rudely: bool) -> None:
    done = threading.Event()

    def measure_all_the_time() -> None:
        for number in count():
            if done.is_set():
                return
            measure(pages, **{f"p{parameter}": float(number) for parameter in range(200)})

    def follow_for_a_moment(reader: int) -> None:
        for turn in range(4):
            lines = follow(pages, behind="0")
            lines.read(2000 if (reader + turn) % 2 else 10)
            hang_up_rudely(lines) if rudely else lines.close()

    with structlog.testing.capture_logs() as said, ThreadPoolExecutor() as writer, ThreadPoolExecutor(READERS) as readers:
        writing = writer.submit(measure_all_the_time)
        try:
            list(readers.map(follow_for_a_moment, range(READERS)))
        finally:
            done.set()
        writing.result()
    assert next_event_of_one_more(pages)["event"] == "latest"
    assert (said, caplog.records) == ([], [])


def next_event_of_one_more(pages: Pages) -> dict[str, Any]:
    with follow(pages, behind="0") as lines:
        return next_event(lines)


def hang_up_rudely(lines: IO[bytes]) -> None:
    """Reset the connection, as a phone that loses its network does."""
    linger = struct.pack("ii", 1, 0)
    connection = socket.socket(fileno=os.dup(lines.fileno()))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    lines.close()
    connection.close()

"""What only InfluxDB does: names escaped, faults told apart, refused readings handed back, by a real server."""

import itertools
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.reading import Reading
from storage.readings.influxdb import InfluxReadings
from storage.readings.protocol import StoreAwayError, StoreRefusesError
from tests.real_parts.influxd import Influxd
from tests.real_parts.process import free_port

T0 = 1_760_000_000_000
DAY_MS = 86_400_000
fresh = itertools.count(1)

real = pytest.mark.real("influxd")


def opened(server: Influxd, bucket: str, **other: str) -> InfluxReadings:
    return InfluxReadings(server.url, **{"org": server.org, "bucket": bucket, "token": server.token, **other})


@pytest.fixture
def bucket(influxd: Influxd) -> str:
    return influxd.new_bucket()


@pytest.fixture
def store(influxd: Influxd, bucket: str) -> Iterator[InfluxReadings]:
    yield (store := opened(influxd, bucket))
    store.close()


def ask(server: Influxd, method: str, path: str, **request: object) -> httpx.Response:
    headers = {"Authorization": f"Token {server.token}"}
    return httpx.request(method, f"{server.url}{path}", headers=headers, timeout=240, **request).raise_for_status()  # type: ignore[arg-type]


@real
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    devices=st.lists(
        st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\\"), min_size=1, max_size=12),
        min_size=1,
        max_size=4,
    )
)
def test_any_name_that_can_be_written_is_itself_and_no_other(store: InfluxReadings, devices: list[str]) -> None:
    when = T0 + next(fresh)
    written = [Reading(device, when, {"pm25": float(n)}) for n, device in enumerate(sorted(set(devices)))]
    assert store.write(written) == []
    for reading in written:
        assert store.read([reading.device_id], when, when + 1) == [reading]
    assert store.read(devices, when, when + 1) == written


@real
def test_a_name_that_can_not_be_written_is_refused_and_the_rest_is_written(store: InfluxReadings) -> None:
    bad, good = Reading("a\nreadings,device=b pm25=666", T0, {"pm25": 1.0}), Reading("a", T0, {"pm25": 1.0})
    (refusal,) = store.write([bad, good])
    assert refusal.reading.values is bad.values
    assert store.read(["a", "b"], 0, 2 * T0) == [good]


@real
def test_a_time_influxdb_can_not_keep_is_refused_in_its_own_words(store: InfluxReadings) -> None:
    bad, good = Reading("air-1", 10**13, {"pm25": 1.0}), Reading("air-1", T0, {"pm25": 1.0})
    (refusal,) = store.write([bad, good])
    assert refusal.reading.values is bad.values
    assert "time outside range" in refusal.detail
    assert store.read(["air-1"], 0, 2 * T0) == [good]


@real
def test_a_field_of_another_type_refuses_its_readings_and_the_others_are_written(
    influxd: Influxd, bucket: str, store: InfluxReadings
) -> None:
    stranger = f"readings,device=other pm25=1i {T0}\nreadings,device=other no2=1i {T0}"
    ask(influxd, "POST", "/api/v2/write", params={"org": influxd.org, "bucket": bucket, "precision": "ms"}, content=stranger)
    batch = [Reading("air-1", T0 + n, {parameter: 1.0}) for n, parameter in enumerate(["o3", "pm25", "o3", "no2", "o3"])]
    refused = store.write(batch)
    assert sorted(refusal.reading.time for refusal in refused) == [T0 + 1, T0 + 3]
    assert all("field type conflict" in refusal.detail for refusal in refused)
    assert store.read(["air-1"], T0, T0 + 9) == batch[::2]


@real
def test_readings_older_than_the_bucket_keeps_are_refused_and_the_others_are_written(
    influxd: Influxd, bucket: str, store: InfluxReadings
) -> None:
    (description,) = ask(influxd, "GET", "/api/v2/buckets", params={"name": bucket}).json()["buckets"]
    ask(
        influxd, "PATCH", f"/api/v2/buckets/{description['id']}", json={"retentionRules": [{"type": "expire", "everySeconds": 30 * 86_400}]}
    )
    now = int(time.time() * 1000)
    old, new = Reading("air-1", now - 40 * DAY_MS, {"pm25": 1.0}), Reading("air-1", now, {"pm25": 2.0})
    (refusal,) = store.write([old, new])
    assert refusal.reading.values is old.values
    assert "retention policy" in refusal.detail
    assert store.read(["air-1"], 0, 2 * now) == [new]


@real
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"token": "wrong"}, "does not know the token; check readings.token_file"),
        ({"bucket": "absent"}, "bucket 'absent'.*no such bucket"),
        ({"org": "absent"}, r"organization 'absent'.*check readings\.(bucket and readings\.)?org"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence_by_check_write_and_read(
    influxd: Influxd, bucket: str, wrong: dict[str, str], says: str
) -> None:
    store = opened(influxd, **{"bucket": bucket, **wrong})
    for attempt in (store.check, lambda: store.write([Reading("a", T0, {"pm25": 1.0})]), lambda: store.read(["a"], 0, T0)):
        with pytest.raises(StoreRefusesError, match=says):
            attempt()
    store.close()


@real
@pytest.mark.parametrize("may", ["read", "write"])
def test_its_check_needs_permission_to_read_and_to_write(influxd: Influxd, bucket: str, may: str) -> None:
    (description,) = ask(influxd, "GET", "/api/v2/buckets", params={"name": bucket}).json()["buckets"]
    resource = {"type": "buckets", "id": description["id"], "orgID": description["orgID"]}
    permission = {"orgID": description["orgID"], "permissions": [{"action": may, "resource": resource}]}
    token = ask(influxd, "POST", "/api/v2/authorizations", json=permission).json()["token"]
    store = opened(influxd, bucket, token=token)
    with pytest.raises(StoreRefusesError, match="the token may not"):
        store.check()
    store.close()


@real
def test_a_server_that_was_killed_is_away_and_takes_the_same_batch_when_it_is_back(tmp_path: Path) -> None:
    batch = [Reading("air-1", T0 + n, {"pm25": float(n)}) for n in range(100)]
    with Influxd(tmp_path) as server:
        store = opened(server, server.bucket)
        store.write(batch)
        server.kill()
        for attempt in (store.check, lambda: store.write(batch), lambda: store.read(["air-1"], 0, T0)):
            with pytest.raises(StoreAwayError, match="does not answer; see that it runs"):
                attempt()
        server.restart()
        assert store.write(batch) == []
        assert store.read(["air-1"], 0, 2 * T0) == batch
        store.close()


class BusyServer(BaseHTTPRequestHandler):
    """Answers every post as told, or takes it when it is small enough."""

    status = 503
    retry_after: str | None = None
    most_bytes = 0
    taken: list[bytes]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        small = len(body) <= self.most_bytes
        if small:
            self.taken.append(body)
        self.send_response(204 if small else self.status)
        if self.retry_after is not None:
            self.send_header("Retry-After", self.retry_after)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Keep the tests' output quiet."""


@pytest.fixture
def answers() -> Iterator[tuple[type[BusyServer], InfluxReadings]]:
    handler = type("Told", (BusyServer,), {"taken": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    store = InfluxReadings(f"http://127.0.0.1:{server.server_port}", org="o", bucket="b", token="t")
    yield handler, store
    store.close()
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_says_how_long_to_wait(answers: tuple[type[BusyServer], InfluxReadings], status: int) -> None:
    handler, store = answers
    handler.status, handler.retry_after = status, "7"
    with pytest.raises(StoreAwayError, match=f"HTTP {status}") as caught:
        store.write([Reading("a", T0, {"pm25": 1.0})])
    assert caught.value.retry_after == 7


def test_a_batch_too_large_for_a_proxy_arrives_in_parts_in_order(answers: tuple[type[BusyServer], InfluxReadings]) -> None:
    handler, store = answers
    handler.status, handler.most_bytes = 413, 1000
    assert store.write([Reading("a", T0 + n, {"pm25": 1.0}) for n in range(100)]) == []
    times = [int(line.rsplit(b" ", 1)[1]) - T0 for body in handler.taken for line in body.split(b"\n")]
    assert times == list(range(100))


def test_nobody_there_is_away() -> None:
    store = InfluxReadings(f"http://127.0.0.1:{free_port()}", org="o", bucket="b", token="t")
    with pytest.raises(StoreAwayError, match=r"127\.0\.0\.1.*does not answer; see that it runs and can be reached"):
        store.check()
    store.close()


def test_a_server_that_hangs_up_without_an_answer_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            listener.accept()[0].close()

        hanging_up = threading.Thread(target=hang_up)
        hanging_up.start()
        store = InfluxReadings(f"http://127.0.0.1:{listener.getsockname()[1]}", org="o", bucket="b", token="t")
        with pytest.raises(StoreAwayError, match="does not answer"):
            store.write([Reading("a", T0, {"pm25": 1.0})])
        hanging_up.join()
        store.close()

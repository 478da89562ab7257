"""A burst is answered: sixty requests at once for every page, and five hundred streams, with a town's things registered."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import httpx
import pytest

from api.serve import raise_descriptor_limit
from domain.device import Bin, Device, Site
from domain.reading import Reading
from storage.state import registry
from storage.state.access import keys
from storage.state.engine import CONNECTIONS, State
from storage.state.ingest import latest
from tests.pages.served import Pages, serve
from tests.pages.town import NOW
from tests.real_parts.postgresql import Postgresql
from tests.real_parts.process import wait_until

SITES, AIR, BINS = 12, 30, 203  # and a sensor in each bin: 448 things
AT_ONCE, STREAMS = 60, 500
PATIENCE_S = 120.0  # a hang lasts for minutes
SLOWEST_S = 30.0  # for sixty at once of the dearest page; it took four with a load of 16 on two cores
# Every address that can be read without naming a thing; a stream does not end, and readings and their quality need a device.
PAGES = ("/", "/luft", "/avfall", "/sensorer", "/sensorer/siste", "/i-dag", "/effekt", "/innstillinger", "/om", "/personvern")
SERVED = ("/tilgjengelighet", "/docs", "/openapi.json", "/readyz", "/metrics", "/healthz")
NOT_ALONE = ("/api/v1/stream", "/api/v1/readings", "/api/v1/quality")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real("postgresql"))])
def pages(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pages]:
    if request.param == "sqlite":
        with serve(tmp_path, open_pages=True) as pages:
            yield pages
        return
    with Postgresql() as server, serve(tmp_path, state_url=server.url, open_pages=True) as pages:
        yield pages


def register_a_town(state: State) -> str:
    """Return an admin key's token."""
    with state.begin() as connection:
        for n in range(SITES):
            registry.put(connection, Site(id=f"s{n}", name=f"Site {n}", lat=59.9, lon=10.7 + n / 100, valid_from=1))
        for n in range(AIR):
            air = Device(id=f"a{n}", kind="air", model="generic", interval_s=600, valid_from=1, place=f"s{n % SITES}")
            registry.put(connection, air)
        for n in range(BINS):
            bin_ = Bin(id=f"b{n}", name=f"Bin {n}", lat=59.9, lon=10.7, fraction="rest", capacity_l=140, valid_from=1)
            registry.put(connection, bin_)
            registry.put(connection, Device(id=f"d{n}", kind="bin", model="generic", interval_s=3600, valid_from=1, place=f"b{n}"))
        latest.put(connection, [(Reading(f"d{n}", NOW, {"fill": float(n % 100)}), NOW) for n in range(BINS)])
        return keys.create(connection, "load", ["admin"], NOW)


def client(pages: Pages, token: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=1000, max_keepalive_connections=0)  # one that the server ends meanwhile is no failure
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=pages.url, headers=headers, timeout=PATIENCE_S, limits=limits)


def test_sixty_at_once_of_every_page_are_answered(pages: Pages) -> None:
    async def bursts() -> tuple[dict[str, set[int]], dict[str, float]]:
        statuses, seconds = {}, {}
        async with client(pages, token) as http:
            for path in (*PAGES, *SERVED, *readable(pages)):
                began = time.monotonic()
                answers = await asyncio.gather(*(http.get(path) for _ in range(AT_ONCE)))
                seconds[path] = time.monotonic() - began
                statuses[path] = {answer.status_code for answer in answers}
        return statuses, seconds

    token = register_a_town(pages.state)
    statuses, seconds = asyncio.run(bursts())
    assert {path: codes for path, codes in statuses.items() if codes != {200}} == {"/readyz": {503}}  # no other role runs here
    assert {path: taken for path, taken in seconds.items() if taken > SLOWEST_S} == {}


def readable(pages: Pages) -> list[str]:
    """Return every address of the API that is read without naming a thing."""
    routes = pages.app.openapi()["paths"].items()
    return [path for path, methods in routes if path.startswith("/api/") and "get" in methods and "{" not in path and path not in NOT_ALONE]


class HeldBroker:
    """A broker that acknowledges nothing until it is told to."""

    def __init__(self) -> None:
        self.acknowledged: Future[None] = Future()
        self.waiting = 0

    async def publish(self, _topic: str, _payload: bytes) -> None:
        self.waiting += 1
        await asyncio.shield(asyncio.wrap_future(self.acknowledged))


def test_pages_answer_while_sixty_readings_wait_for_a_broker_that_does_not_acknowledge(tmp_path: Path) -> None:
    broker = HeldBroker()

    async def pages_meanwhile(pages: Pages, token: str) -> tuple[list[int], list[int]]:
        async with client(pages, token) as http:
            reading = {"device_id": "a0", "pm25": 7.5}
            sent = [asyncio.create_task(http.post("/api/v1/ingest/readings", json=reading)) for _ in range(AT_ONCE)]
            await asyncio.to_thread(wait_until, lambda: broker.waiting == AT_ONCE, "all waited for the broker")
            answers = await asyncio.gather(*(http.get(path) for path in (*PAGES, *SERVED)))
            assert not any(task.done() for task in sent)
            broker.acknowledged.set_result(None)
            return [answer.status_code for answer in answers], [answer.status_code for answer in await asyncio.gather(*sent)]

    with serve(tmp_path, publisher=broker, open_pages=True) as pages:
        statuses, accepted = asyncio.run(asyncio.wait_for(pages_meanwhile(pages, register_a_town(pages.state)), PATIENCE_S))
    assert dict(zip((*PAGES, *SERVED), statuses, strict=True)) == {path: 503 if path == "/readyz" else 200 for path in (*PAGES, *SERVED)}
    assert set(accepted) == {202}


def test_five_hundred_open_streams_cost_no_thread_and_no_connection(pages: Pages) -> None:
    async def first_event(stream: httpx.Response) -> bytes:
        received = b""
        async for chunk in stream.aiter_raw():
            received += chunk
            if b"latest" in received:
                break
        return received

    async def follow() -> list[bytes]:
        async with client(pages, token) as http:
            streams = []
            for _ in range(STREAMS // 50):
                requests = [http.build_request("GET", "/api/v1/stream") for _ in range(50)]
                streams += await asyncio.gather(*(http.send(request, stream=True) for request in requests))
            assert {stream.status_code for stream in streams} == {200}
            assert threading.active_count() - threads < CONNECTIONS
            assert (await http.get("/")).status_code == 200
            with pages.state.begin() as connection:
                latest.put(connection, [(Reading("a0", NOW, {"pm25": 7.5}), NOW)])
            events = await asyncio.gather(*map(first_event, streams))
            await asyncio.gather(*(stream.aclose() for stream in streams))
            return events

    raise_descriptor_limit()  # the streams' other ends are in this process too
    token = register_a_town(pages.state)
    threads = threading.active_count()
    events = asyncio.run(follow())
    assert len(events) == STREAMS
    assert all(b'"pm25","value":7.5' in event for event in events)

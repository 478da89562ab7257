"""A scene is registered once: what is there already is left alone, and a refusal says what to do."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from simulators.send.registry_client import RegistrationError, RegistryClient
from simulators.town.town import Size, town

SCENE = town(1, Size(sites=3, air=3, bins=4))
THINGS = 3 + 4 + 7


@dataclass
class FakeRegistry:
    """The contract's registry routes as far as a registration needs them, in pages of three; `answer` replaces every answer."""

    port: int = 0
    things: dict[str, dict[str, object]] = field(default_factory=dict)
    puts: list[str] = field(default_factory=list)
    answer: tuple[int, bytes] | None = None
    unavailable: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, kind: str, cursor: int) -> dict[str, object]:
        items = [{"id": path.split("/")[1], **body} for path, body in self.things.items() if path.startswith(f"{kind}/")]
        return {"items": items[cursor : cursor + 3], "next_cursor": str(cursor + 3) if len(items) > cursor + 3 else None}


def handler(state: FakeRegistry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def reply(self, code: int, content: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def forestalled(self) -> bool:
            if state.unavailable:
                state.unavailable -= 1
                self.reply(503, b"{}")
                return True
            if state.answer:
                self.reply(*state.answer)
            return bool(state.answer)

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            cursor = int(parse_qs(address.query).get("cursor", ["0"])[0])
            if not self.forestalled():
                self.reply(200, json.dumps(state.get(address.path.removeprefix("/api/v1/"), cursor)).encode())

        def do_PUT(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["Authorization"] == "Bearer the-key"
            if not self.forestalled():
                path = self.path.removeprefix("/api/v1/")
                state.things[path] = body
                state.puts.append(path)
                self.reply(200, b"{}")

        def log_message(self, *_: object) -> None:
            """Say nothing on the console."""

    return Handler


@pytest.fixture
def service() -> Iterator[FakeRegistry]:
    state = FakeRegistry()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(state)) as server:
        state.port = server.server_port
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def registry(service: FakeRegistry, patience_s: float = 10) -> RegistryClient:
    return RegistryClient(url=service.url, key="the-key", wait=lambda _: True, patience_s=patience_s)


def test_places_are_registered_before_the_devices_that_stand_in_them(service: FakeRegistry) -> None:
    assert registry(service).register(SCENE) == THINGS
    assert [path.split("/")[0] for path in service.puts] == ["sites"] * 3 + ["bins"] * 4 + ["devices"] * 7


def test_what_is_there_already_is_left_alone(service: FakeRegistry) -> None:
    registry(service).register(SCENE)
    assert registry(service).register(SCENE) == 0


def test_what_differs_is_put_again_but_the_order_of_tags_is_no_difference(service: FakeRegistry) -> None:
    registry(service).register(SCENE)
    service.puts.clear()
    service.things["sites/sim-site-01"]["tags"] = ["centre", "added by no one"]
    service.things["bins/sim-bin-002"]["capacity_l"] = 1
    tags = service.things["sites/sim-site-03"]["tags"]
    assert isinstance(tags, list)
    tags.reverse()
    assert registry(service).register(SCENE) == 2
    assert service.puts == ["sites/sim-site-01", "bins/sim-bin-002"]


def test_a_service_that_is_still_starting_is_waited_for(service: FakeRegistry) -> None:
    service.unavailable = 3
    assert registry(service).register(SCENE) == THINGS


def test_a_refused_key_says_which_key_is_needed(service: FakeRegistry) -> None:
    service.answer = (403, b"{}")
    with pytest.raises(RegistrationError, match="refuses the key.*scope `devices`"):
        registry(service).register(SCENE)


def test_a_refusal_gives_the_problems_own_words(service: FakeRegistry) -> None:
    service.answer = (422, b'{"title": "Unprocessable", "detail": "lat must be below 90"}')
    with pytest.raises(RegistrationError, match=r"GET /api/v1/sites.* \(422\): lat must be below 90"):
        registry(service).register(SCENE)


@pytest.mark.parametrize("page", [b"<html>", b"[]", b'{"hello": 1}'])
def test_something_else_at_that_address_is_named_so(service: FakeRegistry, page: bytes) -> None:
    service.answer = (200, page)
    with pytest.raises(RegistrationError, match="give --api the address"):
        registry(service).register(SCENE)


def test_a_service_that_is_not_there_is_named() -> None:
    nowhere = RegistryClient(url="http://127.0.0.1:9", key="k", wait=lambda _: True, patience_s=0)
    with pytest.raises(RegistrationError, match=r"127.0.0.1:9 does not answer \(.*refused\); is the service running"):
        nowhere.register(SCENE)


def test_who_waits_for_a_service_is_told_at_once() -> None:
    sentences: list[str] = []
    nowhere = RegistryClient(url="http://127.0.0.1:9", key="k", wait=lambda _: False, tell=sentences.append)
    with pytest.raises(RegistrationError):
        nowhere.register(SCENE)
    assert [sentence.partition(" (")[0] for sentence in sentences] == ["http://127.0.0.1:9 does not answer"]


def test_waiting_ends_when_told_to_stop() -> None:
    nowhere = RegistryClient(url="http://127.0.0.1:9", key="k", wait=lambda _: False)
    with pytest.raises(RegistrationError, match="stopped while waiting"):
        nowhere.register(SCENE)


def test_only_http_addresses_are_taken() -> None:
    with pytest.raises(ValueError, match="must begin with http"):
        RegistryClient(url="file:///etc/passwd", key="k", wait=lambda _: True)

"""HEAD is answered as GET without its content: on every address that has a GET, and an endless stream ends with its head."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.web.server.head import Head

PATHS = ["/", "/healthz", "/metrics", "/openapi.json", "/api/v1/sites", "/api/v1/bins", "/api/v1/readings?format=csv", "/api/v1/sites/none"]


@pytest.mark.parametrize("path", PATHS)
def test_a_head_says_what_a_get_would(client: TestClient, path: str) -> None:
    known = {"X-Request-ID": "both"}
    head, got = client.head(f"http://testserver{path}", headers=known), client.get(f"http://testserver{path}", headers=known)
    assert head.status_code == got.status_code
    assert head.headers.keys() == got.headers.keys()
    changing = {"content-length"} if path == "/metrics" else set()  # free disk and memory move between two requests
    assert [pair for pair in head.headers.items() if pair[0] not in changing] == [
        pair for pair in got.headers.items() if pair[0] not in changing
    ]


def test_where_there_is_no_get_there_is_no_head(client: TestClient) -> None:
    assert client.head("ingest/readings").status_code == 405
    assert client.head("ingest/readings").headers["allow"] == "POST"
    assert client.delete("sites").headers["allow"] == "GET, HEAD"


def test_a_heads_answer_has_no_content_and_ends_even_where_a_stream_would_not() -> None:
    sent: list[Message] = []

    async def for_ever() -> AsyncIterator[bytes]:
        while True:
            yield b"more"
            await asyncio.sleep(0)

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            sent.append(message)
            await send(message)

        await Head(StreamingResponse(for_ever()))(scope, receive, note)

    assert TestClient(endless).head("/").status_code == 200
    assert [(event["type"], event.get("body")) for event in sent] == [("http.response.start", None), ("http.response.body", b"")]

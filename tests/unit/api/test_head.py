"""HEAD is answered as GET without its content: on every address that has a GET, and an endless stream ends with its head."""

import asyncio
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse
from starlette.types import Message

from api.head import Head

PATHS = ["/", "/healthz", "/metrics", "/openapi.json", "/api/v1/sites", "/api/v1/bins", "/api/v1/readings?format=csv", "/api/v1/sites/none"]


@pytest.mark.parametrize("path", PATHS)
def test_a_head_says_what_a_get_would(client: TestClient, path: str) -> None:
    head, got = client.head(f"http://testserver{path}"), client.get(f"http://testserver{path}")
    assert head.status_code == got.status_code
    assert head.headers == got.headers


def test_where_there_is_no_get_there_is_no_head(client: TestClient) -> None:
    assert client.head("ingest/readings").status_code == 405
    assert client.head("ingest/readings").headers["allow"] == "POST"
    assert client.delete("sites").headers["allow"] == "GET, HEAD"


def test_a_heads_answer_has_no_content_and_ends_even_where_a_stream_would_not() -> None:
    async def for_ever() -> Any:
        while True:
            yield b"more"
            await asyncio.sleep(0)

    sent: list[Message] = []
    complete = asyncio.Event()

    async def send(message: Message) -> None:
        sent.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            complete.set()

    async def receive() -> Message:
        await complete.wait()
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "HEAD", "asgi": {"version": "3.0", "spec_version": "2.3"}}
    asyncio.run(Head(StreamingResponse(for_ever()))(scope, receive, send))
    assert [(one["type"], one.get("body")) for one in sent] == [("http.response.start", None), ("http.response.body", b"")]

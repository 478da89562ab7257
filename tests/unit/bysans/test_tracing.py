"""Spans reach a collector with what they are about; one that is away disturbs nothing."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from pydantic import ValidationError

from bysans.tracing import traced
from config.sections import tracing_settings
from config.sections.tracing_settings import Tracing
from config.watching.spans import span
from tests.real_parts.process import free_port

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@contextmanager
def collector() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """Take traces until the block ends."""
    requests: list[ExportTraceServiceRequest] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            if self.path == "/v1/traces":
                requests.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", requests
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_span_reaches_the_collector_with_what_it_is_about() -> None:
    with collector() as (endpoint, requests):
        with traced(Tracing(endpoint=endpoint), "ingest"), span("ingest.store", batch="0 to 1f4a0") as note:
            note("readings", 7)
            with span("inner", delivery=None):
                pass
        with span("after", batch="x"):
            pass
    [resource] = [resource for request in requests for resource in request.resource_spans]
    assert {pair.key: pair.value.string_value for pair in resource.resource.attributes}["service.name"] == "bysans-ingest"
    spans = {sent.name: sent for sent in resource.scope_spans[0].spans}
    assert sorted(spans) == ["ingest.store", "inner"]
    store = {pair.key: pair.value for pair in spans["ingest.store"].attributes}
    assert (store["bysans.batch"].string_value, store["bysans.readings"].int_value) == ("0 to 1f4a0", 7)
    assert spans["inner"].parent_span_id == spans["ingest.store"].span_id
    assert not spans["inner"].attributes


def test_a_request_goes_on_in_the_trace_that_it_came_with() -> None:
    traceparent = f"00-{TRACE}-00f067aa0ba902b7-01"
    with collector() as (endpoint, requests), traced(Tracing(endpoint=endpoint), "api"), span("api.request", traceparent=traceparent):
        pass
    [sent] = requests[0].resource_spans[0].scope_spans[0].spans
    assert sent.trace_id.hex() == TRACE


def test_a_collector_that_is_away_disturbs_nothing() -> None:
    began = time.monotonic()
    with traced(Tracing(endpoint=f"http://127.0.0.1:{free_port()}"), "watch"):
        for _ in range(100):
            with span("watch.hours", hours=1):
                pass
        worked = time.monotonic() - began
    assert worked < 5
    assert time.monotonic() - began < 20  # nor does it hold up the end for long


@pytest.mark.parametrize("endpoint", ["collector:4318", "ftp://collector", "http://"])
def test_an_endpoint_that_is_no_address_is_refused_in_words(endpoint: str) -> None:
    with pytest.raises(ValidationError, match="must be the address of a collector"):
        Tracing(endpoint=endpoint)


def test_an_endpoint_without_the_library_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing_settings, "find_spec", lambda _name: None)
    with pytest.raises(ValidationError, match=r"pip install '\.\[otel\]'"):
        Tracing(endpoint="http://127.0.0.1:4318")
    assert Tracing().endpoint is None

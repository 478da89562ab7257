"""Sends spans to an OpenTelemetry collector, where the settings name one. The one module that knows OpenTelemetry."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from config.sections.tracing_settings import Tracing
from config.watching.spans import Attribute, Note, send_spans

_TIMEOUT_S = 5


@contextmanager
def traced(settings: Tracing, role: str) -> Iterator[None]:
    """Send the spans of the block as those of a role; a collector that is away disturbs nothing but its own traces."""
    if settings.endpoint is None:
        yield
        return
    # Extras that need not be there, and that cost a start 0.2 s.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

    resource = Resource.create({"service.name": f"bysans-{role}", "service.namespace": "bysans"})
    provider = TracerProvider(resource=resource, sampler=ParentBased(TraceIdRatioBased(settings.sample_ratio)), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=_traces(settings.endpoint), timeout=_TIMEOUT_S)))
    tracer, propagator = provider.get_tracer("bysans"), TraceContextTextMapPropagator()

    @contextmanager
    def begin(name: str, attributes: Mapping[str, Attribute], traceparent: str | None) -> Iterator[Note]:
        parent = None if traceparent is None else propagator.extract({"traceparent": traceparent})
        with tracer.start_as_current_span(name, context=parent) as span:

            def note(name: str, value: Attribute) -> None:
                if value is not None:
                    span.set_attribute(f"bysans.{name}", value)

            for attribute, value in attributes.items():
                note(attribute, value)
            yield note

    send_spans(begin)
    try:
        yield
    finally:
        send_spans(None)
        provider.shutdown()


def _traces(endpoint: str) -> str:
    """Return where a collector takes traces, unless the address says so itself."""
    return endpoint if urlsplit(endpoint).path.strip("/") else f"{endpoint.rstrip('/')}/v1/traces"

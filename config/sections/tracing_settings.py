"""Where the service sends traces of its work."""

from importlib.util import find_spec
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from config.toml_file import Table


class Tracing(Table):
    """Spans of batches, rounds, notifications and requests to an OpenTelemetry collector; without an endpoint there are none."""

    endpoint: str | None = Field(None, description="a collector's OTLP over HTTP, such as http://127.0.0.1:4318")
    sample_ratio: float = Field(1.0, gt=0, le=1, description="the share of traces that is sent")

    @field_validator("endpoint")
    @classmethod
    def _can_be_sent_to(cls, endpoint: str | None) -> str | None:
        if endpoint is None:
            return None
        address = urlsplit(endpoint)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError(f"must be the address of a collector, such as http://127.0.0.1:4318, got {endpoint!r}")
        if not _is_installed():
            raise ValueError("needs the library of OpenTelemetry, which is not installed: pip install '.[otel]'")
        return endpoint


def _is_installed() -> bool:
    try:
        return find_spec("opentelemetry.sdk.trace") is not None and find_spec("opentelemetry.exporter.otlp.proto.http") is not None
    except ModuleNotFoundError:  # not even the package above
        return False

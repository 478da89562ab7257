"""Where the API and the pages listen, and what they show without a key."""

from typing import Literal

from pydantic import Field

from config.sections.address_types import HttpUrl, Proxy
from config.sections.broker_settings import Listen
from config.toml_file import Table

Public = Literal["sites", "index", "means"]


class Http(Table):
    """The HTTP API and the pages."""

    listen: Listen = "127.0.0.1:8000"
    public_url: HttpUrl | None = Field(None, description="the address people use, for links in alerts and calendars")
    trusted_proxies: tuple[Proxy, ...] = Field((), description="addresses whose X-Forwarded-* headers are believed")
    public: tuple[Public, ...] = Field(("sites", "index", "means"), description="what is read without a key")
    open_pages: bool = Field(False, description="pages show all without signing in; `run` opens them on loopback unless this is set")
    page_views_per_minute: int | None = Field(1200, ge=1, description="pages that an address may open without signing in; none: no limit")
    key_requests_per_minute: int | None = Field(None, ge=1, description="requests that a key may make of each API process; none: no limit")

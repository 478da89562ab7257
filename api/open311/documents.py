"""What GeoReport v2 answers with, as the specification names it (wiki.open311.org/GeoReport_v2)."""

from typing import Literal

from api.web.fields import Answer, TimeOut


class Service(Answer):
    """A kind of report."""

    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: Literal["realtime"] = "realtime"
    keywords: str
    group: str


class Attribute(Answer):
    """What a service asks for beside place and description."""

    variable: bool = True
    code: str
    datatype: Literal["string"] = "string"
    required: bool = False
    datatype_description: str
    order: int
    description: str


class ServiceDefinition(Answer):
    """A service's attributes."""

    service_code: str
    attributes: list[Attribute]


class ServiceRequest(Answer):
    """A request: all reports of one matter. `description` and `media_url` are for those with a key, since strangers wrote and took them."""

    service_request_id: str
    status: Literal["open", "closed"]
    status_notes: str
    service_name: str
    service_code: str
    description: str | None
    agency_responsible: str | None
    service_notice: str | None
    requested_datetime: TimeOut
    updated_datetime: TimeOut
    expected_datetime: TimeOut | None
    address: str
    address_id: str
    zipcode: str | None = None
    lat: float
    long: float
    media_url: str | None


class Created(Answer):
    """The request that a report belongs to; `service_notice` says what becomes of it, and what of the report was not kept."""

    service_request_id: str
    service_notice: str
    account_id: str | None = None


class TokenAnswer(Answer):
    """The request behind a token. Ours are known at once, so a request's id is its token."""

    service_request_id: str
    token: str


class Error(Answer):
    """What is wrong with a request, and what to do."""

    code: int
    description: str


class Endpoint(Answer):
    """Where this API is."""

    specification: str = "http://wiki.open311.org/GeoReport_v2"
    url: str
    changeset: str
    type: Literal["production"] = "production"
    formats: tuple[str, ...] = ("text/xml", "application/json")


class Discovery(Answer):
    """Where to find GeoReport, and whom to ask."""

    changeset: str
    contact: str
    key_service: str
    endpoints: list[Endpoint]

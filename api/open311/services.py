"""The services that one may ask for: the kinds of report that citizens make."""

from collections.abc import Sequence

from api.open311.documents import Attribute, Service, ServiceDefinition
from api.web.problems import ProblemError
from config.texts import Words
from domain.waste.reports.request import KINDS, ReportKind

BIN_ID = "bin_id"


def service(text: Words, kind: ReportKind) -> Service:
    """Return a kind of report as a service."""
    return Service(
        service_code=kind,
        service_name=text(f"open311.{kind}"),
        description=text(f"open311.{kind}_explained"),
        metadata=True,
        keywords=text("open311.keywords"),
        group=text("open311.group"),
    )


def services(text: Words) -> Sequence[Service]:
    """Return every service."""
    return [service(text, kind) for kind in KINDS]


def definition(text: Words, code: str) -> ServiceDefinition:
    """Return what a service asks for: the bin's number, where one knows it. Raises a 404."""
    number = Attribute(code=BIN_ID, datatype_description=text("open311.bin_id"), order=1, description=text("open311.bin_id_explained"))
    return ServiceDefinition(service_code=kind_of(code), attributes=[number])


def kind_of(code: str) -> ReportKind:
    """Return the kind of report that a service's code names. Raises a 404."""
    kind = next((kind for kind in KINDS if kind == code), None)
    if kind is None:
        raise ProblemError(404, f"service_code: there is no service {code[:64]!r}; there are {', '.join(KINDS)}.")
    return kind

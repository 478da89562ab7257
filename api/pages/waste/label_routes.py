"""The addresses of labels to print: one bin's, and sheets of many."""

from fastapi import APIRouter, Request, Response

from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.waste.label import label
from api.pages.waste.label_sheet import AskedLabels, label_sheets
from api.web.fields import Id
from api.web.public_address import leads_here_only
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/avfall/etiketter")
def sheets(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the labels of many bins as they are printed on A4: `?avfall=`, `?omrade=` and `?q=` choose the bins."""
    insist(reader.sees_all, 401)
    view = label_sheets(services, request, reader.language, AskedLabels.of(request.query_params))
    return render(request, services, reader, "waste/label_sheets.html", view=view, here_only=leads_here_only(services, request))


@router.get("/avfall/{bin_id}/etikett")
def printed_label(bin_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the bin's label as it is printed: A6, or A7 with `?ark=a7`."""
    insist(reader.sees_all, 401)
    sheet = "a7" if request.query_params.get("ark") == "a7" else "a6"
    return render(
        request, services, reader, "waste/label.html", counted=False,
        view=label(services, request, bin_id), sheet=sheet, here_only=leads_here_only(services, request),
    )  # fmt: skip

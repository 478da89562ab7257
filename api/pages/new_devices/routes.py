"""The addresses on which new devices are approved or rejected."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame.answers import PAGE, insist, see, staff_form
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.map.background import background
from api.pages.new_devices.approval import approval
from api.pages.new_devices.device_form import DeviceChoice, Fields, device_of_form
from api.pages.new_devices.place_routes import POINTS
from api.registry.device_body import DeviceBody
from api.registry.devices import register_device
from api.registry.proposals import reject_proposal
from api.web.fields import Id
from api.web.services import Services, ServicesDep

router = APIRouter(prefix="/sensorer/nye", include_in_schema=False, tags=[PAGE])
_SENSORS = "/sensorer"


@router.get("/{proposal_id}")
def approval_page(proposal_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show who a new device is, what it sent, and the form on which it is approved."""
    insist(reader.sees_all, 401)
    return _page(request, services, reader, proposal_id, {})


@router.post("/{proposal_id}")
async def approve(proposal_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Register the device as the form says; what it sent is taken in."""
    fields = await staff_form(request, services, reader, "devices")
    return await run_in_threadpool(_approve, request, services, reader, proposal_id, fields)


@router.post("/{proposal_id}/avvis")
async def reject(proposal_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Take the device off the list of new ones, though it goes on sending."""
    await staff_form(request, services, reader, "devices")
    await run_in_threadpool(reject_proposal, services, proposal_id, by=reader.by)
    return see(_SENSORS, reader, "proposed")


def _approve(request: Request, services: Services, reader: Reader, proposal_id: str, fields: Fields) -> Response:
    view = approval(services, reader, proposal_id)
    proposal = view.proposal
    body = device_of_form(fields, DeviceChoice(kind=proposal.kind, model=view.model, places=view.places, dev_eui=proposal.dev_eui))
    if not isinstance(body, DeviceBody):
        return _page(request, services, reader, proposal_id, fields, wrong=body, status=422)
    register_device(services, proposal_id, body)
    return see(_SENSORS, reader, godkjent=proposal_id)


def _page(
    request: Request, services: Services, reader: Reader, proposal_id: str, fields: Fields, *, wrong: object = (), status: int = 200
) -> Response:
    view = approval(services, reader, proposal_id)
    return render(
        request,
        services,
        reader,
        "new_devices/approval.html",
        status=status,
        view=view,
        fields=fields,
        wrong=wrong,
        arrived=request.query_params.get("sted", ""),
        background=background(services.settings.pages),
        points=POINTS[view.proposal.kind],
    )

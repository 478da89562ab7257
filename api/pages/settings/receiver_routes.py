"""The addresses on which it is chosen who is notified of what, and tried whether it reaches them."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.alerts.receivers import remove_receiver, save_receiver, send_test
from api.pages.frame.answers import PAGE, insist, see, staff_form
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.registry_now import RegistryNow, registry_now
from api.pages.frame.render import render
from api.pages.settings.receiver_form import Fields, ReceiverForm, empty_form, form_of, person_of
from api.text.name_order import name_order
from api.web.fields import Id
from api.web.problems import not_found
from api.web.services import Services, ServicesDep
from config.sections.own_receivers import OwnReceiver, own_receivers
from domain.access.scope import ADMIN
from domain.id_from_name import new_id
from storage.state import own_settings

router = APIRouter(prefix="/innstillinger/mottakere", include_in_schema=False, tags=[PAGE])
_PAGE, _PART = "/innstillinger", "mottakere"
_RESERVED = "ny"  # is an address already


@router.get("/ny")
def new_receiver_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the form for a new person."""
    insist(reader.sees_all, 401)
    return _form_page(request, services, reader, empty_form(), None)


@router.post("/ny")
async def add_receiver(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Add the person of the form."""
    fields = await staff_form(request, services, reader, ADMIN)
    return await run_in_threadpool(_save, request, services, reader, fields, None)


@router.get("/{receiver_id}")
def receiver_page(receiver_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what a person is notified of."""
    insist(reader.sees_all, 401)
    person, present = _people(services).get(receiver_id), _present(services)
    if person is None:
        raise not_found("receiver", receiver_id)
    return _form_page(request, services, reader, form_of(person, present), receiver_id)


@router.post("/{receiver_id}")
async def change_receiver(receiver_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Change a person to what the form says."""
    fields = await staff_form(request, services, reader, ADMIN)
    return await run_in_threadpool(_save, request, services, reader, fields, receiver_id)


@router.post("/{receiver_id}/fjern")
async def drop_receiver(receiver_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Notify a person no more."""
    await staff_form(request, services, reader, ADMIN)
    await run_in_threadpool(remove_receiver, services, receiver_id)
    return see(_PAGE, reader, _PART)


@router.post("/{receiver_id}/test")
async def try_receiver(receiver_id: Id, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Send a test to a receiver."""
    await staff_form(request, services, reader, "alerts")
    await run_in_threadpool(send_test, receiver_id, services)
    return see(_PAGE, reader, _PART, sendt=receiver_id)


def _save(request: Request, services: Services, reader: Reader, fields: Fields, receiver_id: str | None) -> Response:
    person = person_of(fields, _present(services))
    if isinstance(person, ReceiverForm):
        return _form_page(request, services, reader, person, receiver_id, status=422)
    taken = {_RESERVED, *_people(services), *services.settings.alerts.receivers}
    save_receiver(services, receiver_id or new_id(person.name, taken, nameless="person"), person)
    return see(_PAGE, reader, _PART)


def _form_page(
    request: Request, services: Services, reader: Reader, form: ReceiverForm, receiver_id: str | None, *, status: int = 200
) -> Response:
    sites = sorted((site.name for site in _present(services).sites.values()), key=name_order)
    return render(request, services, reader, "settings/receiver.html", status=status, form=form, receiver_id=receiver_id, sites=sites)


def _people(services: Services) -> dict[str, OwnReceiver]:
    with services.state.read() as connection:
        return own_receivers(own_settings.read(connection, "receiver"))


def _present(services: Services) -> RegistryNow:
    with services.state.read() as connection:
        return registry_now(services.registry(connection), services.clock())

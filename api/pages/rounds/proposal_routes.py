"""The pages on which a round is proposed, changed, confirmed and called off."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from api.pages.frame.answers import PAGE, crew_form, insist, long_crew_form, see
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.map.background import background
from api.pages.map.route_map import drawing_of
from api.pages.rounds.choices import Chosen
from api.pages.rounds.new_round import new_round, proposal_body
from api.pages.rounds.proposal import proposal
from api.pages.rounds.proposal_form import Fields, ProposalForm, replan_body
from api.pages.rounds.refusals import Refusal, refusal_of
from api.pages.rounds.round_view import round_view
from api.pickups import routes as pickups
from api.pickups.body import PickupBody, ReplanBody
from api.pickups.proposals import confirm_proposal
from api.web.problems import ProblemError
from api.web.services import Services, ServicesDep
from storage.state.waste import pickups as stored_pickups
from storage.state.waste.pickups import PROPOSALS, Pickup

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/runder/ny")
def new_round_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what a round for a trigger (`?trigger=`) or a fraction (`?fraction=`) would be for, and its trucks and days."""
    insist(reader.sees_all, 401)
    return _new(request, services, reader, request.query_params.get("trigger", ""), request.query_params.get("fraction", ""), Chosen())


@router.post("/runder/ny")
async def propose(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Propose a round, and show it."""
    fields = await crew_form(request, services, reader)
    return await run_in_threadpool(_proposed, request, services, reader, fields)


@router.get("/runder/{pickup_id}/endre")
def change_page(pickup_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show a round's bins, truck and day to be changed."""
    insist(reader.sees_all, 401)
    return show_proposal(request, services, reader, pickup_id)


@router.get("/runder/{pickup_id}/avlys")
def cancel_page(pickup_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Ask whether a round is to be called off, and say what then becomes of its bins."""
    insist(reader.sees_all, 401)
    view = round_view(services, pickup_id)
    if view.round.state in ("done", "cancelled"):  # whoever goes back to the question has answered it
        return see(f"/runder/{pickup_id}", reader)
    return render(request, services, reader, "rounds/cancel.html", view=view)


@router.post("/runder/{pickup_id}/avlys")
async def cancel(pickup_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Call a round off, or discard a proposal."""
    await crew_form(request, services, reader)
    return await run_in_threadpool(_cancelled, services, reader, pickup_id)


@router.post("/runder/{pickup_id}")
async def change(pickup_id: str, request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Change a round or a proposal, confirm it, or look for bins to add."""
    fields = await long_crew_form(request, services, reader)
    return await run_in_threadpool(_changed, request, services, reader, pickup_id, fields)


def show_proposal(
    request: Request, services: Services, reader: Reader, pickup_id: str, form: ProposalForm | None = None, refusal: Refusal | None = None
) -> Response:
    """Return the page of a round that may be changed; what a refused `form` chose stands in it."""
    search = form.search if form else request.query_params.get("q", "").strip()[:100]
    view = proposal(services, reader.language, pickup_id, search=search, chosen=form.chosen if form else None)
    return render(
        request, services, reader, "rounds/proposal.html",
        view=view, refusal=refusal, was_changed="endret" in request.query_params,
        drawing_of=drawing_of, background=background(services.settings.pages), status=refusal.status if refusal else 200,
    )  # fmt: skip


def _new(
    request: Request, services: Services, reader: Reader, trigger_id: str, fraction: str, chosen: Chosen, refusal: Refusal | None = None
) -> Response:
    view = new_round(services, trigger_id, fraction, chosen)
    return render(request, services, reader, "rounds/new.html", view=view, refusal=refusal, status=refusal.status if refusal else 200)


def _proposed(request: Request, services: Services, reader: Reader, fields: dict[str, str]) -> Response:
    trigger_id, fraction, chosen = fields.get("trigger", ""), fields.get("fraction", ""), Chosen.of(fields)
    try:
        body = proposal_body(trigger_id, fraction, chosen, insists="insist" in fields, now=services.clock(), zone=services.figures.zone)
        with services.state.begin() as connection:
            pickup = _asked_a_moment_ago(connection, body) or pickups.create_round(services, connection, body)
    except (ProblemError, ValueError) as error:
        refusal = refusal_of(error if isinstance(error, ProblemError) else ProblemError(422, "Choose what the round is for."))
        if refusal.pickup_id is not None:  # somebody else planned it a moment ago
            return see(f"/runder/{refusal.pickup_id}", reader)
        return _new(request, services, reader, trigger_id, fraction, chosen, refusal)
    return see(f"/runder/{pickup.id}", reader)


def _asked_a_moment_ago(connection: Connection, body: PickupBody) -> Pickup | None:
    """Return the proposal that is being planned for the same trigger and trucks: a button pressed twice is one wish."""
    waiting = stored_pickups.page(connection, state="proposing") if body.trigger_id else []
    return next((row for row in waiting if (row.trigger_id, row.request.vehicles) == (body.trigger_id, body.vehicles)), None)


def _changed(request: Request, services: Services, reader: Reader, pickup_id: str, fields: Fields) -> Response:
    form = ProposalForm.of(fields)
    try:
        return _apply(services, reader, pickup_id, form)
    except ProblemError as error:
        if error.status not in (409, 422):
            raise
        return show_proposal(request, services, reader, pickup_id, form, refusal_of(error))


def _apply(services: Services, reader: Reader, pickup_id: str, form: ProposalForm) -> Response:
    """Do what a form asks. What it changes is planned first: nobody confirms what they have not seen."""
    with services.state.begin() as connection:
        pickup = pickups.locked_round(connection, pickup_id)
        is_proposal = pickup.state in PROPOSALS
        body = replan_body(form, pickup, services.clock(), services.figures.zone)
        if body is not None or (is_proposal and form.act == "change"):
            pickups.replan_round(services, connection, pickup_id, body or ReplanBody())
        elif form.act == "confirm" and not form.search and is_proposal:
            confirm_proposal(services, connection, pickup_id, insist_booked=form.insists)
    page = f"/runder/{pickup_id}" if is_proposal else f"/runder/{pickup_id}/endre"
    if form.search and not form.added:
        return see(page, reader, "add", q=form.search)
    if form.act == "confirm" and body is not None:
        return see(page, reader, endret="1")
    return see(f"/runder/{pickup_id}", reader)


def _cancelled(services: Services, reader: Reader, pickup_id: str) -> Response:
    with services.state.begin() as connection:
        was_proposal = pickups.locked_round(connection, pickup_id).state in PROPOSALS
        pickups.cancel_round(services, connection, pickup_id)
    return see("/runder" if was_proposal else f"/runder/{pickup_id}", reader)

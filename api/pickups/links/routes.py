"""Links for drivers over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.pickups.links.links import list_links, make_link, revoke_link
from api.pickups.links.seal import signed
from api.pickups.routes import PickupId, Writer
from api.web.fields import Answer, Body, Id, TimeOut, examples
from api.web.public_address import public_address
from api.web.services import Services, ServicesDep
from domain.waste.rounds.round_link import LinkState, RoundLink

router = APIRouter(prefix="/pickups", tags=["extended", "links"])
LinkId = Annotated[str, Path(min_length=1, max_length=16, pattern=r"^[A-Za-z0-9_-]+$")]


class LinkBody(Body):
    """The vehicle whose driver gets the link; it may be left out while the round has only one."""

    model_config = examples({"vehicle": "restbil-1"})

    vehicle: Id | None = None


class LinkAnswer(Answer):
    """A link: whoever has `url` sees the vehicle's route and reports from it, until `expires_at` or until it is revoked.

    `created_by`: the name of the key that made it.
    """

    id: str
    pickup_id: str
    vehicle: str
    url: str
    state: LinkState
    created_at: TimeOut
    created_by: str
    expires_at: TimeOut
    revoked_at: TimeOut | None


class LinksAnswer(Answer):
    """All links of a round, newest first."""

    items: list[LinkAnswer]
    next_cursor: None = None


@router.post("/{pickup_id}/links", status_code=201)
def post_link(pickup_id: PickupId, request: Request, services: ServicesDep, key: Writer, body: LinkBody) -> LinkAnswer:
    """Make a link for a driver: no key, no sign-in; it ends 12 hours after the vehicle's shift."""
    with services.state.begin() as connection:
        link = make_link(services, connection, pickup_id, body.vehicle, key.name)
    return _answer(services, request, link)


@router.get("/{pickup_id}/links")
def get_links(pickup_id: PickupId, request: Request, services: ServicesDep, _key: Writer) -> LinksAnswer:
    """List a round's links, revoked and expired ones too."""
    with services.state.read() as connection:
        links = list_links(connection, pickup_id)
    return LinksAnswer(items=[_answer(services, request, link) for link in links])


@router.delete("/{pickup_id}/links/{link_id}", status_code=204)
def delete_link(pickup_id: PickupId, link_id: LinkId, services: ServicesDep, _key: Writer) -> None:
    """Revoke a link from now on; it stays listed."""
    with services.state.begin() as connection:
        revoke_link(services, connection, pickup_id, link_id)


def url_of(services: Services, request: Request, link: RoundLink) -> str:
    """Return the link's address, under the name by which people reach us."""
    return public_address(services, request, f"/r/{signed(services.link_secret, link.id)}")


def _answer(services: Services, request: Request, link: RoundLink) -> LinkAnswer:
    return LinkAnswer(
        id=link.id,
        pickup_id=link.pickup_id,
        vehicle=link.vehicle,
        url=url_of(services, request, link),
        state=link.state(services.clock()),
        created_at=link.created_at,
        created_by=link.created_by,
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
    )

"""What the office needs to hand a round over: for each vehicle a link as QR code and as text to send, and the links that are out."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from markupsafe import Markup

from api.pages.frame.qr_code import qr_code
from api.pickups.answer import PickupAnswer, pickup_answer
from api.pickups.links.routes import url_of
from api.pickups.route_answer import RouteAnswer
from api.pickups.routes import existing_round
from api.registry.names import names_now
from api.text.formats import Formats
from api.text.language import words
from api.web.services import Services
from config.names import Names
from config.texts import Language, Words
from domain.waste.rounds.extra_stop import EXTRA
from domain.waste.rounds.round_link import LinkState, RoundLink
from storage.state.waste import round_links, stop_events


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link of the round. `qr`: an SVG, None where the link is over; `text`: what is sent to a driver, `sms` and `mail` open it there."""

    id: str
    vehicle: str
    url: str
    state: LinkState
    created_at: int
    created_by: str
    expires_at: int
    revoked_at: int | None
    qr: Markup | None
    text: str
    sms: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """One vehicle's route: what a link is made for, and the links to it that are valid."""

    vehicle: str
    name: str
    stops: int
    start: int
    end: int
    links: Sequence[LinkRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A round to hand over: each vehicle's route, and the links that are over."""

    round: PickupAnswer
    drives: Sequence[Drive]
    over: Sequence[LinkRow]


def hand_over(services: Services, request: Request, pickup_id: str, language: Language) -> HandOver:
    """Read a round and its links. Raises a 404."""
    with services.state.read() as connection:
        pickup = existing_round(connection, pickup_id)
        names = names_now(services, connection, language)
        answer = pickup_answer(pickup, stop_events.of_pickup(connection, pickup_id), names, services.figures.zone)
        links = round_links.of_pickup(connection, pickup_id)
    routes = {route.vehicle: route for route in answer.routes}
    wording = _Wording(words(language), Formats(words(language), services.clock()), names, answer.departure)
    rows = {
        link.id: _row(link, wording.message(link, routes.get(link.vehicle), url), wording, url, link.state(services.clock()))
        for link in links
        for url in [url_of(services, request, link)]
    }
    valid = [link for link in links if rows[link.id].state == "valid"]
    return HandOver(
        round=answer,
        drives=[
            _drive(route, names.vehicle(route.vehicle), [rows[link.id] for link in valid if link.vehicle == route.vehicle])
            for route in answer.routes
        ],
        over=[rows[link.id] for link in links if link not in valid or link.vehicle not in routes],
    )


@dataclass(frozen=True, slots=True)
class _Wording:
    """The reader's words for a round that sets out at `departure` (ms UTC)."""

    text: Words
    formats: Formats
    names: Names
    departure: int

    def message(self, link: RoundLink, route: RouteAnswer | None, url: str) -> str:
        """Return what is sent to a driver."""
        return self.text(
            "hand_over.message",
            moment=self.formats.fixed_moment(route.start if route else self.departure),
            vehicle=self.names.vehicle(link.vehicle),
            stops=len(route.stops) if route else 0,
            url=url,
            until=self.formats.fixed_moment(link.expires_at),
        )


def _row(link: RoundLink, message: str, wording: _Wording, url: str, state: LinkState) -> LinkRow:
    return LinkRow(
        id=link.id,
        vehicle=wording.names.vehicle(link.vehicle),
        url=url,
        state=state,
        created_at=link.created_at,
        created_by=link.created_by,
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
        qr=qr_code(url) if state == "valid" else None,
        text=message,
        sms=f"sms:?&body={quote(message)}",
        mail=f"mailto:?subject={quote(wording.text('hand_over.subject'))}&body={quote(message)}",
    )


def _drive(route: RouteAnswer, name: str, links: Sequence[LinkRow]) -> Drive:
    planned = sum(stop.reason != EXTRA for stop in route.stops)
    return Drive(vehicle=route.vehicle, name=name, stops=planned, start=route.start, end=route.end, links=links)

"""Signing in at a provider: the way there, and the way back."""

from hmac import compare_digest

import structlog
from fastapi import APIRouter, Request, Response

from api.pages.access.own_path import own_path
from api.pages.access.sign_in import go_to, sign_in_answer
from api.pages.frame.answers import PAGE
from api.pages.frame.reader import ReaderDep
from api.web import session
from api.web.address import address_of
from api.web.oidc.claims import NO_ROLE
from api.web.oidc.provider_answer import ProviderAwayError, ProviderRefusesError
from api.web.oidc.providers import OidcProvider
from api.web.problems import ProblemError
from api.web.public_address import public_address
from api.web.rate_limit import SIGN_INS
from api.web.services import Services, ServicesDep
from domain.duration import SECOND
from storage.state.access import sessions, sign_ins
from storage.state.access.sessions import Identity
from storage.state.access.sign_ins import SignIn

router = APIRouter(include_in_schema=False, tags=[PAGE])
COOKIE = "bysans_sign_in"
# What goes wrong on the way, by the name of its text, and the status that says so.
_TROUBLE = {"away": 503, "cancelled": 403, "expired": 400, NO_ROLE: 403, "refused": 403}
_log = structlog.get_logger(__name__)


@router.get("/sign-in/{provider_id}")
def leave(request: Request, services: ServicesDep, reader: ReaderDep, provider_id: str) -> Response:
    """Send the reader to the provider; `?til=PATH` is where they go when they have signed in."""
    provider, path = _provider(services, provider_id), own_path(request.query_params.get("til", ""), "")
    services.rate_limit.count(SIGN_INS, address_of(request))
    with services.state.begin() as connection:
        state, sign_in = sign_ins.begin(connection, provider_id, path, services.wall())
    try:
        address = provider.sign_in_address(state, sign_in, _redirect_uri(request, services, provider_id), reader.language)
    except ProviderAwayError as error:
        _log.warning("a provider at which people sign in is away", provider=provider_id, error=str(error))
        return sign_in_answer(request, services, reader, path, trouble="away", status=_TROUBLE["away"])
    answer = Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
    # By it the browser that comes back is known as the one that left; Lax, as the way back begins at the provider.
    session.set_own_cookie(answer, request, services, COOKIE, state, sign_ins.LIFETIME_MS // SECOND)
    return answer


@router.get("/sign-in/{provider_id}/callback")
def come_back(request: Request, services: ServicesDep, reader: ReaderDep, provider_id: str) -> Response:
    """Begin the session of who comes back from the provider, and lead them where they were going."""
    provider, cookie = _provider(services, provider_id), sessions.new_cookie()
    services.rate_limit.count(SIGN_INS, address_of(request))
    sign_in = _taken(request, services, provider_id)
    who = "expired" if sign_in is None else _who(request, services, provider, sign_in, cookie)
    if isinstance(who, str):
        answer = sign_in_answer(request, services, reader, sign_in.path if sign_in else "", trouble=who, status=_TROUBLE[who])
    else:
        session.begin_at_provider(request, services, cookie, who)
        answer = go_to(sign_in.path if sign_in else "", reader)
        session.set_cookie(answer, request, services, cookie)
    session.set_own_cookie(answer, request, services, COOKIE, "", 0)
    return answer


def _taken(request: Request, services: Services, provider_id: str) -> SignIn | None:
    """Return the sign-in that this browser began at this provider, once; None for a stranger's, an old one, or a repetition."""
    state = request.query_params.get("state", "")
    if not state or not compare_digest(state.encode(), (session.own_cookie(request, services, COOKIE) or "").encode()):
        return None
    with services.state.begin() as connection:
        sign_in = sign_ins.take(connection, state, services.wall())
    return sign_in if sign_in and sign_in.provider == provider_id else None


def _who(request: Request, services: Services, provider: OidcProvider, sign_in: SignIn, cookie: str) -> Identity | str:
    """Return who signed in, or the name of what is wrong."""
    if (error := request.query_params.get("error")) is not None:
        _log.info("a provider signed nobody in", provider=provider.id, error=error[:64])
        return "cancelled" if error == "access_denied" else "refused"
    try:
        code = request.query_params.get("code", "")
        return provider.redeem(code, sign_in, _redirect_uri(request, services, provider.id), cookie)
    except ProviderAwayError as away:
        _log.warning("a provider at which people sign in is away", provider=provider.id, error=str(away))
        return "away"
    except ProviderRefusesError as refused:
        _log.warning("somebody was not let in", provider=provider.id, error=str(refused))
        return NO_ROLE if refused.code == NO_ROLE else "refused"


def _provider(services: Services, provider_id: str) -> OidcProvider:
    if (provider := services.providers.get(provider_id)) is None:
        raise ProblemError(404, "There is no such provider.")
    return provider


def _redirect_uri(request: Request, services: Services, provider_id: str) -> str:
    return public_address(services, request, f"/sign-in/{provider_id}/callback")

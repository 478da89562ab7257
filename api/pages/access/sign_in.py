"""The page on which people sign in, signing in with a key, and out again."""

from dataclasses import replace
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.access.own_path import own_path
from api.pages.frame import forms
from api.pages.frame.answers import PAGE, see
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.web import session
from api.web.address import address_of
from api.web.auth import authenticate
from api.web.oidc.provider_answer import ProviderAwayError
from api.web.problems import ProblemError
from api.web.public_address import public_address
from api.web.rate_limit import FAILED_KEYS
from api.web.services import Services, ServicesDep
from storage.state.access.keys import Key
from storage.state.access.sessions import Session

router = APIRouter(include_in_schema=False, tags=[PAGE])
# What is wrong with a sign-in, by the name of its text, and the status that says so.
_REFUSED = {"foreign": 403, "too_long": 413, "too_many": 429, "wrong": 422, "not_by_key": 403}
FIRST = "/i-dag"
_log = structlog.get_logger(__name__)


@router.get("/sign-in")
def sign_in_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Offer the providers, and ask for a key; `?til=PATH` is where to go afterwards."""
    return sign_in_answer(request, services, reader, own_path(request.query_params.get("til", ""), ""))


@router.post("/sign-in")
async def sign_in(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Begin a session with the key of the form."""
    problem, key, path = await _proved(request, services)
    if key is None:
        return await run_in_threadpool(sign_in_answer, request, services, reader, path, wrong=problem, status=_REFUSED[problem])
    cookie = await run_in_threadpool(session.begin, request, services, key)
    answer = go_to(path, reader)
    session.set_cookie(answer, request, services, cookie)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """End the session, here and wherever its cookie was taken; who signed in at a provider is shown how to sign out there too."""
    # SameSite=Lax keeps the cookie from others' forms, so no one can be signed out by them.
    ended = session.end(request, services)
    elsewhere = _sign_out_address(request, services, ended)
    if ended is None or elsewhere is None:
        answer = see("/", reader)
    else:
        identity = ended.identity
        name = services.providers[identity.provider].settings.name if identity else ""
        answer = render(request, services, _gone(reader), "access/signed_out.html", counted=False, provider=name, elsewhere=elsewhere)
    session.set_own_cookie(answer, request, services, session.COOKIE, "", 0)
    return answer


def sign_in_answer(
    request: Request,
    services: Services,
    reader: Reader,
    path: str,
    *,
    wrong: str | None = None,
    trouble: str | None = None,
    status: int = 200,
) -> Response:
    """Return the page; `path`: where to go afterwards, `wrong` with the key, `trouble` at the provider."""
    providers = [(provider.id, provider.settings.name) for provider in services.providers.values()]
    view: dict[str, Any] = {
        "path": path,
        "wrong": wrong,
        "trouble": trouble,
        "providers": providers,
        "keys": services.settings.sign_in.keys,
    }
    return render(request, services, reader, "access/sign_in.html", status=status, **view)


def go_to(path: str, reader: Reader) -> Response:
    """Send who has signed in on to where they were going."""
    if path:
        return Response(status_code=303, headers={"Location": path, "Cache-Control": "no-store"})
    return see(FIRST, reader)


async def _proved(request: Request, services: Services) -> tuple[str, Key | None, str]:
    """Return the key that the form proves, or the name of what is wrong with it, and where the person was going."""
    if not forms.is_our_own(request, services.settings.http.public_url):
        return "foreign", None, ""
    try:
        fields = await forms.read(request)
    except forms.FormTooLargeError:
        return "too_long", None, ""
    path = own_path(fields.get("til", ""), "")
    if not services.settings.sign_in.keys:
        return "not_by_key", None, path
    return *await run_in_threadpool(_verified, request, services, fields.get("key", "").strip()), path


def _verified(request: Request, services: Services, token: str) -> tuple[str, Key | None]:
    key = authenticate(services, token)
    if key is not None:
        return "", key
    try:
        services.rate_limit.count(FAILED_KEYS, address_of(request))
    except ProblemError:
        return "too_many", None
    return "wrong", None


def _sign_out_address(request: Request, services: Services, ended: Session | None) -> str | None:
    """Return where the person signs out of their provider too, if they can."""
    if ended is None or ended.identity is None or ended.identity.provider not in services.providers:
        return None
    provider, cookie = services.providers[ended.identity.provider], session.cookie_of(request, services) or ""
    try:
        return provider.sign_out_address(ended.identity, cookie, public_address(services, request, "/"))
    except ProviderAwayError as error:
        _log.warning("a provider does not say where one signs out", provider=provider.id, error=str(error))
        return None


def _gone(reader: Reader) -> Reader:
    """Return the reader as they are after signing out."""
    return replace(reader, name=None, acts_as=None, collects_as=None, sees_all=False, scopes=frozenset(), session=None)

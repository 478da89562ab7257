"""Signing in with a key, and out again."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.frame import forms
from api.pages.frame.answers import PAGE, see
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.web import session
from api.web.auth import address_of, authenticate
from api.web.problems import ProblemError
from api.web.rate_limit import FAILED_KEYS
from api.web.services import Services, ServicesDep
from api.web.session import COOKIE
from domain.duration import SECOND
from storage.state.access.keys import Key
from storage.state.access.sessions import LIFETIME_MS

router = APIRouter(include_in_schema=False, tags=[PAGE])
# What is wrong with a sign-in, by the name of its text, and the status that says so.
_REFUSED = {"foreign": 403, "too_long": 413, "too_many": 429, "wrong": 422}
_FIRST = "/i-dag"


@router.get("/sign-in")
def sign_in_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Ask for a key."""
    return render(request, services, reader, "frame/sign_in.html", wrong=None)


@router.post("/sign-in")
async def sign_in(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Begin a session with the key of the form."""
    problem, key = await _proved(request, services)
    if key is None:
        return await run_in_threadpool(render, request, services, reader, "frame/sign_in.html", wrong=problem, status=_REFUSED[problem])
    cookie = await run_in_threadpool(session.begin, request, services, key)
    answer = see(_FIRST, reader)
    answer.set_cookie(COOKIE, cookie, max_age=LIFETIME_MS // SECOND, secure=_is_https(request, services), httponly=True, samesite="strict")
    return answer


@router.post("/sign-out")
def sign_out(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """End the session, here and wherever its cookie was taken."""
    session.end(request, services)
    # SameSite=Strict keeps the cookie from others' pages, so no one can be signed out by them.
    answer = see("/", reader)
    answer.delete_cookie(COOKIE, secure=_is_https(request, services), httponly=True, samesite="strict")
    return answer


async def _proved(request: Request, services: Services) -> tuple[str, Key | None]:
    """Return the key that the form proves, or the name of what is wrong with it."""
    if not forms.is_our_own(request, services.settings.http.public_url):
        return "foreign", None
    try:
        token = (await forms.read(request)).get("key", "").strip()
    except forms.FormTooLargeError:
        return "too_long", None
    return await run_in_threadpool(_verified, request, services, token)


def _verified(request: Request, services: Services, token: str) -> tuple[str, Key | None]:
    key = authenticate(services, token)
    if key is not None:
        return "", key
    try:
        services.rate_limit.count(FAILED_KEYS, address_of(request))
    except ProblemError:
        return "too_many", None
    return "wrong", None


def _is_https(request: Request, services: Services) -> bool:
    return request.url.scheme == "https" or (services.settings.http.public_url or "").startswith("https://")

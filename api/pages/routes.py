"""The addresses of the first page, the sign-in and the static files."""

from collections.abc import Callable
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages import alert_forms, assets, forms
from api.pages.error_page import PAGE
from api.pages.overview import newest_readings, overview
from api.pages.reader import Reader, reader
from api.pages.render import render
from api.pages.round_routes import add_rounds
from api.pages.session import COOKIE, LIFETIME_S, Sessions, open_sessions
from api.web.auth import address_of, authenticate
from api.web.problems import ProblemError
from api.web.rate_limit import FAILED_KEYS
from api.web.services import Services, ServicesDep
from config.settings import Settings
from storage.state.access.keys import Key

# What is wrong with a sign-in, by the name of its text, and the status that says so.
_REFUSED = {"foreign": 403, "too_long": 413, "too_many": 429, "wrong": 422}


def router(settings: Settings) -> APIRouter:
    """Return the pages' routes; none of them stands in the API's documents.

    Raises OSError when the secret that seals sessions can be neither read nor made in `data_dir`.
    """
    sessions = None if settings.http.open_pages else open_sessions(settings.data_dir)

    def who(request: Request, services: ServicesDep) -> Reader:
        return reader(request, services, sessions)

    routes = APIRouter(include_in_schema=False, tags=[PAGE])
    _add_overview(routes, who)
    add_rounds(routes, who)
    if sessions:
        _add_sign_in(routes, who, sessions)
    routes.add_api_route("/static/{digest}/{name:path}", assets.serve, methods=["GET"])
    return routes


def _add_overview(routes: APIRouter, who: Callable[..., Reader]) -> None:
    @routes.get("/")
    def first_page(request: Request, services: ServicesDep, visitor: Annotated[Reader, Depends(who)]) -> Response:
        return render(request, services, visitor, "overview.html", view=overview(services, visitor), wrong=None)

    @routes.post("/alerts/{alert_id}/{action}")
    async def act_on_alert(
        alert_id: str,
        action: Literal["acknowledge", "shelve"],
        request: Request,
        services: ServicesDep,
        visitor: Annotated[Reader, Depends(who)],
    ) -> Response:
        wrong, form = await alert_forms.form_of(request, services, visitor)
        wrong = wrong or await run_in_threadpool(alert_forms.act, services, visitor, alert_id, action, form)
        if wrong is None:
            return _to_first_page(visitor, f"#alert-{alert_id}")
        view = await run_in_threadpool(overview, services, visitor)
        return render(request, services, visitor, "overview.html", view=view, wrong=wrong, status=alert_forms.STATUS[wrong])

    @routes.get("/live")
    def live(request: Request, services: ServicesDep, visitor: Annotated[Reader, Depends(who)]) -> Response:
        if not visitor.sees_all:
            raise ProblemError(401, "Sign in to see readings as they arrive.", headers={"WWW-Authenticate": 'Bearer realm="bysans"'})
        return render(request, services, visitor, "live.html", live=newest_readings(services))


def _add_sign_in(routes: APIRouter, who: Callable[..., Reader], sessions: Sessions) -> None:
    @routes.get("/sign-in")
    def sign_in_page(request: Request, services: ServicesDep, visitor: Annotated[Reader, Depends(who)]) -> Response:
        return render(request, services, visitor, "sign_in.html", wrong=None)

    @routes.post("/sign-in")
    async def sign_in(request: Request, services: ServicesDep, visitor: Annotated[Reader, Depends(who)]) -> Response:
        problem, key = await _proved(request, services)
        if key is None:
            return render(request, services, visitor, "sign_in.html", wrong=problem, status=_REFUSED[problem])
        answer = _to_first_page(visitor)
        cookie = sessions.issue(key.id, services.wall())
        answer.set_cookie(COOKIE, cookie, max_age=LIFETIME_S, secure=_is_https(request, services), httponly=True, samesite="strict")
        return answer

    @routes.post("/sign-out")
    def sign_out(request: Request, services: ServicesDep, visitor: Annotated[Reader, Depends(who)]) -> Response:
        # SameSite=Strict keeps the cookie from others' pages, so no one can be signed out by them.
        answer = _to_first_page(visitor)
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


def _to_first_page(visitor: Reader, place: str = "") -> Response:
    address = f"/?{urlencode({'lang': visitor.language})}{place}"
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


def _is_https(request: Request, services: Services) -> bool:
    return request.url.scheme == "https" or (services.settings.http.public_url or "").startswith("https://")

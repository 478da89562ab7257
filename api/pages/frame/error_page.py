"""Errors as a page for people, where a program would get a problem+json answer."""

import json

from fastapi import Request, Response

from api.pages.frame.answers import PAGE
from api.pages.frame.reader import recognise
from api.pages.frame.render import render

_TEXTS = {404: "nothing_here", 503: "away"}


def page_for_person(request: Request, problem: Response) -> Response | None:
    """Return the page that tells a person of `problem`; None for programs."""
    if not _is_for_person(request):
        return None
    services = request.app.state.services
    # Without their session: to recognise them asks the state, which may be what is wrong.
    anybody = recognise(request, services, open_pages=True)
    kind = _TEXTS.get(problem.status_code, "ours" if problem.status_code >= 500 else "refused")
    if problem.status_code == 401 and _is_page(request):
        kind = "signed_out"
    detail = json.loads(bytes(problem.body))["detail"] if kind == "refused" else None
    view = {"kind": kind, "detail": detail, "back": _way_back(request)}
    page = render(request, services, anybody, "frame/trouble.html", status=problem.status_code, counted=False, **view)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in problem.headers:
            page.headers[name] = problem.headers[name]
    return page


def _way_back(request: Request) -> str:
    """Return what was asked for, so that who signs in comes to it; nothing for a form, which is not sent twice."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return asked if request.method == "GET" else ""


def _is_for_person(request: Request) -> bool:
    """Return whether a page was asked for, or something else by a browser; the API answers in its own way whoever asks it."""
    if _is_page(request):
        return True
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def _is_page(request: Request) -> bool:
    return PAGE in getattr(request.scope.get("route"), "tags", ())

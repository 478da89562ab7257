"""Errors as GeoReport's clients read them: a list of codes with descriptions, in the format that was asked for."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.open311 import documents
from api.open311.formats import answer
from api.web.error_handlers import in_words
from api.web.problems import ProblemError
from storage.state.engine import StateAwayError

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_AWAY = "The service cannot read its data at this moment; try again."


class GeoReportRoute(APIRoute):
    """A route whose errors are GeoReport's own."""

    def get_route_handler(self) -> _Handler:
        """Return the handler that answers errors too."""
        handle = super().get_route_handler()

        async def handle_errors(request: Request) -> Response:
            try:
                return await handle(request)
            except ProblemError as error:
                return _refusal(request, error.status, error.detail, error.headers)
            except HTTPException as error:  # a damaged form
                return _refusal(request, error.status_code, error.detail, error.headers)
            except RequestValidationError as error:
                return _refusal(request, 400, "; ".join(_fault(fault) for fault in error.errors()))
            except StateAwayError:
                return _refusal(request, 503, _AWAY, {"Retry-After": "5"})

        return handle_errors


def _refusal(request: Request, status: int, description: str, headers: Any = None) -> Response:
    # Wrong parameters are GeoReport's 400.
    code = 400 if status == 422 else status
    kind = "xml" if request.url.path.endswith(".xml") else "json"
    response = answer(kind, "errors", [documents.Error(code=code, description=description)], status=code)
    response.headers.update(headers or {})
    return response


def _fault(fault: Any) -> str:
    return f"{fault['loc'][-1]}: {in_words(fault)}"

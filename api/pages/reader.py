"""Who looks at a page, and what may they see?"""

from dataclasses import dataclass

from fastapi import Request

from api.pages.language import Language, choose
from api.pages.session import COOKIE, Sessions
from api.services import Services
from storage.state import keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One reader: `key_name` of the key they signed in with, and what is open to them."""

    language: Language
    key_name: str | None
    sees_all: bool
    sees_sites: bool
    sees_means: bool
    signs_in: bool


def reader(request: Request, here: Services, sessions: Sessions | None) -> Reader:
    """Recognise the reader by their session; `sessions` is None where the pages are open to all."""
    key_name = _key_name(request, here, sessions) if sessions else None
    sees_all = sessions is None or key_name is not None
    return Reader(
        language=choose(request.query_params.get("lang"), request.headers.get("accept-language", "")),
        key_name=key_name,
        sees_all=sees_all,
        sees_sites=sees_all or "sites" in here.settings.http.public,
        sees_means=sees_all or "means" in here.settings.http.public,
        signs_in=sessions is not None,
    )


def _key_name(request: Request, here: Services, sessions: Sessions) -> str | None:
    cookie = request.cookies.get(COOKIE)
    key_id = sessions.key_id(cookie, here.wall()) if cookie else None
    if key_id is None:
        return None
    with here.state.read() as connection:
        key = keys.valid(connection, key_id)
    return key.name if key else None

"""A person who signed in at work."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from domain.access.role import Role
from domain.access.scope import Scope, covers
from domain.one_line import is_one_line

_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person; `id` is the same at each sign-in. `session`: the handle of the session in which they act."""

    id: str
    name: str
    roles: tuple[Role, ...]
    scopes: tuple[Scope, ...]
    session: str

    def may(self, scope: str) -> bool:
        """Return whether the person may change what `scope` stands for."""
        return covers(self.scopes, scope)


def person_id(issuer: str, subject: str) -> str:
    """Return the id of the person whom an issuer knows by `subject`: OpenID Connect Core 2 makes the two together unique."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:16]


def name_of(candidates: Sequence[object]) -> str:
    """Return the first of the candidates that can be a name, shortened to what is kept of one."""
    names = (str(text).strip()[:_LONGEST_NAME].strip() for text in candidates if isinstance(text, str))
    return next((name for name in names if name and is_one_line(name)), "?")

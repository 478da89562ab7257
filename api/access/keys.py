"""Keys of programs: made, listed, rotated and ended by administrators."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from api.web.auth import Caller, writer
from api.web.fields import Answer, Id, TimeIn, TimeOut
from api.web.problems import ProblemError, not_found
from api.web.services import ServicesDep
from domain.access.scope import ADMIN, Scope
from domain.duration import DAY
from storage.state.access import keys

router = APIRouter(prefix="/keys", tags=["extended", "keys"])
Admin = Annotated[Caller, Depends(writer(ADMIN))]
Expiry = Annotated[TimeIn | None, Field(description="when it ends by itself; default never")]


class KeyBody(BaseModel):
    """A key to make."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "screen in the hall", "scopes": ["alerts"], "owner": "IT"}]}
    )

    name: Annotated[str, Field(min_length=1, max_length=64)]
    scopes: Annotated[list[Scope], Field(min_length=1)]
    owner: Annotated[str | None, Field(description="who answers for it")] = None
    expires_at: Expiry = None


class RotateBody(BaseModel):
    """How a key is replaced."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"overlap_days": 7}]})

    overlap_days: Annotated[float, Field(ge=0, le=365, description="for so long the old key goes on working")] = 7
    expires_at: Annotated[TimeIn | None, Field(description="when the new one ends; default as long as the old one was for")] = None


class KeyAnswer(Answer):
    """A key; null times have not come. `replaced_by`: the key that was made in its place."""

    id: str
    name: str
    scopes: list[str]
    owner: str | None
    created_at: TimeOut
    expires_at: TimeOut | None
    last_used_at: TimeOut | None
    revoked_at: TimeOut | None
    replaced_by: str | None


class KeysAnswer(Answer):
    """Every key, ended ones too, the oldest first."""

    items: list[KeyAnswer]


class NewKeyAnswer(Answer):
    """A new key: `key` is told this once, and only its hash is kept."""

    id: str
    key: str


@router.get("")
def list_keys(services: ServicesDep, _admin: Admin) -> KeysAnswer:
    """List keys, with when each was last used. Needs the scope `admin`."""
    with services.state.read() as connection:
        return KeysAnswer(items=[KeyAnswer.model_validate(key, from_attributes=True) for key in keys.all_keys(connection)])


@router.post("", status_code=201)
def create_key(body: KeyBody, services: ServicesDep, _admin: Admin) -> NewKeyAnswer:
    """Make a key. Needs the scope `admin`."""
    with services.state.begin() as connection:
        return _new(lambda: keys.create(connection, body.name, body.scopes, services.wall(), expires_at=body.expires_at, owner=body.owner))


@router.post("/{key_id}/rotate", status_code=201)
def rotate_key(key_id: Id, services: ServicesDep, _admin: Admin, body: RotateBody) -> NewKeyAnswer:
    """Make a key in place of another, which works for the overlap more. Needs the scope `admin`."""
    overlap = round(body.overlap_days * DAY)
    with services.state.begin() as connection:
        return _new(lambda: keys.rotate(connection, key_id, services.wall(), overlap_ms=overlap, expires_at=body.expires_at), key_id)


@router.delete("/{key_id}", status_code=204)
def revoke_key(key_id: Id, services: ServicesDep, _admin: Admin) -> None:
    """End a key, and the sessions that began with it, at once. Needs the scope `admin`."""
    with services.state.begin() as connection:
        if not keys.revoke(connection, key_id, services.wall()):
            raise not_found("valid key", key_id)


def _new(make: Callable[[], str | None], key_id: str = "") -> NewKeyAnswer:
    """Return the key that is made. Raises a 404 for one that is not valid, a 422 for what a key cannot be."""
    try:
        token = make()
    except ValueError as error:
        raise ProblemError(422, f"{error}.") from error
    if token is None:
        raise not_found("valid key", key_id)
    return NewKeyAnswer(id=token.split("_")[1], key=token)

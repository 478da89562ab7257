"""Idempotency-Key: a request that is sent again gets the first answer and is not carried out twice."""

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from api.web.problems import ProblemError
from api.web.services import Services
from storage.state.access import idempotency
from storage.state.access.idempotency import Answered

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="your own name for this request: sent again within 30 days it is answered the same and done once",
    ),
]
Work = Callable[[Connection], tuple[int, BaseModel]]


def answer_once(services: Services, owner: str, key: str | None, path: str, body: BaseModel, work: Work) -> JSONResponse:
    """Do the work and answer, or give the answer that `owner`'s request with this key had.

    Raises a 422 when the key named another request before, a 409 while that one is still being answered.
    """
    digest = hashlib.sha256(f"{path}\n{body.model_dump_json()}".encode()).digest()
    now = services.clock()
    try:
        with services.state.begin() as connection:
            before = idempotency.recall(connection, owner, key, now) if key else None
            if before is not None:
                return _replayed(before, digest)
            status, answer = work(connection)
            content: dict[str, Any] = json.loads(answer.model_dump_json())
            if key:
                idempotency.remember(connection, owner, key, Answered(digest=digest, status=status, answer=content), now)
    except IntegrityError as error:
        detail = "The same Idempotency-Key is being answered at this moment; send the request again."
        raise ProblemError(409, detail, headers={"Retry-After": "1"}) from error
    return JSONResponse(content, status)


def _replayed(before: Answered, digest: bytes) -> JSONResponse:
    if before.digest != digest:
        raise ProblemError(
            422,
            "Idempotency-Key: it named another request within the last 30 days; give each request a key of its own.",
            errors=[{"field": "Idempotency-Key", "message": "was used for another request"}],
        )
    return JSONResponse(before.answer, before.status, {"Idempotent-Replayed": "true"})

"""`GET /stream`: what changes, as it changes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request
from fastapi.responses import StreamingResponse

from api.stream.feed import Feed
from api.stream.wanted import Wanted
from api.web.auth import Caller, reader
from api.web.fields import Id
from api.web.services import Services, ServicesDep

router = APIRouter(tags=["extended", "stream"])
_CONTENT = {"text/event-stream": {"schema": {"type": "string"}}}
Event = Literal["latest", "alerts", "triggers", "quarantine"]
_HEADERS = {"X-Accel-Buffering": "no"}  # nginx would hold events back


@router.get("/stream", response_class=StreamingResponse, responses={200: {"content": _CONTENT}})
async def stream(
    request: Request,
    services: ServicesDep,
    caller: Annotated[Caller, Depends(reader)],
    device: Annotated[list[Id], Query(description="only what is about these devices")] = [],  # noqa: B006 - FastAPI copies it
    site: Annotated[list[Id], Query(description="only what is about these sites and the devices there")] = [],  # noqa: B006
    event: Annotated[list[Event], Query(description="only these events")] = [],  # noqa: B006
    last_event_id: Annotated[str | None, Header(description="go on behind this event; a browser sends it by itself")] = None,
) -> StreamingResponse:
    """Follow what changes, from now on or behind `Last-Event-ID`.

    Events: `latest`; `alerts`, with what happened to one; `triggers`, as each is after a change; `quarantine`, what could not be used.
    """
    wanted = Wanted(events=frozenset(event), devices=frozenset(device), sites=frozenset(site))
    events = await feed_of(request.app, services).stream(caller, last_event_id, wanted)
    return StreamingResponse(events, headers=_HEADERS, media_type="text/event-stream")


def feed_of(app: FastAPI, services: Services) -> Feed:
    """Return the application's one feed."""
    feed = getattr(app.state, "feed", None)
    if not isinstance(feed, Feed) or feed.services is not services:
        feed = app.state.feed = Feed(services)
    return feed


def end_streams(app: FastAPI) -> None:
    """End every open stream, as the service is stopping."""
    feed_of(app, app.state.services).end()

"""How often a threshold would have alerted in the last thirty days."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from fastapi import APIRouter, Depends

from api.alerts.alert_answer import SubjectAnswer
from api.alerts.preview_observations import last_seen, observations
from api.alerts.threshold_body import ThresholdBody
from api.alerts.thresholds import check_parameter, check_scope
from api.web.auth import reader
from api.web.fields import Answer, Figure, TimeOut
from api.web.problems import ProblemError, wrong_field
from api.web.services import ServicesDep
from api.web.units_and_flags import unit_of
from config.threshold_file import threshold_file
from domain.alerts.preview import Episode, episodes, silences
from domain.alerts.threshold import SILENCE, WATCHED
from domain.duration import DAY

router = APIRouter(prefix="/thresholds", tags=["core", "thresholds"])

DAYS = 30
_SHOWN = 200
_AT_ONCE = 2  # each may read a month of the whole town
_room = BoundedSemaphore(_AT_ONCE)


class EpisodeAnswer(Answer):
    """One alert that there would have been; `peak` is the value furthest beyond the limit. `cleared_at` null: it still would be open."""

    subject: SubjectAnswer
    members: list[str]
    raised_at: TimeOut
    cleared_at: TimeOut | None
    peak: Figure


class PreviewAnswer(Answer):
    """How many alerts there would have been over `start` to `end`; `episodes` shows the newest 200 of them, newest first."""

    start: TimeOut
    end: TimeOut
    days: int
    alerts: int
    per_day: Figure
    open: int
    unit: str
    episodes: list[EpisodeAnswer]


@contextmanager
def _room_for_one() -> Iterator[None]:
    if not _room.acquire(blocking=False):
        raise ProblemError(503, f"{_AT_ONCE} previews are being worked out; ask again in a while.", headers={"Retry-After": "10"})
    try:
        yield
    finally:
        _room.release()


@router.post("/preview", dependencies=[Depends(reader)])
def preview_threshold(body: ThresholdBody, services: ServicesDep) -> PreviewAnswer:
    """Say how often a threshold would have alerted in the last 30 days; nothing is stored, nobody is told."""
    with _room_for_one():
        return _preview(body, services)


def _preview(body: ThresholdBody, services: ServicesDep) -> PreviewAnswer:
    check_parameter(services, body)
    if body.parameter in WATCHED and body.parameter != SILENCE:
        raise wrong_field("parameter", f"{body.parameter!r} has no preview: what the service counts by itself is not kept for thirty days")
    end = services.clock()
    start = end - DAYS * DAY
    threshold = body.threshold(body.id or "preview")
    with services.state.read() as connection:
        check_scope(connection, threshold.scope, end)
    rules = threshold_file().rules()
    if body.parameter == SILENCE:
        all_episodes = silences(threshold, last_seen(services, threshold, start, end), end, outage_members=rules.outage_members)
    else:
        all_episodes = episodes(threshold, observations(services, threshold, rules, start, end), end)
    return _answer(services, body, [episode for episode in all_episodes if episode.end is None or episode.end > start], start, end)


def _answer(services: ServicesDep, body: ThresholdBody, shown_episodes: list[Episode], start: int, end: int) -> PreviewAnswer:
    return PreviewAnswer(
        start=start,
        end=end,
        days=DAYS,
        alerts=len(shown_episodes),
        per_day=len(shown_episodes) / DAYS,
        open=sum(episode.end is None for episode in shown_episodes),
        unit=WATCHED.get(body.parameter) or unit_of(services, body.parameter),
        episodes=[_shown(episode) for episode in shown_episodes[: -_SHOWN - 1 : -1]],
    )


def _shown(episode: Episode) -> EpisodeAnswer:
    subject = SubjectAnswer.model_validate(episode.subject, from_attributes=True)
    return EpisodeAnswer(
        subject=subject, members=sorted(episode.members), raised_at=episode.start, cleared_at=episode.end, peak=episode.peak
    )

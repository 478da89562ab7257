"""A threshold tried on the last 30 days: the alerts there would have been, and the curve that they come from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.alerts.preview import PreviewAnswer, preview_threshold
from api.alerts.threshold_body import ThresholdBody
from api.web.services import Services
from config.names import Names
from domain.air.direction import DIRECTIONS
from domain.air.window_mean import WindowMean
from domain.air.windows import AIR_PARAMETERS
from domain.alerts.scope import covers_site
from domain.alerts.threshold import Scope
from domain.duration import DAY, HOUR, SECOND
from storage.state.air.window_means import Averaging, window_means

_SHOWN = 50  # episodes in the table


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEpisode:
    """One alert that there would have been, from `start` to `end` (ms UTC; None: it would still be open), at `places`."""

    places: Sequence[str]
    more: int
    start: int
    end: int | None
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialDay:
    """The highest mean of one day that begins at `start` (ms UTC)."""

    start: int
    highest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialCurve:
    """One site's means from `start` to `end` (s UTC): `times` (s UTC) of the windows' ends, `values` None where too little was measured.

    `spans`: (start, end) in s UTC of the alerts that name the site.
    """

    site: str
    averaging: Averaging
    start: int
    end: int
    times: Sequence[int]
    values: Sequence[float | None]
    spans: Sequence[tuple[int, int]]
    days: Sequence[TrialDay]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a threshold would have done in `days` days; `sites`: (id, name) of those whose curve may be drawn."""

    days: int
    alerts: int
    open: int
    episodes: Sequence[TrialEpisode]
    sites: Sequence[tuple[str, str]]
    curve: TrialCurve | None


def trial(services: Services, names: Names, body: ThresholdBody, site: str) -> Trial:
    """Try a threshold; `site`: whose curve is wanted. Raises a 422 or 503, StateAwayError, StoreAwayError."""
    answer = preview_threshold(body, services)
    sites = _sites(names, body)
    drawn = _drawn(answer, [name for name, _ in sites], site)
    with services.state.read() as connection:
        curve = None if drawn is None else _curve(connection, answer, body, drawn)
    return Trial(
        days=answer.days,
        alerts=answer.alerts,
        open=answer.open,
        episodes=[_episode(names, answer, number) for number in range(min(_SHOWN, len(answer.episodes)))],
        sites=sites,
        curve=curve,
    )


def _sites(names: Names, body: ThresholdBody) -> list[tuple[str, str]]:
    if body.kind != "air" or body.parameter not in AIR_PARAMETERS or body.scope.device is not None:
        return []
    place, place_id = next(iter(body.scope.named().items()), (None, None))
    scope = Scope(place=place, id=place_id)  # type: ignore[arg-type]
    registry = names.registry
    covered = [
        name
        for name, history in registry.sites.items()
        if not history.at(names.now).removed and covers_site(scope, registry, name, names.now)
    ]
    return sorted(((name, names.site(name)) for name in covered), key=lambda pair: (pair[1].casefold(), pair[0]))


def _drawn(answer: PreviewAnswer, sites: Sequence[str], wanted: str) -> str | None:
    """Return the site whose curve is drawn: the wanted one, else the one that is alerted most, else the first."""
    if wanted in sites:
        return wanted
    alerted = Counter(member for episode in answer.episodes for member in episode.members if member in sites)
    return alerted.most_common(1)[0][0] if alerted else next(iter(sites), None)


def _episode(names: Names, answer: PreviewAnswer, number: int) -> TrialEpisode:
    episode = answer.episodes[number]
    kind = episode.subject.type if episode.subject.type != "area" else ""
    members = [names.of(kind, episode.subject.id)] if kind else [_member(names, member) for member in episode.members]
    return TrialEpisode(
        places=members[:3], more=max(0, len(members) - 3), start=episode.raised_at, end=episode.cleared_at, peak=episode.peak
    )


def _member(names: Names, member: str) -> str:
    kind = "site" if member in names.registry.sites else "bin" if member in names.registry.bins else "device"
    return names.of(kind, member)


def _curve(connection: Connection, answer: PreviewAnswer, body: ThresholdBody, site: str) -> TrialCurve:
    averaging: Averaging = "hour" if body.averaging == "instant" or body.parameter in DIRECTIONS else body.averaging
    windows = window_means(connection, site, body.parameter, averaging, answer.start, answer.end)
    usable = [window for window in windows if window.coverage >= body.min_coverage and window.end <= answer.end]
    times, values = _with_gaps(usable, DAY if averaging == "day" else HOUR)
    return TrialCurve(
        site=site,
        averaging=averaging,
        start=answer.start // SECOND,
        end=answer.end // SECOND,
        times=times,
        values=values,
        spans=[
            (episode.raised_at // SECOND, (episode.cleared_at or answer.end) // SECOND)
            for episode in answer.episodes
            if site in (episode.subject.id, *episode.members)
        ],
        days=_days(usable),
    )


def _with_gaps(windows: Sequence[WindowMean], step: int) -> tuple[list[int], list[float | None]]:
    times: list[int] = []
    values: list[float | None] = []
    for window in windows:
        if times and window.end // SECOND - times[-1] > step // SECOND:
            times.append(times[-1] + step // SECOND)
            values.append(None)
        times.append(window.end // SECOND)
        values.append(round(window.mean, 3))
    return times, values


def _days(windows: Sequence[WindowMean]) -> list[TrialDay]:
    highest: dict[int, float] = {}
    for window in windows:
        day = (window.end - 1) // DAY * DAY
        highest[day] = max(window.mean, highest.get(day, window.mean))
    return [TrialDay(start=day, highest=value) for day, value in sorted(highest.items(), reverse=True)]

"""One threshold: its form with what may be chosen, its trial on the last 30 days, and who changed it from what to what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import Connection

from api.pages.frame.reader import Reader
from api.pages.frame.registry_now import registry_now
from api.pages.thresholds.form import Fields, WrongFormError, body_of, fields_of
from api.pages.thresholds.threshold_list import MOST, units_of
from api.pages.thresholds.trial import Trial, trial
from api.pages.thresholds.words import FieldWords, ThresholdWords, scopes_in
from api.registry.names import names_now
from api.text.formats import Formats
from api.text.language import words
from api.web.problems import ProblemError, not_found
from api.web.services import Services
from domain.air.direction import DIRECTIONS
from domain.air.windows import AIR_PARAMETERS
from domain.alerts.severity import Severity
from domain.alerts.threshold import Averaging, ThresholdKind
from domain.alerts.threshold_form import form_of
from domain.parameter_order import rank
from storage.state.alerts import thresholds
from storage.state.alerts.thresholds import ThresholdChange

_CHANGES = 30
_OF_BINS = ("fill", "temperature", "tilt", "battery")
_NEW: Mapping[ThresholdKind, Mapping[str, str]] = {
    "air": {"parameter": "pm25", "averaging": "hour", "raise": "50", "clear": "40"},
    "bin": {"parameter": "fill", "averaging": "instant", "raise": "80", "clear": "60"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What each field may be, as (value, word); `worsens`: the thresholds whose alerts this one may make more severe."""

    parameters: Sequence[tuple[str, str]]
    averagings: Sequence[tuple[str, str]]
    places: Sequence[tuple[str, str]]
    severities: Sequence[str]
    worsens: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change at `at` (ms UTC): the fields that differ, before and after; none where it was made or deleted."""

    at: int
    by: str
    kind: str
    fields: Sequence[tuple[FieldWords, FieldWords]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdPage:
    """The form of a threshold, or with `id` None of a new one. `version`: what the form was read from. `wrong`: fields to mend."""

    now: int
    id: str | None
    version: int | None
    fields: Fields
    what: str
    raises_at: str
    where: str
    unit: str
    choices: Choices
    history: Sequence[Change]
    wrong: Sequence[str] = ()
    trial: Trial | None = None


def new_fields(kind: str) -> dict[str, str]:
    """Return the fields that a new threshold of a kind begins with."""
    known: ThresholdKind = "bin" if kind == "bin" else "air"
    return {
        "kind": known,
        "place": "",
        "consecutive": "1",
        "share": "75",
        "severity": "warning",
        "enabled": "1",
        "worsens": "",
        **_NEW[known],
    }


def threshold_page(
    services: Services, reader: Reader, threshold_id: str | None, typed: Fields, *, tries: bool = False, refused: Exception | None = None
) -> ThresholdPage:
    """Read a threshold with what was `typed` over it, and try that where `tries`. Raises a 404, StateAwayError, StoreAwayError."""
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
        stored = thresholds.get(connection, threshold_id) if threshold_id is not None else None
        if threshold_id is not None and stored is None:
            raise not_found("threshold", threshold_id)
        write = ThresholdWords(formats=Formats(words(reader.language), names.now), names=names, units=units_of(services))
        fields = {**(fields_of(form_of(stored.threshold)) if stored else new_fields(typed.get("kind", "air"))), **typed}
        choices = _choices(services, connection, write, threshold_id, fields)
        history = thresholds.history(connection, threshold_id, limit=_CHANGES) if threshold_id is not None else []
    form = form_of(stored.threshold) if stored else None
    problem, tried = refused, None
    if tries and problem is None:
        try:
            tried = trial(services, names, body_of(fields), fields.get("sted", ""))
        except (WrongFormError, ProblemError) as error:
            problem = error
    return ThresholdPage(
        now=names.now,
        id=threshold_id,
        version=stored.version if stored else None,
        fields=fields,
        what=write.what(form) if form else "",
        raises_at=write.amount(form, "raise") if form else "",
        where=write.where(form["scope"]) if form else "",
        unit=write.units.get(fields["parameter"], ""),
        choices=choices,
        history=[_change(write, change) for change in history],
        wrong=_wrong(problem),
        trial=tried,
    )


def _wrong(problem: Exception | None) -> Sequence[str]:
    if isinstance(problem, WrongFormError):
        return problem.fields
    if isinstance(problem, ProblemError):
        return [str(error["field"]).partition(".")[0].replace("scope", "place") for error in problem.extra.get("errors", ())] or ["clear"]
    return ()


def _choices(services: Services, connection: Connection, write: ThresholdWords, own: str | None, fields: Fields) -> Choices:
    text, kind = write.formats.words, fields["kind"]
    present = registry_now(write.names.registry, write.names.now)
    parameters = sorted(AIR_PARAMETERS & services.catalogue.parameters.keys(), key=rank) if kind == "air" else list(_OF_BINS)
    averagings = [
        name for name in get_args(Averaging) if kind == "air" and (fields["parameter"] not in DIRECTIONS or name in ("instant", "hour"))
    ]
    places = present.sites.values() if kind == "air" else present.bins.values()
    tags = [tag for place in places for tag in place.tags]
    values = scopes_in(tags, sorted(present.sites, key=lambda site: write.names.site(site).casefold()) if kind == "air" else ())
    if fields["place"] not in values:
        values.append(fields["place"])
    others = [row for row in thresholds.page(connection, limit=MOST) if row.id != own and row.threshold.kind == kind]
    return Choices(
        parameters=[(name, text(f"parameter.{name}")) for name in parameters],
        averagings=[(name, text(f"averaging.{name}")) for name in averagings or ["instant"]],
        places=[(value, write.where(_scope(value))) for value in values],
        severities=get_args(Severity),
        worsens=[
            (row.id, f"{write.what(form := form_of(row.threshold))}, {write.amount(form, 'raise')}, {write.where(form['scope'])}")
            for row in others
            if row.threshold.worsens is None and row.threshold.parameter == fields["parameter"]
        ],
    )


def _scope(value: str) -> dict[str, str]:
    place, _, place_id = value.partition(":")
    return {place: place_id} if place else {}


def _change(write: ThresholdWords, change: ThresholdChange) -> Change:
    kind = "made" if change.before is None else "deleted" if change.after is None else "changed"
    fields = write.changed(change.before, change.after) if change.before is not None and change.after is not None else []
    return Change(at=change.at, by=change.by, kind=kind, fields=fields)


def side_by_side(
    services: Services, reader: Reader, current: Mapping[str, Any], yours: Mapping[str, Any]
) -> list[tuple[FieldWords, FieldWords, bool]]:
    """Return every field as it is stored and as the reader wrote it, and whether they differ."""
    with services.state.read() as connection:
        names = names_now(services, connection, reader.language)
    write = ThresholdWords(formats=Formats(words(reader.language), names.now), names=names, units=units_of(services))
    pairs = zip(write.fields(current), write.fields(yours), strict=True)
    return [(stored, written, current.get(stored.name) != yours.get(stored.name)) for stored, written in pairs]

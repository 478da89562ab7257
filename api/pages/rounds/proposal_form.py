"""What an operator's form changes about a round: only what differs from how it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.pages.rounds.choices import Chosen, chosen_of, departure_of, vehicles_of
from api.pickups.body import Along, ReplanBody
from api.web.problems import wrong_field
from domain.waste.rounds.chosen_bins import bin_ids
from storage.state.waste.pickups import Pickup

Fields = Mapping[str, Sequence[str]]
_ALONG: Mapping[str, Along] = {"only-must": "none", "along": "as_planned"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalForm:
    """A form as it was sent: `act`, the button that was pressed; `shown` and `kept`, the bins that were listed and those still ticked.

    `search`: what to look for, empty where the search before stands unchanged.
    """

    act: str
    chosen: Chosen
    shown: frozenset[str]
    kept: frozenset[str]
    added: tuple[str, ...]
    search: str
    insists: bool

    @classmethod
    def of(cls, fields: Fields) -> "ProposalForm":
        """Return the form that these fields are."""
        last = {name: values[-1] for name, values in fields.items() if values}
        search = last.get("q", "").strip()[:100]
        return cls(
            act=last.get("act", "change"),
            chosen=Chosen.of(last),
            shown=frozenset(fields.get("shown", ())),
            kept=frozenset(fields.get("keep", ())),
            added=tuple(dict.fromkeys(fields.get("add", ()))),
            search=search if last.get("act") == "search" or search != last.get("searched", "") else "",
            insists=bool(last.get("insist")),
        )


def replan_body(form: ProposalForm, pickup: Pickup, now: int, zone: ZoneInfo) -> ReplanBody | None:
    """Return what the form changes about a round, None where it changes nothing. Raises a 422.

    Insisting holds for what the form asks: it is asked again with the next change.
    """
    request = pickup.request
    present = chosen_of(request.vehicles, request.not_before, pickup.departure, zone)
    changes: dict[str, object] = {}
    if form.chosen.truck != present.truck:
        changes["vehicles"] = vehicles_of(form.chosen)
    if (form.chosen.day, form.chosen.time) != (present.day, present.time):
        changes["departure"] = _departure(form.chosen, now, zone)
    elif changes and form.chosen.time:  # another truck, at the same time
        changes["departure"] = request.not_before / 1000
    if form.added:
        changes["bin_ids"] = form.added
    if form.shown - form.kept != form.shown & bin_ids(request.taken_off):
        changes |= _ticks(form, pickup)
    if form.act in _ALONG:
        changes["along"] = _ALONG[form.act]
    if form.insists != request.insist_booked and (changes or form.act == "change"):
        changes["insist_booked"] = form.insists
    return ReplanBody.model_validate(changes) if changes else None


def _ticks(form: ProposalForm, pickup: Pickup) -> dict[str, Collection[str]]:
    """Return which bins are off from now on, and which of those that could wait go along."""
    request = pickup.request
    required = bin_ids([bin_ for bin_ in (*request.bins, *request.taken_off) if bin_.required])
    requested_ids = bin_ids((*request.bins, *request.taken_off))
    planned = {stop.bin_id for stop in pickup.plan.stops} if pickup.plan else set()
    off = form.shown - form.kept
    return {"without": sorted(off & required), "along": sorted(((planned | form.kept) - required - off) & requested_ids)}


def _departure(chosen: Chosen, now: int, zone: ZoneInfo) -> float:
    try:
        departure = departure_of(chosen, now, zone)
    except ValueError as error:
        raise wrong_field("day", "is no day or time; choose one of the list") from error
    return (now if departure is None else departure) / 1000

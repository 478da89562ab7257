"""The form on which it is chosen who is notified of what: its fields become a person, or a list of what is wrong with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from api.pages.frame.registry_now import RegistryNow
from api.pages.settings.named_places import meant_by, names_of, place_ids
from config.sections.own_receivers import OwnReceiver

_FIELDS = ("name", "email", "language", "least_severity")

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverForm:
    """The form's fields as they stand, and the names of those that are wrong; `unknown`: places that nothing is called,
    `meant`: what is called nearly so.
    """

    fields: Fields
    wrong: Collection[str] = ()
    unknown: Sequence[str] = ()
    meant: Sequence[str] = ()

    def text(self, name: str) -> str:
        """Return what stands in a field."""
        return next(iter(self.fields.get(name, ())), "")

    def chosen(self, name: str, value: str) -> bool:
        """Return whether a box of a field is ticked, or a choice made."""
        return value in self.fields.get(name, ())


def empty_form() -> ReceiverForm:
    """Return the form for a new person."""
    return ReceiverForm(fields={"language": ["nb"], "alerts": ["on"], "least_severity": ["info"]})


def form_of(person: OwnReceiver, present: RegistryNow) -> ReceiverForm:
    """Return the form of a person as they are."""
    hours, quiet = (person.hours or "-").split("-"), (person.quiet_hours or "-").split("-")
    return ReceiverForm(
        fields={
            **{name: [str(getattr(person, name))] for name in _FIELDS},
            "alerts": ["on"] if person.alerts else [],
            "monthly": ["on"] if person.monthly_effects else [],
            "kinds": list(person.kinds),
            "places": ["\n".join(names_of(present, person.places))],
            "from": hours[:1],
            "until": hours[1:],
            "quiet_from": quiet[:1],
            "quiet_until": quiet[1:],
        }
    )


def person_of(fields: Fields, present: RegistryNow) -> OwnReceiver | ReceiverForm:
    """Return the person that a form describes, or the form with what is wrong in it."""
    form = ReceiverForm(fields=fields)
    places, unknown = place_ids(present, form.text("places"))
    wrong = {"places"} if unknown else set()
    try:
        person = OwnReceiver.model_validate(
            {
                **{name: form.text(name).strip() for name in _FIELDS},
                "alerts": form.chosen("alerts", "on"),
                "monthly_effects": form.chosen("monthly", "on"),
                "kinds": tuple(fields.get("kinds", ())),
                "places": tuple(places),
                "hours": _span(form.text("from"), form.text("until")),
                "quiet_hours": _span(form.text("quiet_from"), form.text("quiet_until")),
            }
        )
    except ValidationError as error:
        wrong |= {str(problem["loc"][0]) for problem in error.errors()}
    else:
        if not wrong:
            return person
    return ReceiverForm(fields=fields, wrong=wrong, unknown=unknown, meant=meant_by(present, unknown))


def _span(start: str, end: str) -> str | None:
    return f"{start}-{end}" if start or end else None

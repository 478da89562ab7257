"""The forms on which a reader acknowledges or shelves an alert."""

from collections.abc import Mapping

from fastapi import Request

from api.alerts.alerts import put_away, take_care
from api.pages.frame import forms
from api.pages.frame.reader import Reader
from api.web.problems import ProblemError
from api.web.services import Services
from domain.duration import HOUR
from domain.one_line import is_one_line

_LISTED_ON = ("/i-dag", "/luft", "/sensorer", "/sensorer/arbeid")
HOURS = (1, 4, 8, 24)  # that an alert may be shelved for
# What is wrong with what was asked, by the status that says so; the words stand with the page's texts.
_WRONG = {403: "foreign", 404: "gone", 409: "over", 413: "too_long", 422: "no_reason"}


async def form_of(request: Request, services: Services, reader: Reader) -> tuple[str | None, Mapping[str, str]]:
    """Return the form's fields, or the name of what is wrong: not from our own page, by somebody who may not, too long."""
    if not forms.is_our_own(request, services.settings.http.public_url):
        return "foreign", {}
    if reader.acts_as is None:
        return "not_allowed", {}
    try:
        return None, await forms.read(request)
    except forms.FormTooLargeError:
        return "too_long", {}


def act(services: Services, reader: Reader, alert_id: str, action: str, form: Mapping[str, str]) -> str | None:
    """Acknowledge or shelve an alert in the reader's name; return the name of what is wrong, None when it is done."""
    if not all(map(is_one_line, form.values())):
        return "no_reason"
    try:
        if action == "acknowledge":
            take_care(services, alert_id, by=reader.acts_as or "", note=form.get("note", "").strip()[:500] or None)
        else:
            hours = int(form.get("hours", "")) if form.get("hours", "") in map(str, HOURS) else HOURS[0]
            put_away(
                services, alert_id, by=reader.acts_as or "", reason=form.get("reason", "")[:500], until=services.clock() + hours * HOUR
            )
    except ProblemError as error:
        return _WRONG[error.status]
    return None


def read_on(form: Mapping[str, str]) -> str:
    """Return the page on which the form was sent, if it is one that lists alerts, else today's."""
    return form["page"] if form.get("page") in _LISTED_ON else _LISTED_ON[0]


STATUS: Mapping[str, int] = {**{name: status for status, name in _WRONG.items()}, "not_allowed": 403}

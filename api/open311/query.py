"""What a GeoReport query asks for: by number, or by kind, state and period."""

from collections.abc import Collection

from api.open311.requests import Chosen
from api.open311.services import kind_of
from api.web.problems import wrong_field
from domain.duration import DAY

LONGEST = 90 * DAY  # of a period, by the specification
_MOST_NUMBERS = 1000
_STATES = ("open", "closed")


def chosen(numbers: str | None, codes: str | None, start: int | None, end: int | None, states: str | None, now: int) -> Chosen:
    """Return which requests are meant at `now` (ms UTC): numbers stand above all else. Raises a 404 or 422."""
    if numbers is not None:
        return Chosen(numbers={number_of(number) for number in _parts(numbers)})
    return Chosen(
        kinds=[kind_of(code) for code in _parts(codes)] if codes is not None else None,
        opened=_period(start, end, now),
        states=_known_states(states) if states is not None else _STATES,
    )


def number_of(text: str) -> int:
    """Return a request's number. Raises a 422."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise wrong_field("service_request_id", f"{text[:64]!r} is no number of a request")
    return int(text)


def _parts(text: str) -> Collection[str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > _MOST_NUMBERS:
        raise wrong_field("service_request_id", f"names more than {_MOST_NUMBERS}")
    return parts


def _known_states(text: str) -> Collection[str]:
    states = _parts(text)
    unknown = sorted(set(states) - set(_STATES))
    if unknown:
        raise wrong_field("status", f"must be open, closed or both, got {unknown[0][:64]!r}")
    return states


def _period(start: int | None, end: int | None, now: int) -> tuple[int, int]:
    """Return [start, end) (ms UTC), 90 days where one of them is not given."""
    until = end if end is not None else now + 1 if start is None else min(start + LONGEST, now + 1)
    since = start if start is not None else until - LONGEST
    if until - since > LONGEST:
        raise wrong_field("start_date", "must lie at most 90 days before end_date")
    return since, until

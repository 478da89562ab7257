"""Each refusal has words of its own on the page, and keeps what shows the way on."""

import pytest

from api.pages.rounds.refusals import refusal_of
from api.text.language import words
from api.web.problems import ProblemError
from config.texts import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        ({}, "other"),
        ({"reason": "expired"}, "expired"),
        ({"reason": "taken"}, "taken"),
        ({"pickup_id": "p"}, "planned_already"),
        ({"pickup_id": None}, "other"),
        ({"bookings": []}, "booked"),
        ({"errors": [{"field": "without", "message": "leaves no bin to empty"}]}, "no_bins"),
        ({"errors": [{"field": "day", "message": "is no day"}]}, "other"),
    ],
)
def test_a_refusal_is_told_by_what_stands_in_the_way(extra: dict[str, object], kind: str, language: Language) -> None:
    refusal = refusal_of(ProblemError(409, "No.", **extra))
    assert (refusal.kind, refusal.status) == (kind, 409)
    assert words(language).knows(f"plan.refused_{kind}")


def test_a_booked_truck_is_told_with_its_round_and_its_time() -> None:
    booking = {"vehicle": "v", "pickup_id": "p", "start": "2026-02-04T05:00:00Z", "end": "2026-02-04T07:00:00Z"}
    (booked,) = refusal_of(ProblemError(409, "No.", bookings=[booking])).bookings
    assert (booked.vehicle, booked.pickup_id, booked.end - booked.start) == ("v", "p", 7_200_000)

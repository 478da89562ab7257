"""What an operator may choose: trucks with their bookings of the day, collection days, half hours of the shifts."""

from datetime import date

import pytest

from api.pages.rounds.choices import Chosen, choices, chosen_of, departure_of, vehicles_of
from config.fleet import SIMULATED_TOWN, load_fleet
from domain.duration import DAY, HOUR, MINUTE
from domain.local_time import TOWN, LocalDay
from domain.waste.rounds.booking import Booking

FLEET = load_fleet(SIMULATED_TOWN)  # Monday to Friday, 06:00–14:00
FRIDAY = LocalDay(date(2026, 11, 27))
NOON = FRIDAY.at(12 * 3600)


def test_only_trucks_that_take_the_fraction_are_offered_each_with_its_bookings_of_the_chosen_day() -> None:
    tomorrow = Booking(vehicle="restbil-1", pickup_id="p", start=NOON + DAY, end=NOON + DAY + HOUR)
    today = Booking(vehicle="restbil-2", pickup_id="q", start=NOON, end=NOON + HOUR)
    offered = choices(FLEET, {"restavfall"}, [today, tomorrow], Chosen(day="2026-11-27"), NOON, TOWN)
    assert [(truck.id, truck.booked) for truck in offered.trucks] == [("restbil-1", []), ("restbil-2", [today])]


def test_days_are_the_next_collection_days_and_today_only_until_its_shift_ends() -> None:
    offered = choices(FLEET, {"restavfall"}, [], Chosen(), NOON, TOWN)
    assert [day.value for day in offered.days][:3] == ["2026-11-27", "2026-11-30", "2026-12-01"]
    assert choices(FLEET, {"restavfall"}, [], Chosen(), FRIDAY.at(14 * 3600), TOWN).days[0].value == "2026-11-30"
    assert len(offered.days) == 7
    assert (offered.times[0], offered.times[-1]) == ("06:00", "13:30")


def test_a_day_and_time_that_were_chosen_before_are_still_offered() -> None:
    offered = choices(FLEET, {"restavfall"}, [], Chosen(day="2026-11-28", time="06:10"), NOON, TOWN)
    assert "2026-11-28" in [day.value for day in offered.days]
    assert list(offered.times)[:2] == ["06:00", "06:10"]


@pytest.mark.parametrize(
    ("not_before", "time"),
    [(FRIDAY.at(9 * 3600), "09:00"), (FRIDAY.at(9 * 3600) + 1, ""), (FRIDAY.at(0), ""), (FRIDAY.at(9 * 3600) - DAY, "")],
)
def test_a_time_is_chosen_where_somebody_chose_a_whole_minute_of_that_day(not_before: int, time: str) -> None:
    assert chosen_of(("a", "b"), not_before, NOON, TOWN) == Chosen(truck="a,b", day="2026-11-27", time=time)


def test_a_departure_is_the_chosen_time_but_never_in_the_past() -> None:
    assert departure_of(Chosen(), NOON, TOWN) is None
    assert departure_of(Chosen(day="2026-11-30", time="06:30"), NOON, TOWN) == LocalDay(date(2026, 11, 30)).at(6 * 3600 + 1800)
    assert departure_of(Chosen(day="2026-11-30"), NOON, TOWN) == LocalDay(date(2026, 11, 30)).at(0)
    assert departure_of(Chosen(day="2026-11-27", time="11:30"), NOON + MINUTE, TOWN) == NOON + MINUTE
    with pytest.raises(ValueError, match="isoformat"):
        departure_of(Chosen(day="soon"), NOON, TOWN)
    assert (vehicles_of(Chosen(truck="a,b")), vehicles_of(Chosen())) == (("a", "b"), ())

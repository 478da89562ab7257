"""A vehicle that drives another round is avoided where another is free, used before or after it, and said in any case."""

import pytest

from tests.unit.api.pickup_town import FLEET, MINUTE, WEDNESDAY, Town, moment


def only(town: Town, *vehicles: int, shift: tuple[str, str] = ("06:00", "14:00")) -> None:
    town.put_fleet(vehicles=[{**FLEET["vehicles"][number], "shift": list(shift)} for number in vehicles])


def test_a_second_round_takes_the_vehicle_that_is_free(town: Town) -> None:
    first, second = town.planned("b0"), town.planned("b1")
    (one,), (other,) = first["routes"], second["routes"]
    assert (one["vehicle"], other["vehicle"]) == ("restbil-1", "restbil-2")
    assert other["start"] == one["start"], "it need not wait"
    (booking,) = second["bookings"]
    assert booking == {"vehicle": "restbil-1", "pickup_id": first["id"], "start": one["start"], "end": one["end"], "use": "avoided"}
    assert any(note.startswith("restbil-1 was not free") and first["id"] in note and "08:00" in note for note in second["notes"])
    assert first["bookings"] == []


def test_the_only_vehicle_drives_the_second_round_after_the_first(town: Town) -> None:
    only(town, 0)
    first, second = town.planned("b0"), town.planned("b1")
    (one,), (other,) = first["routes"], second["routes"]
    assert other["vehicle"] == one["vehicle"] == "restbil-1"
    assert moment(other["start"]) == pytest.approx(moment(one["end"]), abs=1)
    assert second["departure"] == other["start"]
    assert [booking["use"] for booking in second["bookings"]] == ["in_turn"]
    assert any(note.startswith("restbil-1 also drives") for note in second["notes"])


def test_a_vehicle_that_is_named_is_not_exchanged_for_a_free_one(town: Town) -> None:
    first = town.planned("b0", vehicles=["restbil-1"])
    second = town.planned("b1", vehicles=["restbil-1"])
    assert [route["vehicle"] for route in second["routes"]] == ["restbil-1"]
    assert moment(second["routes"][0]["start"]) >= moment(first["routes"][0]["end"])


def test_a_vehicle_that_is_booked_all_day_drives_the_next_day(town: Town) -> None:
    town.clock.now = WEDNESDAY - 2 * 60 * MINUTE - 1  # 06:00: the whole shift is ahead
    first = town.planned("b0", vehicles=["restbil-1"])
    length = round((moment(first["routes"][0]["end"]) - moment(first["routes"][0]["start"])) / 60)
    only(town, 0, shift=("06:00", f"06:{length + 5:02}"))
    town.clock.now -= 60 * MINUTE
    second = town.planned("b1")
    assert (second["state"], second["departure"][:10]) == ("planned", "2026-02-05")
    assert second["bookings"] == []


def test_a_vehicle_that_must_drive_today_is_booked_twice_and_that_is_said(town: Town) -> None:
    town.clock.now = WEDNESDAY - 3 * 60 * MINUTE  # 05:00
    first = town.planned("b0", vehicles=["restbil-1"])
    length = round((moment(first["routes"][0]["end"]) - moment(first["routes"][0]["start"])) / 60)
    only(town, 0, shift=("06:00", f"06:{length + 5:02}"))
    today = town.planned("b0", departure="2026-02-04T05:00:00Z")
    assert (today["state"], today["departure"]) == ("planned", first["departure"])
    assert [booking["use"] for booking in today["bookings"]] == ["at_the_same_time"]
    assert any("booked twice" in note and first["id"] in note for note in today["notes"])


def test_what_no_shift_is_long_enough_for_books_no_vehicle_twice(town: Town) -> None:
    first = town.planned("b0")
    town.put_bin("america", lat=40.7, lon=-74.0)
    second = town.planned("b1", "america")
    assert [left["bin_id"] for left in second["unserved"]] == ["america"]
    assert [booking["use"] for booking in second["bookings"]] == ["avoided"]
    assert second["bookings"][0]["pickup_id"] == first["id"]


def test_a_round_that_is_called_off_or_done_books_nothing(town: Town) -> None:
    first = town.planned("b0")
    town.client.post(f"/pickups/{first['id']}/cancel")
    second = town.planned("b1")
    assert ([route["vehicle"] for route in second["routes"]], second["bookings"]) == (["restbil-1"], [])
    town.report(second["id"], "s1", "emptied")
    assert town.planned("b2")["bookings"] == []

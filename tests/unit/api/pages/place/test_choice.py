"""What is shown of a place is what was asked for, where it is measured."""

import pytest

from api.pages.place.choice import Choice, asked, choose

MEASURED = ("pm25", "no2", "temperature")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ("no2", "dogn", "time")),
        ({"stoff": "pm25"}, ("pm25", "dogn", "time")),
        ({"stoff": "so2", "periode": "uke"}, ("no2", "uke", "time")),
        ({"periode": "uke", "middel": "dogn"}, ("no2", "uke", "dogn")),
        ({"periode": "ar"}, ("no2", "ar", "dogn")),
        ({"periode": "ar", "middel": "time"}, ("no2", "ar", "time")),
        ({"periode": "dogn", "middel": "dogn"}, ("no2", "dogn", "time")),
        ({"periode": "<script>", "middel": "år"}, ("no2", "dogn", "time")),
    ],
)
def test_a_day_has_hours_and_a_year_days_unless_hours_are_wanted(query: dict[str, str], shown: tuple[str, str, str]) -> None:
    choice = choose(asked(query), MEASURED, "no2")
    assert (choice.parameter, choice.period, choice.averaging) == shown


def test_without_a_class_the_first_parameter_is_shown_and_without_any_none() -> None:
    assert choose(Choice(), MEASURED, None).parameter == "pm25"
    assert choose(Choice(parameter="pm25"), (), None).parameter is None

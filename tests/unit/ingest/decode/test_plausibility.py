"""Units are converted before a value is judged; a sentinel is neither converted nor judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading import Reason
from ingest.decode.plausibility import Plausibility
from ingest.formats.message import UnreadableError
from tests.unit.ingest.registered import CATALOGUE

JUDGE = Plausibility(CATALOGUE)


def checked(values: dict[str, float], units: dict[str, str] | None = None) -> dict[str, float]:
    model = CATALOGUE.models["dragino/ldds75"]
    JUDGE.convert(values, units or {}, model)
    assert JUDGE.take_impossible(values, model) == ()
    return values


def test_a_value_is_converted_before_it_is_judged() -> None:
    assert checked({"distance": 54}, {"distance": "cm"}) == {"distance": 540}
    assert checked({"temperature": 212}, {"temperature": "°F"}) == {"temperature": 100}


def test_a_models_own_sentinel_stays_as_sent() -> None:
    assert checked({"distance": 20}, {"distance": "m"}) == {"distance": 20}


@pytest.mark.parametrize("parameter", CATALOGUE.parameters)
def test_each_parameters_bounds_are_possible_and_beyond_them_is_out_of_range(parameter: str) -> None:
    definition = CATALOGUE.parameters[parameter]
    assert checked({parameter: definition.low}, {}) == {parameter: definition.low}
    assert checked({parameter: definition.high}, {}) == {parameter: definition.high}
    for beyond in (definition.low - 0.001, definition.high + 0.001):
        with pytest.raises(UnreadableError, match=f"{parameter} is .*possible is") as raised:
            checked({parameter: beyond}, {})
        assert raised.value.reason is Reason.OUT_OF_RANGE


@given(st.sampled_from(sorted(CATALOGUE.parameters)), st.floats(allow_nan=False))
def test_what_passes_is_possible_or_a_sentinel(parameter: str, value: float) -> None:
    definition = CATALOGUE.parameters[parameter]
    try:
        checked({parameter: value}, {})
    except UnreadableError:
        assert not definition.is_possible(value)
    else:
        assert definition.is_possible(value) or value in definition.sentinels


def test_a_value_between_the_bounds_of_its_parameter_is_possible() -> None:
    assert checked({"temperature": 12.3, "humidity": 50.0}) == {"temperature": 12.3, "humidity": 50.0}


def test_one_impossible_value_is_taken_out_and_its_siblings_stay() -> None:
    values = {"temperature": -144.7, "pm25": 3.0}
    (sentence,) = JUDGE.take_impossible(values, None)
    assert values == {"pm25": 3.0}
    assert sentence.endswith("; the reading's other values are stored")


@pytest.mark.parametrize("values", [{"temperature": -144.7, "pm25": 1e9, "pm10": 3.0}, {"temperature": -144.7, "rssi": -80.0}])
def test_impossible_values_of_two_sensors_or_none_that_is_possible_show_a_corrupt_message(values: dict[str, float]) -> None:
    with pytest.raises(UnreadableError) as refused:
        JUDGE.take_impossible(values, None)
    assert refused.value.reason is Reason.OUT_OF_RANGE


def test_a_unit_of_what_is_no_parameter_changes_nothing_and_the_next_is_converted() -> None:
    assert checked({"distance": 54}, {"colour": "red", "humidity": "%", "distance": "cm"}) == {"distance": 540}


def test_a_unit_that_a_parameter_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(UnreadableError, match=r"distance has no unit 'kg': it has .*cm") as refused:
        JUDGE.convert({"distance": 54.0}, {"distance": "kg"}, None)
    assert refused.value.reason is Reason.UNKNOWN_UNIT


def test_two_impossible_values_of_one_sensor_are_taken_out_each_with_its_sentence() -> None:
    values = {"temperature": -144.7, "humidity": 1e6, "pm25": 3.0}
    sentences = JUDGE.take_impossible(values, None)
    assert values == {"pm25": 3.0}
    assert [sentence.split()[0] for sentence in sentences] == ["temperature", "humidity"]

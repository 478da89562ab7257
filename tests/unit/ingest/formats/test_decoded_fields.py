"""A field that we know is taken where a number stands in it; what is wrong or unknown is named."""

from typing import Any

import pytest

from config.catalogue import load_catalogue
from domain.model import Field, TextMark
from ingest.formats.decoded_fields import read_fields
from ingest.formats.message import UnreadableError

CATALOGUE = load_catalogue()
FIELDS = {
    "Volt": Field(parameter="battery", unit="V", mark=TextMark(text="(low battery)", parameter="battery_low")),
    "dist": Field(parameter="distance", unit="cm"),
    "position": Field(parameter="tilted", words={"tilt": 1.0, "normal": 0.0}),
    "temp": Field(parameter="temperature"),
}


def read(**decoded: Any) -> tuple[dict[str, float], dict[str, str], tuple[str, ...], str | None]:
    measured = read_fields(decoded, FIELDS.get, {"SWver"}, "the network's decoder")
    return dict(measured.values), dict(measured.units), measured.unknown_keys, measured.partial


def test_numbers_words_and_wrapped_values_are_taken_with_their_units() -> None:
    assert read(temp=1, dist=2.5, position="Tilt") == ({"temperature": 1.0, "distance": 2.5, "tilted": 1.0}, {"distance": "cm"}, (), None)
    assert read(temp={"displayName": "Temperature", "value": -3.5, "unit": "°C"})[0] == {"temperature": -3.5}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2.6(low battery)", {"battery": 2.6, "battery_low": 1.0}),
        ("3.1 V", {"battery": 3.1, "battery_low": 0.0}),
        ("3.1V", {"battery": 3.1, "battery_low": 0.0}),
        (3.1, {"battery": 3.1, "battery_low": 0.0}),
    ],
)
def test_a_mark_behind_a_number_says_something_of_its_own(text: object, values: dict[str, float]) -> None:
    assert read(Volt=text) == (values, {"battery": "V"}, (), None)


@pytest.mark.parametrize("value", [True, "high", "", "3.1.2 V", "²V", "V", [], 1e300, -1e300, float("nan"), 10**400])
def test_what_is_no_number_is_named_and_its_siblings_are_taken(value: object) -> None:
    values, units, unknown, partial = read(Volt=value, temp=4)
    assert (values, units, unknown) == ({"temperature": 4.0}, {}, ())
    assert partial is not None
    assert partial.startswith("the network's decoder said: Volt is ")


@pytest.mark.parametrize("value", [9.99e299, -9.99e299, 0])
def test_a_number_within_what_a_float_holds_is_taken(value: float) -> None:
    assert read(temp=value)[0] == {"temperature": float(value)}


def test_null_measures_nothing_and_is_nothing_wrong() -> None:
    assert read(temp=None) == ({}, {}, (), None)


def test_unknown_fields_are_named_unless_the_model_sends_them_beside() -> None:
    assert read(temp=1, colour="red", SWver=3) == ({"temperature": 1.0}, {}, ("colour",), None)
    assert read(SWver=3) == ({}, {}, (), None)


def test_where_no_field_is_known_the_first_five_are_told() -> None:
    *_, unknown, partial = read(a=1, b=2, c=3, d=4, e=5, f=6)
    assert unknown == ("a", "b", "c", "d", "e", "f")
    assert partial == "the network's decoder said: none of 'a', 'b', 'c', 'd', 'e' is a field we know"


def test_a_decimal_written_as_text_is_a_number() -> None:
    assert read(temp="-0.50", dist="2025")[0] == {"temperature": -0.5, "distance": 2025.0}


@pytest.mark.parametrize("text", ["1e3", "--1", "-", "1.2.3", "NaN", "Infinity", "0x10", "1_000", "١٢"])
def test_what_is_no_plain_decimal_is_no_number(text: str) -> None:
    values, _, _, partial = read(temp=text, dist=2)
    assert values == {"distance": 2.0}
    assert partial == f"the network's decoder said: temp is {text!r}"


def test_a_field_within_an_object_is_called_by_its_path() -> None:
    fields = {"air.temp": Field(parameter="temperature"), "battery": Field(parameter="battery")}
    decoded = {"air": {"temp": {"value": 3.5}, "hum": 71}, "battery": {"value": 3.6}, "gps": {"lat": 59.9}}
    measured = read_fields(decoded, fields.get, {"gps"}, "the codec")
    assert (measured.values, measured.unknown_keys) == ({"temperature": 3.5, "battery": 3.6}, ("air.hum",))


def test_more_fields_than_any_device_has_are_refused() -> None:
    with pytest.raises(UnreadableError, match="the codec named more than 1000 fields"):
        read_fields({f"key{number}": number for number in range(10_000)}, FIELDS.get, (), "the codec")


@pytest.mark.parametrize(
    ("name", "value", "measured"),
    [
        ("battery", 15, {"battery": 15}),
        ("battery", 15.1, {}),
        ("Battery", "45", {}),
        ("battery", {"value": 45, "unit": "%"}, {}),
        ("battery_voltage", 45, {"battery": 45}),
        ("battery_level", 45, {"battery_percent": 45}),
    ],
)
def test_a_bare_battery_is_volts_only_where_it_can_be(name: str, value: object, measured: dict[str, float]) -> None:
    read_ = read_fields({name: value, "temperature": 4}, lambda name: CATALOGUE.decoded_field(None, name), (), "the codec")
    assert read_.values == {"temperature": 4, **measured}
    assert read_.unknown_keys == (() if measured else (name,))
    assert read_.partial is None

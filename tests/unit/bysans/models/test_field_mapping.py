"""What a vendor calls a field suggests which parameter it is, in which unit; a person decides."""

import pytest

from bysans.models.field_mapping import fields_in, leaves, suggest
from config.catalogue import load_catalogue

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("name", "sample", "unit", "meant"),
    [
        ("temperature", 21.5, "", ("temperature", None)),
        ("TempC_SHT", "21.50", "", ("temperature", None)),
        ("air.temp_f", 70, "", ("temperature", "°F")),
        ("Hum_SHT", 40, "", ("humidity", None)),
        ("humidity", 40, "%r.h.", ("humidity", None)),
        ("pm2_5", 8, "", ("pm25", None)),
        ("PM2.5", 8, "", ("pm25", None)),
        ("no2_ppb", 8, "", ("no2", "ppb")),
        ("co2", 420, "ppm", ("co2", None)),
        ("BatV", 3.2, "", ("battery", None)),
        ("Bat_mV", 3200, "", ("battery", "mV")),
        ("battery", 92, "", ("battery_percent", None)),
        ("battery", 92, "%", ("battery_percent", None)),
        ("battery", 3.61, "", ("battery", None)),
        ("battery", 3610, "", ("battery", "mV")),
        ("pressure", 1013.2, "", ("pressure", None)),
        ("pressure", 101320, "", ("pressure", "Pa")),
        ("distance_cm", 54, "", ("distance", "cm")),
        ("distance", 540, "mm", ("distance", None)),
        ("fw", "1.3", "", (None, None)),
        ("lid", True, "", (None, None)),
        ("temperature_alarm", 1, "", (None, None)),
        ("counter", 17, "", (None, None)),
    ],
)
def test_a_fields_name_value_and_unit_suggest_a_parameter(
    name: str, sample: object, unit: str, meant: tuple[str | None, str | None]
) -> None:
    (suggestion,) = suggest({name: sample}, {name: unit} if unit else {}, CATALOGUE)
    assert (suggestion.parameter, suggestion.unit) == meant


@pytest.mark.parametrize(
    ("name", "unit", "meant", "is_unsure"),
    [
        ("battery", "", None, True),
        ("Bat", "", None, True),
        ("device.battery", "", None, True),
        ("battery", "%", "battery_percent", False),
        ("battery_voltage", "", "battery", False),
        ("BatV", "", "battery", False),
        ("vbat", "", "battery", False),
        ("battery_level", "", "battery_percent", False),
    ],
)
def test_a_battery_without_a_value_or_unit_is_asked_about(name: str, unit: str, meant: str | None, is_unsure: bool) -> None:
    (suggestion,) = suggest({name: None}, {name: unit}, CATALOGUE)
    assert (suggestion.parameter, suggestion.is_unsure) == (meant, is_unsure)


def test_a_word_for_a_tilted_bin_has_its_values() -> None:
    (suggestion,) = suggest({"position": "tilt"}, {}, CATALOGUE)
    assert (suggestion.parameter, suggestion.words) == ("tilted", {"normal": 0, "tilt": 1})


def test_a_parameter_is_suggested_once_for_the_sensors_own_field() -> None:
    suggestions = {field.name: field.parameter for field in suggest({"TempC_DS": 1, "TempC_SHT": 21.5}, {}, CATALOGUE)}
    assert suggestions == {"TempC_DS": None, "TempC_SHT": "temperature"}


def test_fields_have_their_path_and_wrapped_values_are_fields() -> None:
    assert dict(leaves({"air": {"temp": 1, "hum": {"value": 2, "unit": "%"}}})) == {"air.temp": 1, "air.hum": 2}


def test_a_codecs_text_says_what_it_may_name() -> None:
    assert fields_in("decoded.temp = 1; data['hum'] = 2; if (data.temp == 3) decoded.temp = 4; x.y = 5;") == ["temp", "hum"]

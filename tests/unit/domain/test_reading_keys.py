"""A key has one name and some spellings, and no spelling stands for two keys."""

import pytest

from domain.parameter import Parameter
from domain.reading_keys import ReadingKeys
from tests.unit.ingest.registered import CATALOGUE

KEYS = CATALOGUE.keys


def parameter(name: str, *aliases: str) -> Parameter:
    return Parameter(name=name, unit="", low=0, high=1, reason="", conversions={}, aliases=aliases)


@pytest.mark.parametrize("name", [*CATALOGUE.parameters, "time", "seq", "device_id", "units"])
def test_every_key_is_a_spelling_of_itself_in_capital_letters_too(name: str) -> None:
    assert KEYS.key(name) == KEYS.key(name.upper()) == name
    assert name in KEYS.names


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("PM2.5", "pm25"),
        ("pm2_5", "pm25"),
        ("PM1.0", "pm1"),
        ("PM10", "pm10"),
        ("timestamp", "time"),
        ("ts", "time"),
        ("Temp", "temperature"),
    ],
)
def test_common_spellings_are_known_and_are_no_names(spelling: str, key: str) -> None:
    assert KEYS.key(spelling) == key
    assert spelling not in KEYS.names


@pytest.mark.parametrize("name", ["", "pm", "pm2", "pm100", "t", "p", "level", "voltage"])
def test_what_could_be_several_things_is_none(name: str) -> None:
    assert KEYS.key(name) is None


@pytest.mark.parametrize(
    "parameters", [[parameter("a", "B"), parameter("b")], [parameter("a", "TS")], [parameter("a", "x"), parameter("b", "X")]]
)
def test_a_spelling_of_two_keys_cannot_be_built(parameters: list[Parameter]) -> None:
    with pytest.raises(ValueError, match="would be"):
        ReadingKeys({definition.name: definition for definition in parameters})

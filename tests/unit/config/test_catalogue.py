"""The catalogue converts by published figures, cites each of them, and a wrong entry names file, line and key."""

import shutil
from pathlib import Path

import pytest

import config
from config.catalogue import load_catalogue
from config.toml_file import ConfigError
from domain.model import Model
from domain.parameter import Flag, Parameter, flag_of

CATALOGUE = load_catalogue()
SHIPPED = Path(config.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(SHIPPED / "parameters.toml", tmp_path)
    shutil.copytree(SHIPPED / "models", tmp_path / "models")
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_contracts_parameters_are_known_in_its_units() -> None:
    assert {name: parameter.unit for name, parameter in CATALOGUE.parameters.items()} == {
        **dict.fromkeys(["pm1", "pm25", "pm10", "no2", "no", "nox", "o3", "so2"], "µg/m³"),
        "co": "mg/m³",
        "co2": "ppm",
        "temperature": "°C",
        "humidity": "%",
        "pressure": "hPa",
        "wind_speed": "m/s",
        "wind_direction": "°",
        "distance": "mm",
        "fill": "%",
        "tilt": "°",
        "tilted": "0/1",
        "battery": "V",
        "battery_percent": "%",
        "battery_low": "0/1",
        "rssi": "dBm",
    }


@pytest.mark.parametrize(
    ("parameter", "unit", "value", "converted"),
    [
        # Directive 2008/50/EC annex VI C: 20 °C, 1013 hPa.
        ("no2", "ppb", 10, 19.125),
        ("no", "ppb", 10, 12.474),
        ("nox", "ppb", 10, 19.125),
        ("o3", "ppb", 10, 19.953),
        ("so2", "ppb", 10, 26.632),
        ("co", "ppm", 10, 11.644),
        ("co", "ppb", 1000, 1.1644),
        ("co", "µg/m³", 1500, 1.5),
        ("no2", "ppm", 0.01, 19.125),
        ("pm25", "mg/m³", 0.025, 25),
        ("pm25", "ug/m3", 25, 25),
        ("temperature", "°F", 50, 10),
        ("temperature", "F", -40, -40),
        ("temperature", "K", 273.15, 0),
        ("pressure", "Pa", 96800, 968),
        ("pressure", "kPa", 101.3, 1013),
        ("pressure", "mbar", 1013, 1013),
        ("distance", "cm", 54, 540),
        ("distance", "m", 0.54, 540),
        ("battery", "mV", 3600, 3.6),
        ("humidity", "ratio", 0.71, 71),
        ("fill", "ratio", 0.63, 63),
        ("co2", "ppb", 420_000, 420),
        ("pressure", "Pa", 98920.23, 989.2023),
        ("temperature", "K", 290.37, 17.22),
        ("co", "ppm", 0.8, 0.93152),
    ],
)
def test_another_unit_is_converted_by_the_published_figure(parameter: str, unit: str, value: float, converted: float) -> None:
    conversion = CATALOGUE.parameters[parameter].conversion(unit)
    assert conversion is not None
    assert conversion.apply(value) == converted


def test_tvoc_is_never_converted() -> None:
    assert not {"tvoc", "voc"} & set(load_catalogue().parameters)


@pytest.mark.parametrize(
    ("parameter", "unit"),
    [
        *(("pm25", unit) for unit in ("ug/m3", "ug/m^3", "mcg/m³", "ug m-3", "µg/m^3")),
        *(("co", unit) for unit in ("mg/m^3", "mg m⁻³")),
        *(("temperature", unit) for unit in ("C", "ºC", "℃", "deg C", "Celsius")),
        *(("humidity", unit) for unit in ("%RH", "% rh", "pct")),
        *(("pressure", unit) for unit in ("mbar", "HPA")),
        ("battery", "Volt"),
    ],
)
def test_a_unit_in_another_spelling_is_the_parameters_own(parameter: str, unit: str) -> None:
    conversion = CATALOGUE.parameters[parameter].conversion(unit)
    assert conversion is not None
    assert conversion.apply(8.25) == 8.25


@pytest.mark.parametrize("parameter", CATALOGUE.parameters.values(), ids=lambda parameter: parameter.name)
def test_a_parameters_own_unit_changes_nothing(parameter: Parameter) -> None:
    conversion = parameter.conversion(parameter.unit)
    assert conversion is not None
    assert [conversion.apply(value) for value in (0.0, 8.2, -3.7)] == [0.0, 8.2, -3.7]


@pytest.mark.parametrize("model", [model for model in CATALOGUE.models.values() if model.kind == "air"], ids=lambda model: model.id)
def test_negative_noise_of_dust_and_gases_is_good(model: Model) -> None:
    concentrations = {"pm1", "pm25", "pm10", "no2", "no", "nox", "o3", "so2", "co"} & model.ranges.keys()
    flags = {name: flag_of(-1.0, CATALOGUE.parameters[name], model) for name in concentrations}
    assert {name: flag for name, flag in flags.items() if flag is not Flag.GOOD} == {}


@pytest.mark.parametrize("model", CATALOGUE.models.values(), ids=lambda model: model.id)
def test_what_a_model_can_measure_is_possible(model: Model) -> None:
    for name, span in model.ranges.items():
        assert CATALOGUE.parameters[name].is_possible(span.low), name
        assert CATALOGUE.parameters[name].is_possible(span.high), name


def test_a_model_is_found_by_what_networks_call_it() -> None:
    assert CATALOGUE.model("milesight-iot/am319") is CATALOGUE.models["milesight/am319"]
    assert CATALOGUE.model("nobody/nothing") is None


def test_the_neutral_models_have_no_vendor() -> None:
    assert {"generic", "reference"} <= CATALOGUE.models.keys()


def test_a_figure_without_a_source_is_refused_with_file_line_and_key(folder: Path) -> None:
    file = folder / "models" / "dragino.toml"
    change(file, ', source = "LDDS75 User Manual 1.2: 280–7500 mm V"', "")
    with pytest.raises(ConfigError, match=r"dragino\.toml, line \d+: ldds75\.ranges\.distance\.source: Field required"):
        load_catalogue(folder)


def test_a_source_says_how_sure_it_is(folder: Path) -> None:
    change(folder / "models" / "dragino.toml", "280–7500 mm V", "somebody said so")
    with pytest.raises(ConfigError, match=r"ldds75\.ranges\.distance\.source"):
        load_catalogue(folder)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[ldds75]\n", "[ldds75]\ncolour = 'red'\n", r"line 4: ldds75\.colour = 'red': there is no such key"),
        ("ranges.distance", "ranges.distanse", r"ldds75\.ranges\.distanse: there is no parameter 'distanse'"),
        ("sentinels.distance", "sentinels.distances", r"ldds75\.sentinels\.distances: there is no parameter"),
        (
            'decoder = "dragino-ldds75"',
            'units.distance = "furlong"',
            r"ldds75\.units\.distance: distance has no unit 'furlong'; it has mm",
        ),
        ("low = 280", "low = 9000", r"ldds75.*ascend"),
        ("low = 280", "low = nan", r"ldds75\.ranges\.distance\.low = nan: .*finite"),
        ('kind = "bin"', 'kind = "box"', r"ldds75\.kind"),
        (
            'decoder = "dragino-ldds75"',
            'decoder = "dragino-ldds57"',
            r"line \d+: ldds75\.decoder = 'dragino-ldds57': Input should be .*'dragino-ldds75', .* or 'milesight-em500'",
        ),
        ('kind = "bin"', "kind =", r"is not TOML.*line \d+"),
    ],
)
def test_a_wrong_model_names_file_line_and_key(folder: Path, old: str, new: str, problem: str) -> None:
    file = folder / "models" / "dragino.toml"
    change(file, old, new)
    with pytest.raises(ConfigError, match=problem) as raised:
        load_catalogue(folder)
    assert str(file) in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('units = "percent"', 'units = "percents"', r"line \d+: parameters\.humidity: .*no table of units: 'percents'; there are micro"),
        ("possible = [-5, 105]", "possible = [105, -5]", r"parameters\.humidity: .*ascend"),
        ('more_source = "20 °C', 'reason2 = "20 °C', r"parameters\.no2\.reason2 = .*: there is no such key"),
        ("times = 5, over = 9", "times = 5, over = 0", r"units\.temperature"),
    ],
)
def test_a_wrong_parameter_names_file_line_and_key(folder: Path, old: str, new: str, problem: str) -> None:
    change(folder / "parameters.toml", old, new)
    with pytest.raises(ConfigError, match=problem):
        load_catalogue(folder)


def test_other_units_need_a_source_of_their_own(folder: Path) -> None:
    change(folder / "parameters.toml", 'more_source = "20 °C, 1013 hPa (Directive 2008/50/EC annex VI C) V"\n', "")
    with pytest.raises(ConfigError, match="more_units needs a more_source"):
        load_catalogue(folder)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"parameters\.toml: cannot be read \(No such file or directory\); name a readable TOML file"):
        load_catalogue(tmp_path)

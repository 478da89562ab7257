"""The shipped bounds of quality control cite their sources, name their version, and know the air's parameters."""

from pathlib import Path

import pytest

from config.catalogue import load_catalogue
from config.quality import load_quality
from config.toml_file import ConfigError
from domain.air.windows import AIR_PARAMETERS
from domain.duration import HOUR


def test_humidity_above_85_percent_is_told_for_particles_only() -> None:
    rules = load_quality()
    assert {name for name, series in rules.series.items() if series.humidity == 85} == {"pm1", "pm25", "pm10"}
    assert set(rules.series) <= AIR_PARAMETERS
    assert rules.version
    assert rules.series["humidity"].flat_span == 6 * HOUR


def test_optical_models_are_suspect_in_humid_air_and_blind_to_coarse_dust() -> None:
    models = load_catalogue().models
    for name in ("sensor-community/airrohr", "decentlab/dl-pm", "nova/sds011", "plantower/pms5003", "sensirion/sps30"):
        assert (models[name].optical, models[name].blind_to) == (True, {"pm10"})
    assert (models["reference"].optical, models["reference"].blind_to) == (False, frozenset())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[pm25]\nspike = 1\nsource = "test V"\n', "version: a text is needed"),
        ('version = "1"\n[pm25]\nspike = -1\nsource = "test V"\n', "pm25"),
        ('version = "1"\n[pm25]\nflat = { hours = 7, tolerance = 1 }\nsource = "test V"\n', "less than or equal to 6"),
    ],
)
def test_a_wrong_bound_is_told(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "quality.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_quality(file)

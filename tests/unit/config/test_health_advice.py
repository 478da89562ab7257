"""Every class of air comes with advice for most people and for the vulnerable, in both languages and with its source."""

from pathlib import Path

import pytest

from config.health_advice import load_health_advice
from config.indices import DEFAULT_INDEX, load_indices
from config.texts import LANGUAGES
from config.toml_file import ConfigError


def test_each_class_of_the_norwegian_index_has_its_advice() -> None:
    advice = load_health_advice()
    for scale in load_indices()[DEFAULT_INDEX]:
        assert len(advice.classes) == len(scale.class_names)
    for language in LANGUAGES:
        told = [(of_class.most[language], of_class.vulnerable[language]) for of_class in advice.classes]
        assert len(set(told)) == len(told)
    assert [class_ for class_, _ in advice.of_classes([4, 1])] == [4, 1]


def test_advice_without_a_source_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "advice.toml"
    shipped = (Path(__file__).parents[3] / "config/health_advice.toml").read_text(encoding="utf-8")
    file.write_text(shipped.replace(" V; medical line O", ""), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"line \d+.*source"):
        load_health_advice(file)

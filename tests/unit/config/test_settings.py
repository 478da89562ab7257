"""A setting comes from the file, the environment or the command line, the later winning; a wrong one names its place."""

from pathlib import Path

import pytest

from config.settings import SettingsError, load, unknown_variables


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bysans.toml"
    path.write_text('[mqtt]\nurl = "mqtt://broker:1883"\nusername = "bysans"\n', encoding="utf-8")
    return path


def test_what_is_set_nowhere_has_a_safe_default() -> None:
    settings = load()
    assert settings.http.listen == "127.0.0.1:8000"
    assert not settings.http.open_pages
    assert settings.devices.auto_register == "propose"


def test_the_environment_wins_over_the_file_and_leaves_the_rest_of_the_table(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_MQTT__URL", "mqtts://other")
    settings = load(file)
    assert (settings.mqtt.url, settings.mqtt.username) == ("mqtts://other", "bysans")


def test_the_command_line_wins_over_both(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_MQTT__URL", "mqtts://other")
    assert load(file, {"mqtt": {"url": "mqtt://mine"}}).mqtt.url == "mqtt://mine"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[http]\nlisten = "nope"\n', "line 2: http.listen = 'nope': 'nope' must be HOST:PORT"),
        ('[mqtt]\n\nadress = "x"\n', "line 3: mqtt.adress = 'x': there is no such setting"),
        ('data_dir = "d"\n[devices]\nauto_register = "yes"\n', "line 3: devices.auto_register = 'yes'"),
        ('[readings]\nurl = "http://influx:8086"\n', "line 1: readings = "),
        ("[http\n", "is not TOML"),
    ],
)
def test_a_wrong_setting_names_file_line_and_key(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load(path)
    assert str(path) in str(error.value)
    assert sentence in str(error.value)


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_LOG__MAX_GB", "-1")
    with pytest.raises(SettingsError, match="environment BYSANS_LOG__MAX_GB: log.max_gb = '-1'"):
        load()


def test_a_missing_file_is_an_error_not_the_defaults(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_a_misspelt_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_MQQT__URL", "mqtt://x")
    assert unknown_variables() == ["BYSANS_MQQT__URL"]


def test_the_datas_clock_is_for_loopback_only() -> None:
    assert load(None, {"clock": "data"}).clock == "data"
    with pytest.raises(SettingsError, match=r"clock = 'data': .* http.listen must be on loopback, got 0\.0\.0\.0:80"):
        load(None, {"clock": "data", "http": {"listen": "0.0.0.0:80"}})

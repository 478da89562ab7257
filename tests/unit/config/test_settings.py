"""A setting comes from the file, the environment or the command line, the later winning; a wrong one names its place."""

from pathlib import Path

import pytest

from config.settings import load, misspelt_variables
from config.toml_file import ConfigError


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
        ('[mqtt]\n\nadress = "x"\n', "line 3: mqtt.adress = 'x': there is no such key"),
        ('data_dir = "d"\n[devices]\nauto_register = "yes"\n', "line 3: devices.auto_register = 'yes'"),
        (
            '[readings]\nurl = "http://influx:8086"\n',
            "line 1: readings: an InfluxDB needs token_file: the path of a file that holds its token",
        ),
        ("[http\n", "is not TOML"),
    ],
)
def test_a_wrong_setting_names_file_line_and_key(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load(path)
    assert str(path) in str(error.value)
    assert sentence in str(error.value)


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_LOG__MAX_GB", "-1")
    with pytest.raises(ConfigError, match="environment BYSANS_LOG__MAX_GB: log.max_gb = '-1'"):
        load()


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("HTTP__TRUSTED_PROXIES", '["proxy.local"]', "http.trusted_proxies.0 = 'proxy.local': must be an IP address, a network"),
        ("ALERTS__RECEIVERS", '{"a": {"email": "x"}}', "alerts.receivers.a.email = 'x': 'x' is not one e-mail address"),
        ("DATA_DIR", '{"a": 1}', "data_dir: must be the path of a file or folder$"),
        ("HTTP__TRUSTED_PROXIES", "10.0.0.1", "http.trusted_proxies = '10.0.0.1': must be a list; .* as JSON"),
        ("MQTT__TOPICS", "[a, b]", r"mqtt.topics = '\[a, b\]': must be a list; .* written as JSON, such as"),
        ("MQTT__TOPICS", '["a/#/b"]', "mqtt.topics.0 = 'a/#/b': must be a topic filter: `#` stands alone, and last"),
        ("MQTT__TOPICS", '["a+/b"]', "mqtt.topics.0 = 'a.?/b': must be a topic filter: `.` stands alone between strokes"),
        ("MQTT__TOPICS", "[]", "mqtt.topics: must name at least 1$"),
        ("HTTP", "foo", "http = 'foo': must be a table; in the environment .* a table"),
        ("ALERTS__RECEIVERS", "drift", "alerts.receivers = 'drift': must be a table; .* a table"),
        ("STATE__URL", "foo", "state.url = 'foo': must be sqlite:////PATH/state.db .* or postgresql"),
        ("STATE__URL", "mysql://a:b@c/d", "state.url = 'mysql://a:…@c/d': must be sqlite:////PATH/state.db .* or postgresql"),
        ("STATE__URL", "sqlite://", "state.url = 'sqlite://': must be sqlite:////PATH/state.db"),
        ("HTTP__PUBLIC_URL", "bysans.kommune.no", "http.public_url = 'bysans.kommune.no': must be http://HOST or https://HOST"),
        ("PLANNING__OSRM_URL", "ftp://x", "planning.osrm_url = 'ftp://x': must be http://HOST or https://HOST"),
        (
            "READINGS__URL",
            "http://influx:x",
            "readings.url = 'http://influx:x': must be `sqlite`, postgresql://USER@HOST/DATABASE, or an InfluxDB's address: must be http",
        ),
        ("LOG__MAX_GB", "nan", "log.max_gb = 'nan': Input should be a finite number"),
    ],
)
def test_a_wrong_variable_is_told_by_its_name_with_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"BYSANS_{variable}", value)
    with pytest.raises(ConfigError, match=f"environment BYSANS_{variable}: {sentence}"):
        load()


def test_a_table_that_does_not_hold_together_names_the_variables_that_set_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_READINGS__URL", "http://influx:8086")
    with pytest.raises(ConfigError, match="environment BYSANS_READINGS__URL: readings: an InfluxDB needs token_file"):
        load()


def test_postgresql_is_spoken_to_by_the_driver_that_comes_with_us() -> None:
    assert load(None, {"state": {"url": "postgresql://db/bysans"}}).state_url == "postgresql+psycopg://db/bysans"


def test_the_password_of_the_states_server_comes_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss\n")
    state = {"url": "postgresql://bysans@db/bysans", "password_file": str(file)}
    assert load(None, {"state": state}).state_url == "postgresql+psycopg://bysans:p%40ss@db/bysans"
    assert load(None, {"state": {"password_file": str(file)}}).state_url.startswith("sqlite:")
    file.unlink()
    with pytest.raises(ConfigError, match=r"state\.password_file: .* cannot be read"):
        _ = load(None, {"state": state}).state_url


def test_a_missing_file_is_an_error_not_the_defaults(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_a_misspelt_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_MQQT__URL", "mqtt://x")
    assert misspelt_variables() == ["BYSANS_MQQT__URL"]


def test_the_datas_clock_is_for_loopback_only() -> None:
    assert load(None, {"clock": "data"}).clock == "data"
    with pytest.raises(ConfigError, match=r"clock = 'data': .* http.listen must be on loopback, got 0\.0\.0\.0:80"):
        load(None, {"clock": "data", "http": {"listen": "0.0.0.0:80"}})

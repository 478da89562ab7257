"""Commands that send find the service by the settings it was started with."""

from pathlib import Path

import pytest

from config.sections.running_service import FILE, told
from config.toml_file import ConfigError
from simulators.commands.service_address import ServiceAddress, service_of


def test_without_settings_it_is_where_run_leaves_it() -> None:
    assert service_of(None, None) == ServiceAddress("mqtt://127.0.0.1:1883", "3.1.1", None, "http://127.0.0.1:8000", Path("data/admin-key"))


def test_a_settings_file_says_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "bysans.toml"
    file.write_text('data_dir = "kept"\n[http]\nlisten = "127.0.0.1:8100"\n[mqtt]\nurl = "mqtt://broker:1884"\n')
    assert service_of(file, None) == ServiceAddress("mqtt://broker:1884", None, None, "http://127.0.0.1:8100", Path("kept/admin-key"))
    assert service_of(file, tmp_path).key_file == tmp_path / "admin-key"


def test_a_variable_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "bysans.toml"
    file.write_text('[http]\nlisten = "127.0.0.1:8100"\n')
    monkeypatch.setenv("BYSANS_HTTP__LISTEN", "127.0.0.1:8200")
    assert service_of(file, None).api == "http://127.0.0.1:8200"


def test_what_runs_in_the_data_folder_says_itself_where_it_listens(tmp_path: Path) -> None:
    file = tmp_path / "bysans.toml"
    file.write_text('[http]\nlisten = "127.0.0.1:8100"\n[mqtt]\nreceive_maximum = 9\n')
    with told(tmp_path, http="127.0.0.1:8123", mqtt="127.0.0.1:1999", simulated_town=False):
        for config in (None, file):
            running = service_of(config, tmp_path)
            assert (running.api, running.broker) == ("http://127.0.0.1:8123", "mqtt://127.0.0.1:1999")
    assert service_of(file, tmp_path).api == "http://127.0.0.1:8100", "what has ended listens nowhere"


@pytest.mark.parametrize(
    "said", ["", "[]", '{"pid": 1e99, "http": "a", "mqtt": "b"}', '{"pid": 4194305, "http": "127.0.0.1:1", "mqtt": "127.0.0.1:2"}']
)
def test_what_is_left_of_one_that_was_killed_is_not_believed(tmp_path: Path, said: str) -> None:
    (tmp_path / FILE).write_text(said)
    assert service_of(None, tmp_path).api == "http://127.0.0.1:8000"


def test_a_wrong_setting_is_told(tmp_path: Path) -> None:
    file = tmp_path / "bysans.toml"
    file.write_text("http.listen = 5\n")
    with pytest.raises(ConfigError, match="line 1: http.listen"):
        service_of(file, None)

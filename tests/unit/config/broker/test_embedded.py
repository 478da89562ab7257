"""The service has an account of its own at the embedded broker, made once and kept."""

from pathlib import Path

from config.broker.embedded import broker_url, with_broker
from config.settings import Settings


def test_the_account_is_made_once_and_the_session_found_again(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    mqtt = with_broker(settings).mqtt
    assert mqtt == with_broker(settings).mqtt
    assert (mqtt.url, mqtt.protocol, mqtt.username) == ("mqtt://127.0.0.1:1883", "3.1.1", "bysans")
    assert mqtt.client_id.startswith("bysans-")
    assert len(mqtt.client_id) == 23  # 16 characters of it are random: nobody guesses whose session to take
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "broker").iterdir()} == {0o600}


def test_two_services_have_two_accounts(tmp_path: Path) -> None:
    one, other = (with_broker(Settings(data_dir=tmp_path / name)).mqtt for name in ("one", "other"))
    assert one.client_id != other.client_id


def test_a_broker_of_ones_own_is_left_as_it_is(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "mqtt": {"url": "mqtt://broker:1883"}})
    assert with_broker(settings) is settings
    assert broker_url(settings) == "mqtt://broker:1883"
    assert list(tmp_path.iterdir()) == []


def test_it_is_reached_on_this_machine_wherever_it_listens(tmp_path: Path) -> None:
    broker = {"listen": "0.0.0.0:8883", "certificate_file": "cert.pem", "key_file": "key.pem"}
    assert broker_url(Settings.model_validate({"data_dir": tmp_path, "broker": broker})) == "mqtts://127.0.0.1:8883"

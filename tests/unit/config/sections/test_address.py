"""An address is understood, or refused with what it should look like."""

import pytest

from config.sections import address
from config.sections.address import BrokerAddress, parse_listen, parse_mqtt_url


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mqtt://broker", BrokerAddress("broker", 1883, tls=False, unix=False)),
        ("mqtts://broker:9999", BrokerAddress("broker", 9999, tls=True, unix=False)),
        ("unix:///run/mosquitto.sock", BrokerAddress("/run/mosquitto.sock", 0, tls=False, unix=True)),
    ],
)
def test_a_brokers_address(url: str, address: BrokerAddress) -> None:
    assert parse_mqtt_url(url) == address


@pytest.mark.parametrize(
    "url", ["broker:1883", "http://broker", "mqtt://", "mqtt://u:p@broker", "unix://relative", "mqtt://b/path", "mqtt://b:x", "mqtt://b:0"]
)
def test_a_wrong_brokers_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must be|must begin|carries no"):
        parse_mqtt_url(url)


@pytest.mark.parametrize(("text", "expected"), [("127.0.0.1:8000", ("127.0.0.1", 8000)), ("[::1]:0", ("::1", 0))])
def test_where_we_listen(text: str, expected: tuple[str, int]) -> None:
    assert parse_listen(text) == expected


@pytest.mark.parametrize("text", ["8000", "localhost", ":8000", "host:99999", "host:x", "host:1/x"])
def test_a_wrong_listen_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be HOST:PORT"):
        parse_listen(text)


def test_a_state_on_a_server_needs_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "find_spec", lambda _: None)
    with pytest.raises(ValueError, match=r"needs PostgreSQL's driver, .*: pip install '\.\[postgresql\]'"):
        address.check_state_url("postgresql://bysans@db/bysans")
    assert address.check_state_url("sqlite:////var/lib/bysans/state.db") == "sqlite:////var/lib/bysans/state.db"


@pytest.mark.parametrize(
    "url", ["postgresql://db:port/bysans", "postgresql://u:a/b@db/bysans", "postgresql+psycopg://db:99999/b", "postgresql://u:p@ss@db/b"]
)
def test_a_state_on_a_server_is_one_that_can_be_read_one_way_only(url: str) -> None:
    with pytest.raises(ValueError, match=r"HOST or HOST:PORT .* as %40"):
        address.check_state_url(url)

"""A device may publish to its own topic once it is registered, a network server to its network's."""

from pathlib import Path

from bysans.broker.accounts import Account, device_accounts
from config.catalogue import load_catalogue
from config.sections.home_assistant_settings import HomeAssistant
from domain.device import Device, History, Registry

CATALOGUE = load_catalogue()
NOW = 1_700_000_000_000


def registry(*devices: Device) -> Registry:
    return Registry(devices={device.id: History([device]) for device in devices}, sites={}, bins={}, by_dev_eui={})


def device(device_id: str, *, model: str = "generic", removed: bool = False) -> Device:
    return Device(id=device_id, kind="bin", model=model, interval_s=600, valid_from=NOW, removed=removed)


def test_a_registered_device_publishes_to_its_own_topic_and_reads_nothing() -> None:
    accounts = list(device_accounts({"b-1": "secret"}, registry(device("b-1")), CATALOGUE, HomeAssistant(), NOW))
    assert accounts == [Account(user="b-1", password="secret", publish=["bysans/v1/bin/b-1"], subscribe=())]


def test_one_that_is_unknown_or_was_removed_is_not_let_in() -> None:
    assert (
        list(device_accounts({"b-1": "secret", "b-2": "secret"}, registry(device("b-2", removed=True)), CATALOGUE, HomeAssistant(), NOW))
        == []
    )


def test_a_network_server_publishes_what_its_devices_send() -> None:
    (account,) = device_accounts({"chirpstack": "secret"}, registry(), CATALOGUE, HomeAssistant(), NOW)
    assert account.publish == ["application/#"]


def test_a_device_whose_model_has_topics_of_its_own_publishes_to_its_level_of_them(tmp_path: Path) -> None:
    (tmp_path / "home.toml").write_text('[box]\nsource = "ours O"\ntopics = ["tele/{device}/SENSOR", "{device}/status/{field}"]\n')
    catalogue = load_catalogue(own=tmp_path)
    (account,) = device_accounts({"b-1": "secret"}, registry(device("b-1", model="home/box")), catalogue, HomeAssistant(), NOW)
    assert account.publish == ["bysans/v1/bin/b-1", "tele/b-1/SENSOR", "b-1/status/+"]


def test_home_assistant_reads_what_is_published_for_it_where_that_is_asked_for() -> None:
    passwords = {"homeassistant": "secret"}
    assert list(device_accounts(passwords, registry(), CATALOGUE, HomeAssistant(), NOW)) == []
    (account,) = device_accounts(passwords, registry(), CATALOGUE, HomeAssistant(enabled=True, prefix="ha"), NOW)
    assert (account.publish, account.subscribe) == (["ha/status"], ["ha", "ha/#", "bysans/now", "bysans/now/#"])

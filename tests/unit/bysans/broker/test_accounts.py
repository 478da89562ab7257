"""A device may publish to its own topic once it is registered, a network server to its network's."""

from bysans.broker.accounts import Account, device_accounts
from domain.device import Device, History, Registry

NOW = 1_700_000_000_000


def registry(*devices: Device) -> Registry:
    return Registry(devices={device.id: History([device]) for device in devices}, sites={}, bins={}, by_dev_eui={})


def device(device_id: str, *, removed: bool = False) -> Device:
    return Device(id=device_id, kind="bin", model="generic", interval_s=600, valid_from=NOW, removed=removed)


def test_a_registered_device_publishes_to_its_own_topic_and_reads_nothing() -> None:
    accounts = list(device_accounts({"b-1": "secret"}, registry(device("b-1")), NOW))
    assert accounts == [Account(user="b-1", password="secret", publish=["bysans/v1/bin/b-1"], subscribe=())]


def test_one_that_is_unknown_or_was_removed_is_not_let_in() -> None:
    assert list(device_accounts({"b-1": "secret", "b-2": "secret"}, registry(device("b-2", removed=True)), NOW)) == []


def test_a_network_server_publishes_what_its_devices_send() -> None:
    (account,) = device_accounts({"chirpstack": "secret"}, registry(), NOW)
    assert account.publish == ["application/#"]

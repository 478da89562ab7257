"""Publish a large backlog at once, valid and broken messages in turn."""

import time
from random import Random

from simulators.send.bulk_publisher import BulkPublisher
from simulators.send.destination import Account
from simulators.town.load import device_id, load
from tests.faults.stand import Stand

DEVICES = 50


def register(stand: Stand, *, seed: int) -> None:
    """Register those that send the valid ones of `seed`."""
    for number in range(DEVICES):
        stand.service.register(device_id(seed, number))


def send(stand: Stand, *, valid: int, invalid: int = 0, seed: int) -> None:
    """Publish valid messages of the last ten minutes and broken ones, until the broker has acknowledged all."""
    good = load(seed, devices=DEVICES, rate=200, start=time.time_ns() // 1_000_000 - 600_000)
    dice = Random(seed)
    with BulkPublisher(stand.broker_url, Account(client_id=f"backlog-{seed}"), acknowledged=lambda _: None) as line:
        for number in range(max(valid, invalid)):
            message = next(good)
            if number < valid:
                line.publish(number, message.topic, message.payload)
            if number < invalid:
                line.publish(number, f"bysans/v1/air/flood-{number % 3}", f'{{"pm25": broken {dice.random()}'.encode())
        assert line.drain(240)

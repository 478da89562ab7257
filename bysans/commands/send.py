"""`bysans send`: one reading as a device sends it, and what became of it."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import Annotated, Any
from urllib.parse import quote

import typer

from bysans.clock import now
from bysans.commands.service_answers import ServiceAnswers, ServiceError
from bysans.commands.service_key import service_answers
from bysans.option_types import ConfigFile, DataDir
from config.catalogue import load_catalogue
from domain import rfc3339
from domain.device import ID_IN_WORDS, Kind, is_id
from domain.reading_keys import ReadingKeys
from simulators.commands import options
from simulators.commands.service_address import service_of
from simulators.send.destination import Destination
from simulators.send.encode import topic_of
from simulators.send.publisher import Publisher, PublisherError
from simulators.send.registry_client import RegistrationError, RegistryClient
from simulators.send.spoken_protocol import spoken_protocol

_POLL_S = 0.2
_ACK_S = 15.0
_LEAST_S = 1.0  # a step that is begun with no patience left has a chance still
_BROKER_S = 1.0  # somebody waits: an absent broker is told at once
_CONNECT_S = 5.0  # as long may one take that is there to let us in
_INTERVAL_S = 600


def send(
    device: Annotated[str, typer.Argument(metavar="DEVICE", help="Its id.")],
    values: Annotated[list[str], typer.Argument(metavar="KEY=VALUE...", help="Such as pm25=8.2; a value that is no JSON is sent as text.")],
    kind: Annotated[Kind | None, typer.Option(help="Default as it is registered, else by what it measures.")] = None,
    register: Annotated[bool, typer.Option("--register", help="Register it first, unless it is.")] = False,
    model: Annotated[str, typer.Option(help="The model to register it with.")] = "generic",
    wait: Annotated[bool, typer.Option("--wait", help="Wait until it is stored or refused, and say which.")] = False,
    patience: Annotated[float, typer.Option(min=0, help="Seconds for all of it.")] = 30,
    mqtt: options.Mqtt = None,
    username: options.Username = None,
    password_file: options.PasswordFile = None,
    ca_file: options.CaFile = None,
    api: Annotated[str | None, typer.Option(help="The service's HTTP API; default at the settings' http.listen.")] = None,
    key: Annotated[str | None, typer.Option(help="A key of the service.")] = None,
    key_file: options.KeyFile = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Send a reading, and say what became of it.

    Over MQTT, with the time now unless `time` or `seq` is among the keys, in any of their spellings. With --wait, exit code 1 when it was
    refused or did not arrive.
    """
    keys, end = load_catalogue().keys, time.monotonic() + patience
    body = _body(values, keys)
    with options.wrong_use():
        if not is_id(device):
            raise ValueError(f"{device!r} is not {ID_IN_WORDS}")
        to = options.destination(service_of(config, data_dir), mqtt, username, password_file, ca_file, api, key, key_file, False, Event())
        if to.registry is None and (register or wait):
            raise ValueError("no key, so nothing can be registered or read: give --key, or --key-file a file that holds one")
    service = service_answers(config, data_dir, api, key, key_file) if wait else None
    sent_at = now()
    with _failure_ends():
        registry = to.registry and replace(to.registry, patience_s=patience)
        likely = kind or _likely_kind(body, keys)
        _publish(to, topic_of(_kind(registry, device, kind, likely, model, register=register), device), body, end)
        if service is not None and not _settled(service, device, body, keys, sent_at, end):
            raise typer.Exit(1)


@contextmanager
def _failure_ends() -> Iterator[None]:
    """Let a failure end the program with exit code 1 and a sentence."""
    try:
        yield
    except (RegistrationError, PublisherError, ServiceError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _body(values: Sequence[str], keys: ReadingKeys) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise typer.BadParameter(f"{text!r} is not KEY=VALUE, such as pm25=8.2")
        try:
            body[name] = json.loads(value)
        except ValueError:
            body[name] = value
    return body if {"time", "seq"} & {*map(keys.key, body)} else {"time": rfc3339.write(now()), **body}


def _likely_kind(body: Mapping[str, Any], keys: ReadingKeys) -> Kind:
    return "bin" if {"distance", "fill", "tilt", "tilted"} & {*map(keys.key, body)} else "air"


def _kind(registry: RegistryClient | None, device: str, kind: Kind | None, likely: Kind, model: str, *, register: bool) -> Kind:
    """Return the device's kind, as registered, else as asked for or as likely; `register` it where it is not. Raises RegistrationError."""
    if registry is None:
        return likely
    registered = registry.kind_of(device)
    if registered is not None:
        return kind or registered
    if register:
        registry.call("PUT", f"devices/{quote(device, safe='')}", {"kind": likely, "model": model, "interval_s": _INTERVAL_S})
    return likely


def _publish(to: Destination, topic: str, body: Mapping[str, Any], end: float) -> None:
    """Send the message and return when the broker has it. Raises PublisherError."""
    protocol = to.protocol or spoken_protocol(to.broker, to.account, patience_s=_BROKER_S)
    with Publisher(to.broker, to.account, protocol=protocol, patience_s=min(_CONNECT_S, _left_s(end))) as publisher:
        publisher.publish(topic, json.dumps(body, ensure_ascii=False).encode())
        if not publisher.drain(min(_ACK_S, _left_s(end))) or publisher.counts.refused:
            raise PublisherError(f"{to.broker} did not accept a message to {topic}")
    typer.echo(f"{to.broker} has it, on {topic}", err=True)


def _settled(service: ServiceAnswers, device: str, body: Mapping[str, Any], keys: ReadingKeys, sent_at: int, end: float) -> bool:
    """Wait until the reading is stored or refused and say which; return whether it is stored. Raises ServiceError."""
    written, unknown = keys.read(body)
    measured = body.get(written.get("time", "time"))
    while True:
        service = replace(service, timeout_s=_left_s(end))
        refused = [row for row in service.newest_refusals(device) if rfc3339.read(row["received_at"]) >= sent_at]
        newest = [item for item in service.latest(device) if item["parameter"] in written and _is_new(item, measured, sent_at)]
        for row in refused:
            typer.echo(f"refused, {row['reason']}: {row['detail']}")
        for item in newest:
            typer.echo(f"stored: {item['parameter']} {item['value']:g} {item['unit']}  {item['time']}  flag {item['flag']}")
        if refused or newest:
            if nobodys := [name for name in unknown if keys.key(name) is None]:
                typer.echo(f"no parameter, left out: {', '.join(nobodys)}")
            for name in unknown:
                if key := keys.key(name):
                    typer.echo(f"left out: {name}, another spelling of {key}, which is there as {written[key]}")
            return bool(newest)
        if time.monotonic() >= end:
            typer.echo(f"neither stored nor refused in the time of --patience: see /readyz of {service.url}", err=True)
            return False
        time.sleep(_POLL_S)


def _left_s(end: float) -> float:
    return max(_LEAST_S, end - time.monotonic())


def _is_new(item: Mapping[str, Any], measured: Any, sent_at: int) -> bool:
    """Return whether a newest value is the one that was sent: of the time `measured` as it was written, or received since."""
    if measured is None:
        return rfc3339.read(item["time"]) >= sent_at
    try:
        time_sent = rfc3339.read(measured) if isinstance(measured, str) else round(measured * 1000)
    except (ValueError, TypeError, OverflowError):  # a time that is none: the service refuses it
        return False
    return rfc3339.read(item["time"]) >= time_sent

"""`bysans send`: one reading as a device sends it, and what became of it."""

import json
import time
from collections.abc import Mapping, Sequence
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
from simulators.commands import options
from simulators.commands.service_address import service_of
from simulators.send.destination import Destination
from simulators.send.encode import topic_of
from simulators.send.publisher import Publisher, PublisherError
from simulators.send.registry_client import RegistrationError, RegistryClient
from simulators.send.spoken_protocol import spoken_protocol

_POLL_S = 0.2
_ACK_S = 15.0
_BROKER_S = 1.0  # somebody waits: an absent broker is told at once
_INTERVAL_S = 600


def send(
    device: Annotated[str, typer.Argument(metavar="DEVICE", help="Its id.")],
    values: Annotated[list[str], typer.Argument(metavar="KEY=VALUE...", help="Such as pm25=8.2; a value that is no JSON is sent as text.")],
    kind: Annotated[Kind | None, typer.Option(help="Default as it is registered, else by what it measures.")] = None,
    register: Annotated[bool, typer.Option("--register", help="Register it first, unless it is.")] = False,
    model: Annotated[str, typer.Option(help="The model to register it with.")] = "generic",
    wait: Annotated[bool, typer.Option("--wait", help="Wait until it is stored or refused, and say which.")] = False,
    patience: Annotated[float, typer.Option(min=0, help="Seconds to wait.")] = 30,
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

    Over MQTT, with the time now unless `time` or `seq` is among the keys. With --wait, exit code 1 when it was refused or did not arrive.
    """
    body = _body(values)
    with options.wrong_use():
        if not is_id(device):
            raise ValueError(f"{device!r} is not {ID_IN_WORDS}")
        to = options.destination(service_of(config, data_dir), mqtt, username, password_file, ca_file, api, key, key_file, False, Event())
        if to.registry is None and (register or wait):
            raise ValueError("no key, so nothing can be registered or read: give --key, or --key-file a file that holds one")
    service = service_answers(config, data_dir, api, key, key_file) if wait else None
    sent_at = now()
    try:
        _publish(to, topic_of(_kind(to.registry, device, kind, body, model, register=register), device), body)
        is_stored = service is None or _settled(service, device, body, sent_at, patience)
    except (RegistrationError, PublisherError, ServiceError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if not is_stored:
        raise typer.Exit(1)


def _body(values: Sequence[str]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise typer.BadParameter(f"{text!r} is not KEY=VALUE, such as pm25=8.2")
        try:
            body[name] = json.loads(value)
        except ValueError:
            body[name] = value
    return body if {"time", "seq"} & body.keys() else {"time": rfc3339.write(now()), **body}


def _kind(registry: RegistryClient | None, device: str, kind: Kind | None, body: Mapping[str, Any], model: str, *, register: bool) -> Kind:
    """Return the device's kind, as registered, else as asked for or as likely; `register` it where it is not. Raises RegistrationError."""
    likely: Kind = kind or ("bin" if {"distance", "fill", "tilt", "tilted"} & body.keys() else "air")
    if registry is None:
        return likely
    registered = registry.kind_of(device)
    if registered is not None:
        return kind or registered
    if register:
        registry.call("PUT", f"devices/{quote(device, safe='')}", {"kind": likely, "model": model, "interval_s": _INTERVAL_S})
    return likely


def _publish(to: Destination, topic: str, body: Mapping[str, Any]) -> None:
    """Send the message and return when the broker has it. Raises PublisherError."""
    protocol = spoken_protocol(to.broker, to.account, patience_s=_BROKER_S)
    with Publisher(to.broker, to.account, protocol=protocol) as publisher:
        publisher.publish(topic, json.dumps(body, ensure_ascii=False).encode())
        if not publisher.drain(_ACK_S) or publisher.counts.refused:
            raise PublisherError(f"{to.broker} did not accept a message to {topic}")
    typer.echo(f"{to.broker} has it, on {topic}", err=True)


def _settled(service: ServiceAnswers, device: str, body: Mapping[str, Any], sent_at: int, patience_s: float) -> bool:
    """Wait until the reading is stored or refused and say which; return whether it is stored. Raises ServiceError."""
    end = time.monotonic() + patience_s
    written, unknown = load_catalogue().keys.read(body)
    while time.monotonic() < end:
        refused = [row for row in service.newest_refusals(device) if rfc3339.read(row["received_at"]) >= sent_at]
        newest = [item for item in service.latest(device) if item["parameter"] in written and _is_new(item, body, sent_at)]
        for row in refused:
            typer.echo(f"refused, {row['reason']}: {row['detail']}")
        for item in newest:
            typer.echo(f"stored: {item['parameter']} {item['value']:g} {item['unit']}  {item['time']}  flag {item['flag']}")
        if refused or newest:
            if unknown:
                typer.echo(f"no parameter, left out: {', '.join(unknown)}")
            return bool(newest)
        time.sleep(_POLL_S)
    typer.echo(f"not stored and not refused within {patience_s:g} s: see /readyz of {service.url}", err=True)
    return False


def _is_new(item: Mapping[str, Any], body: Mapping[str, Any], sent_at: int) -> bool:
    """Return whether a newest value is the one that was sent: of its time, or received since."""
    measured = body.get("time")
    if measured is None:
        return rfc3339.read(item["time"]) >= sent_at
    try:
        time_sent = rfc3339.read(measured) if isinstance(measured, str) else round(measured * 1000)
    except (ValueError, TypeError):
        return False
    return rfc3339.read(item["time"]) >= time_sent

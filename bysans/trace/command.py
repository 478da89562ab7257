"""`bysans trace`: what became of a message, and which message led to an alert, a webhook or a quarantine entry."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Annotated

import typer

from bysans import parts
from bysans.option_types import AsJson, ConfigFile, DataDir
from bysans.options import open_state, settings_from
from bysans.trace.course import Course, course_of, deliveries_of, log_folder
from domain import rfc3339
from domain.delivery import delivery_id
from ingest.codecs.codec_process import CodecProcess
from ingest.decode.decode import Decoder
from ingest.log.kept import newest_messages
from storage.state.engine import State
from storage.state.registry import RegistryCache

_ALERT = re.compile(r"([0-9a-f]{32})(\..*)?")  # an alert's id, or that of a notification: ALERT.NUMBER.RECEIVER
_PLACE_IN_MESSAGE = re.compile(r"(?<=[0-9a-f])-[psv]?[0-9]+$")  # what a quarantine entry's id has behind its delivery's
_SHOWN = 1000  # characters of a payload


def trace(
    about: Annotated[str | None, typer.Argument(metavar="ID", help="Of a delivery, a quarantine entry, an alert, or a webhook-id.")] = None,
    device: Annotated[str | None, typer.Option(help="The newest messages of this device that the ingest log keeps.")] = None,
    most: Annotated[int, typer.Option("--limit", min=1, help="With --device: at most so many.")] = 10,
    as_json: AsJson = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Follow a message to what came of it, and back.

    Run it where the ingest log is. It reads only, and the service may run. Exit code 1 when there is nothing of that id.
    """
    if (about is None) == (device is None):
        raise typer.BadParameter("name an id, or a device with --device")
    settings = settings_from(config, data_dir)
    catalogue = parts.catalogue(settings)
    with open_state(settings) as state, closing(CodecProcess()) as codecs:
        registry = RegistryCache(state).current()
        if device is not None:
            messages = newest_messages(log_folder(settings), sorted(registry.names_of(device)), most)
            ids = [delivery_id(entry.position, settings.log.name) for entry in messages]
        else:
            ids = _deliveries(state, about or "")
        if not ids:
            typer.echo(_nothing(about, device), err=True)
            raise typer.Exit(1)
        decoder = Decoder(catalogue, retention_ms=None, codecs=codecs)
        with state.read() as connection:
            try:
                courses = [course_of(connection, settings, delivery, decoder, registry) for delivery in ids]
            except ValueError as error:
                raise typer.BadParameter(str(error)) from error
    if as_json:
        typer.echo(json.dumps([course.as_json() for course in courses], ensure_ascii=False))
    else:
        typer.echo("\n\n".join("\n".join(_lines(course)) for course in courses))


def _deliveries(state: State, about: str) -> list[str]:
    """Return the deliveries that an id is about: of an alert several, of anything else one."""
    if match := _ALERT.fullmatch(about):
        with state.read() as connection:
            return deliveries_of(connection, match[1])
    return [_PLACE_IN_MESSAGE.sub("", about)]


def _nothing(about: str | None, device: str | None) -> str:
    if device is not None:
        return f"the ingest log keeps no message of {device}: see log.keep_days, and whether this is the machine on which ingest runs"
    return f"no alert {about} names a message: there is none of that id, or none led to it (silence, a part of the service, a threshold)"


def _lines(course: Course) -> Iterator[str]:
    yield f"delivery {course.delivery}"
    if course.entry is None:
        yield "  the ingest log does not keep it any more (log.keep_days), or is on another machine"
    else:
        payload = course.entry.payload.decode("utf-8", "backslashreplace")
        yield f"  received      {rfc3339.write(course.entry.received_at)}"
        yield f"  topic         {course.entry.topic}"
        yield f"  payload       {payload[:_SHOWN]}{'…' if len(payload) > _SHOWN else ''}"
    yield from (f"  reading       {line}" for line in course.readings)
    yield from (f"  quarantine    {line}" for line in course.quarantined)
    for alert in course.alerts:
        about = alert.about
        yield f"  alert         {alert.id} {alert.severity}, {alert.state}: {alert.threshold_id}, {about.type} {about.id}"
    yield from (f"  notification  {message.id} {state}" for message, state in course.notifications)

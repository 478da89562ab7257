"""`bysans tail`: readings, alerts, triggers and refusals of a running service, as they come."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from bysans.commands.service_answers import BrokenOffError, ServiceAnswers, ServiceError
from bysans.commands.service_key import service_answers
from bysans.option_types import ConfigFile, DataDir

_AGAIN_S = 1.0


def tail(
    device: Annotated[list[str] | None, typer.Option(help="Only of this device; may be given several times.")] = None,
    site: Annotated[list[str] | None, typer.Option(help="Only of this site and the devices there; may be given several times.")] = None,
    event: Annotated[list[str] | None, typer.Option(help="latest, alerts, triggers or quarantine; may be given several times.")] = None,
    lines: Annotated[int | None, typer.Option(min=1, help="End after so many events.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    api: Annotated[str | None, typer.Option(help="The service's HTTP API; default at the settings' http.listen.")] = None,
    key: Annotated[str | None, typer.Option(help="A key of the service.")] = None,
    key_file: Annotated[Path | None, typer.Option(help="The same in a file; default the data folder's admin-key.")] = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Follow readings, alerts, triggers and refusals.

    Until Ctrl-C; after an interruption it goes on where it was.
    """
    service = service_answers(config, data_dir, api, key, key_file)
    query = {name: ids for name, ids in (("device", device), ("site", site), ("event", event)) if ids}
    try:
        _follow(service, query, lines, as_json=as_json)
    except ServiceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _follow(service: ServiceAnswers, query: Mapping[str, list[str]], most: int | None, *, as_json: bool) -> None:
    """Print events. Raises ServiceError when the first try fails."""
    behind, count, has_worked = None, 0, False
    while True:
        try:
            for name, content, position in service.follow(query, behind):
                has_worked, behind, count = True, position or behind, count + 1
                typer.echo(json.dumps({"event": name, **content}, ensure_ascii=False) if as_json else _line(name, content))
                if count == most:
                    return
            has_worked = True  # it ended in order: the service stops, or we read too slowly
        except BrokenOffError:
            has_worked = True  # it was there, and comes again
        except ServiceError:
            if not has_worked:
                raise
        time.sleep(_AGAIN_S)


def _line(event: str, content: Mapping[str, Any]) -> str:
    if event == "latest":
        values = "  ".join(
            f"{item['parameter']} {item['value']:g} {item['unit']}".rstrip() + ("" if item["flag"] == 1 else f" (flag {item['flag']})")
            for item in content["items"]
        )
        return f"{max(item['time'] for item in content['items'])}  {content['device_id']}  {values}"
    if event == "quarantine":
        return f"{content['received_at']}  {content['device_id'] or content['topic']}  refused, {content['reason']}: {content['detail']}"
    if event == "alerts":
        alert = content["alert"]
        value = f"{alert['parameter']} {alert['value']:g} {alert['unit']}".rstrip()
        return f"{content['at']}  {alert['subject']['id']}  alert {content['event']} ({alert['severity']}): {value}"
    bins = ", ".join(bin_["bin_id"] for bin_ in content["bins"])
    return f"{content['raised_at']}  {content['area']}  trigger {content['state']} ({content['fraction']}): {bins}"

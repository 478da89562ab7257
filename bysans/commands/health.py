"""`bysans health ROLE`: asks a running role whether it works, for a tenth of a second of the processor's time.

It reads only the four settings it needs, unchecked: the role itself has checked them. So it imports neither pydantic nor SQLAlchemy.
"""

import socket
import time
import tomllib
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bysans.option_types import ConfigFile, DataDir
from config.sections.address import parse_listen
from config.sections.environment import merged, read_environment
from config.sections.running_service import listening
from domain.heartbeat import INGEST, STALE_AFTER_MS, ingest_role
from storage.state.last_heartbeat import StateUnansweredError, last_heartbeat

_TIMEOUT_S = 5
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to ask there, not to listen


def health(
    role: Annotated[
        Literal["broker", "ingest", "watch", "api"] | None, typer.Argument(help="a running role; default the last three")
    ] = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Ask whether a running role works.

    Cheap enough for a health check. Exit code 1, with one sentence, when it does not.
    """
    settings = _settings(config, data_dir)
    roles = ("ingest", "watch", "api") if role is None else (role,)
    problems = [_PROBLEM[asked](settings) if asked in _PROBLEM else _heartbeat_problem(settings, asked) for asked in roles]
    if any(problems):
        typer.echo("; ".join(problem for problem in problems if problem), err=True)
        raise typer.Exit(1)
    typer.echo(f"{role} works" if role else "all roles work")


def _settings(config: Path | None, data_dir: Path | None) -> Mapping[str, Any]:
    try:
        written = {} if config is None else tomllib.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        typer.echo(f"{config} cannot be read ({error}): name a readable TOML file", err=True)
        raise typer.Exit(2) from error
    settings = merged(written, read_environment({"data_dir", "state", "http", "broker", "log"}))
    settings = settings if data_dir is None else {**settings, "data_dir": str(data_dir)}
    return merged(settings, listening(Path(settings.get("data_dir", "data"))))


def _heartbeat_problem(settings: Mapping[str, Any], role: str) -> str | None:
    folder = Path(settings.get("data_dir", "data"))
    url = settings.get("state", {}).get("url") or f"sqlite:///{folder.absolute() / 'state.db'}"
    process = ingest_role(settings.get("log", {}).get("name", "")) if role == INGEST else role
    try:
        heartbeat = last_heartbeat(url, process)
    except StateUnansweredError as error:
        return str(error)
    if heartbeat is None:
        return f"{role} has not spoken yet: see whether it runs, and its log"
    silent_ms = time.time_ns() // 1_000_000 - heartbeat.at
    if silent_ms > STALE_AFTER_MS:
        return f"{role} has been silent for {silent_ms // 1000} s: see whether it runs, and its log"
    return "; ".join(f"{part}: {reason}" for part, reason in heartbeat.problems.items()) or None


def api_problem(settings: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the API at the settings' address, None where it answers."""
    listen = settings.get("http", {}).get("listen", "127.0.0.1:8000")
    try:
        host, port = parse_listen(listen)
        connection = HTTPConnection(_EVERY_ADDRESS.get(host, host), port, timeout=_TIMEOUT_S)
        try:
            connection.request("GET", "/healthz")
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:
        return f"api does not answer at {listen} ({error}): see whether it runs, and its log"
    return None if status == 200 else f"api answers {status} at {listen}: see its log"


def _broker_problem(settings: Mapping[str, Any]) -> str | None:
    """Connect to the embedded broker as a client that says nothing: it needs neither account nor certificate to be found alive."""
    listen = settings.get("broker", {}).get("listen", "127.0.0.1:1883")
    try:
        host, port = parse_listen(listen)
        with socket.create_connection((_EVERY_ADDRESS.get(host, host), port), timeout=_TIMEOUT_S):
            return None
    except (OSError, ValueError) as error:
        return f"the broker does not listen at {listen} ({error}): see whether it runs, and its log"


_PROBLEM: Mapping[str, Callable[[Mapping[str, Any]], str | None]] = {"api": api_problem, "broker": _broker_problem}

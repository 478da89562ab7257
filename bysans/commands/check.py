"""`bysans check` tries every part and every permission that the service needs; a line each, ok or what to do."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from api.web.oidc.provider_answer import ProviderAwayError
from api.web.oidc.providers import OidcProvider
from api.web.server.listener import CannotListenError, open_listener
from bysans import parts
from bysans.backup.failure import BackupError
from bysans.backup.routine import Routine
from bysans.broker.broker_check import BrokerCheckError, check_broker
from bysans.clock import now
from bysans.commands.health import api_problem
from bysans.option_types import AsJson, ConfigFile, DataDir
from bysans.options import missing_data, settings_from
from bysans.private_files import make_private
from config.broker.account import check_account
from config.secret_file import read_secret
from config.sections.address import EMBEDDED
from config.settings import Settings, misspelt_variables
from config.toml_file import ConfigError
from storage.readings.protocol import StoreAwayError, StoreRefusesError
from storage.state.engine import State, StateAwayError

_LEAST_FREE_BYTES = 256 * 1024 * 1024


class CheckFailedError(Exception):
    """Something does not work: the message says what and what to do."""


_FAILED = (BackupError, BrokerCheckError, CheckFailedError, ConfigError, StateAwayError, StoreAwayError, StoreRefusesError)


@dataclass(frozen=True, slots=True)
class _Result:
    """What one check found: `ok`, or what to do."""

    name: str
    ok: bool
    words: str


def check(as_json: AsJson = False, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Try configuration, connections and permissions.

    One line each: ok, or what to do. Exit code 1 when one failed.
    """
    if not run(settings_from(config, data_dir), as_json=as_json):
        raise typer.Exit(1)


def run(settings: Settings, *, as_json: bool = False) -> bool:
    """Print a line, or JSON, for each check; return whether all are ok. What lies in the data folder is tried only where there is one."""
    make_private()
    stored: dict[str, Callable[[Settings], str]] = {"log": _log, "state": _state, "readings": _readings}
    checks: dict[str, Callable[[Settings], str]] = {
        "settings": _settings,
        "models": _models,
        "data folder": _data_folder,
        **({} if missing_data(settings) else stored),
        "broker": check_broker,
        "http": _http,
        **({"sign-in": _sign_in} if settings.sign_in.providers else {}),
        **({} if settings.backup.to is None else {"backup": _backup}),
    }
    results: list[_Result] = []
    for name, check in checks.items():
        results.append(_tried(name, check, settings))
        if not as_json:
            typer.echo(f"{'ok    ' if results[-1].ok else 'failed'}  {name}: {results[-1].words}")
    if as_json:
        typer.echo(json.dumps(list(map(asdict, results)), ensure_ascii=False))
    return all(result.ok for result in results)


def _tried(name: str, check: Callable[[Settings], str], settings: Settings) -> _Result:
    try:
        return _Result(name, True, check(settings))
    except (*_FAILED, OSError, ValueError) as error:
        return _Result(name, False, str(error))


def _settings(settings: Settings) -> str:
    if unknown := misspelt_variables():
        raise CheckFailedError(f"the environment has {', '.join(unknown)}, which is no setting: look for a misspelling")
    if settings.mqtt.url != EMBEDDED:
        check_account(settings.mqtt)
    if settings.readings.token_file is not None:
        read_secret(settings.readings.token_file, "readings.token_file")
    return "read, every name known"


def _models(settings: Settings) -> str:
    catalogue = parts.catalogue(settings)
    if catalogue.problems:
        raise CheckFailedError("\n        ".join("\n".join(catalogue.problems.values()).splitlines()))
    folder = settings.models_folder
    if settings.models.folder is not None and not folder.is_dir():
        raise CheckFailedError(f"{folder} is no folder: make it, or mend models.folder")
    return f"{len(catalogue.models)} known; the town's own lie in {folder}"


def _data_folder(settings: Settings) -> str:
    if problem := missing_data(settings):
        raise CheckFailedError(f"{problem}. A new service makes it when it starts")
    return _writable(settings.data_dir.absolute())


def _log(settings: Settings) -> str:
    folder = settings.data_dir.absolute() / "log"
    if folder.exists() and not folder.is_dir():
        raise CheckFailedError(f"{folder} is no folder: move it away; ingest makes its own")
    return _writable(folder) if folder.exists() else f"{folder} is made when ingest starts"


def _writable(folder: Path) -> str:
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE_BYTES:
        raise CheckFailedError(f"{folder} has {free / 1e6:.0f} MB left: make room, else ingest stops acknowledging")
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".check-") as file:
        file.write(bytes(4096))
        file.flush()
        os.fsync(file.fileno())
    return f"{folder} can be written, {free / 1e9:.0f} GB free"


def _state(settings: Settings) -> str:
    with closing(State(settings.state_url)) as state, state.begin() as connection:
        connection.exec_driver_sql("select 1")
    return f"{state.engine.url!r} answers, tables up to date"


def _readings(settings: Settings) -> str:
    store = parts.readings(settings, parts.catalogue(settings))
    try:
        store.check()
    finally:
        store.close()
    return f"{_without_password(settings.readings.url)} can be written and read"


def _backup(settings: Settings) -> str:
    return Routine(settings).check()


def _sign_in(settings: Settings) -> str:
    for name, provider in settings.sign_in.providers.items():
        try:
            OidcProvider(name, provider, now).check()
        except ProviderAwayError as error:
            raise CheckFailedError(f"{error}; see sign_in.providers.{name} and docs/sign-in.md") from error
    return f"{', '.join(settings.sign_in.providers)} can be asked"


def _without_password(url: str) -> str:
    return re.sub(r"(?<=//)([^/:@]*):[^@]*@", r"\1:***@", url)


def _http(settings: Settings) -> str:
    try:
        with open_listener(settings.http.listen):
            return f"http.listen, {settings.http.listen}, is free to listen on; `bysans run --http` listens elsewhere"
    except CannotListenError as error:
        if not error.taken:
            raise CheckFailedError(f"{error}; see http.listen") from error
        if problem := api_problem({"http": {"listen": settings.http.listen}}):
            raise CheckFailedError(
                f"http.listen, {settings.http.listen}, is in use, and not by our own api: {problem}. "
                "Stop what listens there, or choose another address"
            ) from error
        return f"our own api answers at http.listen, {settings.http.listen}"

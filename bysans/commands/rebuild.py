"""`bysans rebuild`: writes the readings of the ingest log's kept days into the store that the settings name."""

import json
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime

import typer

from bysans import parts
from bysans.option_types import AsJson, ConfigFile, DataDir
from bysans.options import open_state, settings_from
from domain.count_of import count_of
from domain.duration import DAY
from ingest.codecs.codec_process import CodecProcess
from ingest.decode.decode import Decoder
from ingest.decode.service_time import WorldTime
from ingest.drain.rebuild import Rebuilt, rebuild
from ingest.log.lock import LogInUseError, lock_folder
from storage.readings.protocol import StoreAwayError, StoreRefusesError
from storage.state.engine import State, StateAwayError
from storage.state.ingest import drained

_REPORT_MESSAGES = 1_000_000


def rebuild_readings(config: ConfigFile = None, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Write the readings of the log's kept days again.

    For a store that was lost or exchanged, or after a decoder was mended. Stop `bysans ingest` first. Doing it twice changes nothing.
    """
    settings = settings_from(config, data_dir)
    catalogue, days = parts.catalogue(settings), settings.readings.retention_days
    folder = settings.data_dir / "log"
    if not folder.is_dir():
        typer.echo(f"there is no ingest log in {settings.data_dir}: name the service's data folder; see --data-dir", err=True)
        raise typer.Exit(1)
    try:
        lock = lock_folder(folder)
        with open_state(settings) as state, closing(parts.readings(settings, catalogue)) as store, closing(CodecProcess()) as codecs:
            retention_ms = None if days is None else round(days * DAY)
            result = rebuild(
                folder,
                drained=_cursor(state, settings.log.name),
                decoder=Decoder(catalogue, retention_ms=retention_ms, service_time=WorldTime(), codecs=codecs),
                state=state,
                readings=store,
                done=_progress,
            )
        lock.release()
    except (LogInUseError, StateAwayError, StoreAwayError, StoreRefusesError, OSError) as error:
        typer.echo(f"the rebuild stopped: {error}. What is written already stays; begin again, nothing is doubled", err=True)
        raise typer.Exit(1) from error
    typer.echo(json.dumps(asdict(result)) if as_json else _words(result))


def _cursor(state: State, log: str) -> int:
    with state.read() as connection:
        return drained.cursor(connection, log)


def _progress(result: Rebuilt) -> None:
    if result.messages // _REPORT_MESSAGES > (result.messages - 20_000) // _REPORT_MESSAGES:
        typer.echo(f"{result.messages:,} messages read", err=True)


def _words(result: Rebuilt) -> str:
    if result.first is None or result.last is None:
        return "the log holds no message that was drained: nothing to rebuild"
    since, until = (datetime.fromtimestamp(time / 1000, UTC).strftime("%Y-%m-%d %H:%M") for time in (result.first, result.last))
    refused = f"; the store refuses {result.refused}" if result.refused else ""
    passed_over = ("byte of the log is damaged and was passed over", "bytes of the log are damaged and were passed over")
    damaged = f"; {count_of(result.damaged, *passed_over)}" if result.damaged else ""
    written, messages = count_of(result.written, "reading"), count_of(result.messages, "message")
    return f"{written} written of {messages} that came from {since} to {until} UTC{refused}{damaged}"

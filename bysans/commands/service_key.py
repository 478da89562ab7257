"""Where the running service is that a command asks, and with which key."""

from pathlib import Path

import typer

from bysans.commands.service_answers import ServiceAnswers
from config.toml_file import ConfigError
from simulators.commands.service_address import service_of


def service_answers(config: Path | None, data_dir: Path | None, api: str | None, key: str | None, key_file: Path | None) -> ServiceAnswers:
    """Return the service of the options, else of the settings, with the key that `bysans run` left in the data folder.

    A wrong option ends the program with exit code 2 and a sentence.
    """
    try:
        running = service_of(config, data_dir)
        return ServiceAnswers(url=api or running.api, key=key or read_key(key_file or running.key_file))
    except (ConfigError, ValueError) as error:
        raise typer.BadParameter(str(error)) from error


def read_key(file: Path) -> str:
    """Return the key in a file. Raises ValueError: what to do."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"{file} cannot be read ({error.strerror}); give --key, or --key-file a file that holds one") from error

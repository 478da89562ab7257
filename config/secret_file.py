"""Secrets stand in files, never in settings; a file that cannot be used is told by the setting that names it."""

from pathlib import Path

from config.toml_file import ConfigError


def read_secret(file: Path, setting: str) -> str:
    """Return the secret that `file` holds, as `setting` names it. Raises ConfigError."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{setting}: {file} cannot be read ({reason}): name a readable text file that holds the secret") from error

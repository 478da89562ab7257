"""Every setting, read once from defaults, a TOML file and the environment; a wrong one names file, line and key."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from config.line import line_of
from config.secret_file import read_secret
from config.sections.address import on_loopback, with_password
from config.sections.address_types import ReadingsUrl, StateUrl
from config.sections.air_settings import Air
from config.sections.alert_settings import Alerts
from config.sections.archive_settings import Archive
from config.sections.audit_settings import Audit
from config.sections.backup_settings import Backup
from config.sections.broker_settings import Broker
from config.sections.dryrun_settings import DryRun
from config.sections.environment import merged, read_environment, unknown_variables, variable_of, variables_of
from config.sections.home_assistant_settings import HomeAssistant
from config.sections.http_settings import Http
from config.sections.mqtt_settings import Mqtt
from config.sections.pages_settings import Pages
from config.sections.planning_settings import Planning
from config.sections.sign_in_settings import SignIn
from config.sections.tracing_settings import Tracing
from config.toml_file import ConfigError, Key, Table, TomlFile, dotted, holds, problems

_SQLITE = "sqlite:///"


class LogSettings(Table):
    """The ingest log: what is acknowledged stands here first."""

    name: str = Field("", pattern=r"^([a-z0-9][a-z0-9-]{0,15})?$", description="tells several ingest processes that share a state apart")
    segment_mb: int = Field(64, ge=1, le=4096)
    max_gb: float = Field(20, gt=0, description="undrained beyond this: we stop acknowledging and say so")
    keep_days: float = Field(7, ge=0, description="drained segments are kept so long, so that a decoder's mistake can be mended")


class ReadingsSettings(Table):
    """The store of readings."""

    url: ReadingsUrl = Field("sqlite", description="`sqlite`, a PostgreSQL's address, which may be the state's, or an InfluxDB's")
    org: str = "bysans"
    bucket: str = "bysans"
    token_file: Path | None = Field(None, description="an InfluxDB's token, or the password of PostgreSQL's user")
    retention_days: float | None = Field(None, gt=0, description="older readings are quarantined as beyond_retention; default: keep all")

    @model_validator(mode="after")
    def _know_the_store(self) -> Self:
        if self.url.startswith("http") and self.token_file is None:
            raise ValueError("an InfluxDB needs token_file: the path of a file that holds its token")
        return self


class StateStore(Table):
    """The store of everything else."""

    url: StateUrl | None = Field(None, description="SQLAlchemy's form; default SQLite in data_dir")
    password_file: Path | None = Field(None, description="the password of PostgreSQL's user, where the address has none")


class Models(Table):
    """Device models of a town's own, beside those that ship."""

    folder: Path | None = Field(None, description="TOML files and codecs, docs/models.md; default `models` in data_dir")


class Devices(Table):
    """What happens when a device that nobody registered sends."""

    auto_register: Literal["off", "propose", "accept"] = "propose"


class Quarantine(Table):
    """How much of what could not be used is kept."""

    keep_days: float = Field(30, gt=0)
    max_mb: int = Field(512, ge=1)
    max_per_device: int = Field(1000, ge=1, description="rows kept of one device; beyond it every hundredth is kept, all are counted")


class Settings(Table):
    """All settings; build with `load`."""

    data_dir: Path = Path("data")
    http: Http = Field(default_factory=Http)
    clock: Literal["world", "data"] = Field("world", description="`data`: the time is the newest reading's; on loopback only")
    broker: Broker = Field(default_factory=Broker)
    mqtt: Mqtt = Field(default_factory=Mqtt)
    log: LogSettings = Field(default_factory=LogSettings)
    readings: ReadingsSettings = Field(default_factory=ReadingsSettings)
    state: StateStore = Field(default_factory=StateStore)
    devices: Devices = Field(default_factory=Devices)
    models: Models = Field(default_factory=Models)
    quarantine: Quarantine = Field(default_factory=Quarantine)
    air: Air = Field(default_factory=Air)
    alerts: Alerts = Field(default_factory=Alerts)
    planning: Planning = Field(default_factory=Planning)
    pages: Pages = Field(default_factory=Pages)
    dryrun: DryRun = Field(default_factory=DryRun)
    sign_in: SignIn = Field(default_factory=SignIn)
    backup: Backup = Field(default_factory=Backup)
    home_assistant: HomeAssistant = Field(default_factory=HomeAssistant)
    archive: Archive = Field(default_factory=Archive)
    audit: Audit = Field(default_factory=Audit)
    tracing: Tracing = Field(default_factory=Tracing)

    @field_validator("clock")
    @classmethod
    def _only_where_nobody_else_is(cls, clock: str, before: ValidationInfo) -> str:
        http = before.data.get("http")
        if clock == "data" and http and not on_loopback(http.listen):
            raise ValueError(f"this clock is for trials: http.listen must be on loopback, got {http.listen}")
        return clock

    @property
    def state_url(self) -> str:
        """The state store's address, with the password that `state.password_file` holds. Raises ConfigError."""
        url = self.state.url or f"{_SQLITE}{self.data_dir.absolute() / 'state.db'}"
        if self.state.password_file is None or url.startswith(_SQLITE):
            return url
        return with_password(url, read_secret(self.state.password_file, "state.password_file"))

    @property
    def models_folder(self) -> Path:
        """Where a town's own device models lie, if it has any."""
        return self.models.folder or self.data_dir / "models"

    @property
    def archive_folder(self) -> Path:
        """Where old months of readings lie, if there are any."""
        return self.archive.folder or self.data_dir / "archive"

    @property
    def state_file(self) -> Path | None:
        """The state store's file; None for a server's."""
        return Path(self.state_url.removeprefix(_SQLITE).partition("?")[0]) if self.state_url.startswith(_SQLITE) else None


def load(file: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings: `overrides` (the command line) win over the environment, that over the file.

    Raises ConfigError with a sentence for each wrong setting.
    """
    source = None if file is None else TomlFile.read(file)
    written = {} if source is None else source.content
    tree = merged(merged(written, read_environment(Settings.model_fields)), overrides or {})
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        raise ConfigError("\n".join(f"{_where(key, source)}: {dotted(key)}{wrong}" for key, wrong in problems(error, tree))) from error


def misspelt_variables() -> list[str]:
    """Return environment variables that look like settings and are none."""
    return unknown_variables(Settings.model_fields)


def _where(key: Key, file: TomlFile | None) -> str:
    names = [part for part in key if isinstance(part, str)]
    if variable_of(names) in os.environ:
        return f"environment {variable_of(names)}"
    above = [variable for depth in range(len(names), 0, -1) if (variable := variable_of(names[:depth])) in os.environ]
    if above and holds(read_environment(Settings.model_fields), key):  # within the JSON of the variable above it
        return f"environment {above[0]}"
    line = file and line_of(key, file.text.splitlines())
    if file and line:
        return f"{file.path}, line {line}"
    return f"environment {', '.join(variables_of(names))}" if variables_of(names) else "command line or default"

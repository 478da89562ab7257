"""Every setting, read once from defaults, a TOML file and the environment; a wrong one names file, line and key."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as BadVariableError

from config.address import check_listen, check_mqtt_url, on_loopback
from config.alert_settings import Alerts
from config.line import line_of

PREFIX = "BYSANS_"


class SettingsError(Exception):
    """A setting is wrong: the message names file, line and key and says what is expected."""


Listen = Annotated[str, AfterValidator(check_listen)]
MqttUrl = Annotated[str, AfterValidator(check_mqtt_url)]
Public = Literal["sites", "index", "means"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Http(_Section):
    """The HTTP API and the pages."""

    listen: Listen = "127.0.0.1:8000"
    public_url: str | None = Field(None, description="the address people use, for links in alerts and calendars")
    trusted_proxies: tuple[str, ...] = Field((), description="addresses whose X-Forwarded-* headers are believed")
    public: tuple[Public, ...] = Field(("sites", "index", "means"), description="what is read without a key")
    open_pages: bool = Field(False, description="pages show all without signing in; `run` sets it on loopback")


class Mqtt(_Section):
    """The broker that devices send to."""

    url: MqttUrl = "mqtt://127.0.0.1:1883"
    protocol: Literal["5", "3.1.1"] = Field("5", description="3.1.1 for brokers that have only that")
    client_id: str = Field("bysans-ingest", min_length=1, max_length=23, description="names the session: one ingest process each")
    username: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = Field(None, description="the authority that signed the broker's certificate; default the system's")
    topics: tuple[str, ...] = Field(
        ("bysans/v1/+/+", "v3/+/devices/+/#", "application/+/device/+/event/+"),
        description="what is subscribed; a slice of it for each of several ingest processes",
    )
    devices_url: MqttUrl | None = Field(
        None, description="where devices connect, if elsewhere than we: `check` tries that they cannot take our client id there"
    )
    keeps_sessions: bool = Field(True, description="false for a broker that forgets sessions when it restarts, as that of `bysans run`")
    receive_maximum: int = Field(2000, ge=1, le=65535, description="messages the broker may send before we acknowledge one")


class Log(_Section):
    """The ingest log: what is acknowledged stands here first."""

    segment_mb: int = Field(64, ge=1, le=4096)
    max_gb: float = Field(20, gt=0, description="undrained beyond this: we stop acknowledging and say so")
    keep_days: float = Field(7, ge=0, description="drained segments are kept so long, so that a decoder's mistake can be mended")


class Readings(_Section):
    """The store of readings."""

    url: str = Field("sqlite", description="`sqlite`, or an InfluxDB's address")
    org: str = "bysans"
    bucket: str = "bysans"
    token_file: Path | None = None
    retention_days: float | None = Field(None, gt=0, description="older readings are quarantined as beyond_retention; default: keep all")

    @model_validator(mode="after")
    def _know_the_store(self) -> Self:
        if self.url != "sqlite" and not self.url.startswith(("http://", "https://")):
            raise ValueError(f"url must be `sqlite` or an http(s) address, got {self.url!r}")
        if self.url != "sqlite" and self.token_file is None:
            raise ValueError("an InfluxDB needs token_file: the path of a file that holds its token")
        return self


class StateStore(_Section):
    """The store of everything else."""

    url: str | None = Field(None, description="SQLAlchemy's form; default SQLite in data_dir")


class Devices(_Section):
    """What happens when a device that nobody registered sends."""

    auto_register: Literal["off", "propose", "accept"] = "propose"


class Quarantine(_Section):
    """How much of what could not be used is kept."""

    keep_days: float = Field(30, gt=0)
    max_mb: int = Field(512, ge=1)
    max_per_device: int = Field(1000, ge=1, description="rows kept of one device; beyond it every hundredth is kept, all are counted")


class Planning(_Section):
    """How rounds are planned, and what their effects are held against."""

    plan_file: Path | None = Field(None, description="a town's own plan.toml: figures, today's practice, goals")
    fleet_file: Path | None = Field(None, description="the first fleet, read once; afterwards PUT /fleet changes it")
    osrm_url: Annotated[str, Field(pattern="^https?://")] | None = Field(None, description="an OSRM table service; default straight lines")
    osrm_timeout_s: float = Field(5, gt=0, le=60)
    risk_limit: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="P(overflow) above which a bin calls a truck: higher is fewer km, more overflow; default ours",
    )


class Settings(BaseSettings):
    """All settings; build with `load`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True, extra="forbid", frozen=True)

    data_dir: Path = Path("data")
    http: Http = Http()
    clock: Literal["world", "data"] = Field("world", description="`data`: the time is the newest reading's; on loopback only")
    mqtt: Mqtt = Mqtt()
    log: Log = Log()
    readings: Readings = Readings()
    state: StateStore = StateStore()
    devices: Devices = Devices()
    quarantine: Quarantine = Quarantine()
    alerts: Alerts = Alerts()
    planning: Planning = Planning()

    @field_validator("clock")
    @classmethod
    def _only_where_nobody_else_is(cls, clock: str, before: ValidationInfo) -> str:
        http = before.data.get("http")
        if clock == "data" and http and not on_loopback(http.listen):
            raise ValueError(f"this clock is for trials: http.listen must be on loopback, got {http.listen}")
        return clock

    @property
    def state_url(self) -> str:
        """The state store's address."""
        return self.state.url or f"sqlite:///{self.data_dir.absolute() / 'state.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings passes these by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what `load` merged: it knows which source each value came from."""
        return (init_settings,)


def load(file: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings: `overrides` (the command line) win over the environment, that over the file.

    Raises SettingsError with a sentence for each wrong setting.
    """
    try:
        merged = _merge(_merge(_read_file(file), EnvSettingsSource(Settings)()), overrides or {})
        return Settings(**merged)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(problem, file) for problem in error.errors())) from error
    except BadVariableError as error:
        raise SettingsError(f'{error}; lists are written as JSON, such as ["a", "b"]') from error


def unknown_variables() -> list[str]:
    """Return environment variables that look like settings and are none: most often a misspelt one."""
    names = (name for name in os.environ if name.startswith(PREFIX))
    return sorted(name for name in names if name.removeprefix(PREFIX).split("__")[0].lower() not in Settings.model_fields)


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one tree of settings over another, key by key."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _merge(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged


def _read_file(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror}); give --config a readable TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: is not TOML: {error}") from error


def _sentence(problem: ErrorDetails, file: Path | None) -> str:
    path = [str(part) for part in problem["loc"] if isinstance(part, str)]
    wrong = "there is no such setting" if problem["type"] == "extra_forbidden" else problem["msg"].removeprefix("Value error, ")
    return f"{_where(path, file)}: {'.'.join(path)} = {problem['input']!r}: {wrong}"


def _where(path: list[str], file: Path | None) -> str:
    variable = PREFIX + "__".join(path).upper()
    if variable in os.environ:
        return f"environment {variable}"
    line = file and line_of(path, file.read_text(encoding="utf-8").splitlines())
    return f"{file}, line {line}" if line else "command line or default"

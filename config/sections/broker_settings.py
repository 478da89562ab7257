"""The settings of the broker that Bysans starts itself."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from config.sections.address import check_listen, on_loopback
from config.toml_file import Table

_CLUSTERS = (3, 5)
Listen = Annotated[str, AfterValidator(check_listen)]


class Broker(Table):
    """The broker that `bysans run` and `bysans broker` start: nats-server, which speaks MQTT 3.1.1."""

    listen: Listen = "127.0.0.1:1883"
    host: str | None = Field(None, description="where ingest and api reach it from another container; default where it listens")
    certificate_file: Path | None = Field(None, description="with `key_file`: devices connect over TLS")
    key_file: Path | None = None
    devices_file: Path | None = Field(None, description="devices' passwords, a line `device id:password` each; default in data_dir")
    open: bool = Field(False, description="true: beyond loopback, too, devices need no password, and each may send as any other")
    cluster: tuple[Listen, ...] = Field((), description="HOST:PORT at which each of three or five nodes is reached by the others")
    cluster_listen: Listen = Field("0.0.0.0:6222", description="where this node listens for the others")
    cluster_password_file: Path | None = Field(None, description="the password by which nodes know each other")
    node: str = Field("bysans", pattern=r"^[A-Za-z0-9-]+$", description="this node's name; each has its own")
    max_gb: float = Field(10, gt=0, description="what waits for ingest; beyond it the broker acknowledges nothing more")

    @property
    def needs_passwords(self) -> bool:
        """Whether a device must say who it is: wherever others than this machine can connect, unless told otherwise."""
        return not self.open and not on_loopback(self.listen)

    @property
    def tls(self) -> bool:
        """Whether devices connect over TLS."""
        return self.certificate_file is not None

    @model_validator(mode="after")
    def _have_both_files(self) -> Self:
        if (self.certificate_file is None) != (self.key_file is None):
            raise ValueError("TLS needs both certificate_file and key_file")
        return self

    @model_validator(mode="after")
    def _be_a_cluster(self) -> Self:
        if bool(self.cluster) != (self.cluster_password_file is not None):
            raise ValueError("a cluster needs both cluster and cluster_password_file")
        if self.cluster and len(self.cluster) not in _CLUSTERS:
            raise ValueError("cluster must name three or five nodes, this one among them: of so many one or two may die")
        return self

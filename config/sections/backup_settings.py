"""Where backups go, how often, and how long they are kept."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from config.sections.address_types import HttpUrl
from config.toml_file import Table


def check_place(place: str) -> str:
    """Return `place` when it is a folder's absolute path or `s3://BUCKET/PREFIX`. Raises ValueError."""
    bucket = place.removeprefix("s3://").partition("/")[0]
    if not (bucket if place.startswith("s3://") else Path(place).is_absolute()):
        raise ValueError("must be a folder's absolute path, or s3://BUCKET or s3://BUCKET/PREFIX")
    return place


class Backup(Table):
    """Backups of all stores and the ingest log."""

    to: Annotated[str, AfterValidator(check_place)] | None = Field(None, description="a folder, or s3://BUCKET/PREFIX")
    every_hours: float = Field(24, gt=0, description="how often `bysans backup --scheduled`, and `bysans run`, make one")
    keep_days: float = Field(30, gt=0, description="younger ones are all kept, and the newest always")
    keep_months: int = Field(12, ge=0, description="of older ones the last of each month, so many months back")
    key_file: Path | None = Field(None, description="seals them; without the key nobody reads them: keep a copy elsewhere")
    s3_endpoint: HttpUrl | None = Field(None, description="the S3 server, where it is not Amazon's")
    s3_region: str = "us-east-1"
    s3_access_key: str | None = None
    s3_secret_key_file: Path | None = None

    @model_validator(mode="after")
    def _has_both_keys(self) -> Self:
        if (self.s3_access_key is None) != (self.s3_secret_key_file is None):
            raise ValueError("s3_access_key and s3_secret_key_file belong together")
        return self

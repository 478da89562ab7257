"""When readings leave the store for Parquet files, are thinned, and are deleted."""

from importlib.util import find_spec
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from config.toml_file import Table


class Archive(Table):
    """Old months of readings as Parquet files; each setting counts whole months that have ended, and without it that is never done."""

    folder: Path | None = Field(None, description="where the files lie; default `archive` in data_dir")
    after_months: int | None = Field(None, ge=2, description="older months leave the store, and are still answered")
    thin_after_months: int | None = Field(None, ge=2, description="of older ones a reading an hour of a device stays")
    delete_after_months: int | None = Field(None, ge=2, description="older ones are deleted")

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        others = [months for months in (self.thin_after_months, self.delete_after_months) if months is not None]
        if others and (self.after_months is None or min(others) < self.after_months):
            raise ValueError("thin_after_months and delete_after_months need an after_months that is not larger: months are archived first")
        if self.after_months is not None and find_spec("pyarrow") is None:
            raise ValueError("needs the library that writes Parquet, which is not installed: pip install '.[archive]'")
        return self

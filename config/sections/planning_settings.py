"""How rounds are planned, and what their effects are held against."""

from pathlib import Path

from pydantic import Field

from config.sections.address_types import HttpUrl
from config.toml_file import Table


class Planning(Table):
    """How rounds are planned, and what their effects are held against."""

    plan_file: Path | None = Field(None, description="a town's own plan.toml: figures, today's practice, goals")
    fleet_file: Path | None = Field(None, description="the first fleet, read once; afterwards PUT /fleet changes it")
    osrm_url: HttpUrl | None = Field(None, description="an OSRM table service; default straight lines")
    osrm_timeout_s: float = Field(5, gt=0, le=60)
    risk_limit: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="P(overflow) above which a bin calls a truck: higher is fewer km, more overflow; default ours",
    )

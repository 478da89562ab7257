"""How long the audit log says who it was."""

from pydantic import Field

from config.toml_file import Table


class Audit(Table):
    """The log of every change: it stays, names in it do not."""

    name_days: float = Field(730, gt=0, description="for so long the log says by whom, and from which address; the change itself stays")

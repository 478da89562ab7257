"""What the dry years that are begun on the page may take, and how long they are kept."""

from pydantic import Field

from config.toml_file import Table


class DryRun(Table):
    """What the dry years that are begun on the page may take, and how long they are kept."""

    at_once: int = Field(1, ge=1, le=16, description="so many are worked out at once on `/provaar`, each in two processes")
    keep_days: float = Field(90, gt=0, description="for so long a list that was handed in on `/provaar` and its answer are kept")
    max_mb: int = Field(1000, ge=100, description="of all of them; the oldest make room")

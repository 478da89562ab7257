"""The settings of the air: by which set of limits it is judged where nobody names another."""

from typing import Annotated

from pydantic import AfterValidator, Field

from config.regimes import DEFAULT_REGIME, regime_names
from config.toml_file import Table


def _known(regime: str) -> str:
    if regime not in regime_names():
        raise ValueError(f"{regime!r} is no set of limits here; there are {', '.join(regime_names())}")
    return regime


class Air(Table):
    """How the air is judged."""

    regime: Annotated[str, AfterValidator(_known)] = Field(
        DEFAULT_REGIME, description="the set of limits that `/luft` and the API begin with"
    )

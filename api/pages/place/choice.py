"""Which parameter, period and means of a place somebody wants to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from domain.air.windows import AIR_PARAMETERS
from domain.duration import DAY

Period = Literal["dogn", "uke", "ar"]
Averaging = Literal["time", "dogn"]
LENGTHS: Mapping[Period, int] = {"dogn": DAY, "uke": 7 * DAY, "ar": 365 * DAY}
PERIODS: Sequence[Period] = get_args(Period)
AVERAGINGS: Sequence[Averaging] = get_args(Averaging)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A parameter, a period, and hourly or daily means, by their words in the address; `parameter` None where nothing is measured."""

    parameter: str | None = None
    period: Period = "dogn"
    averaging: Averaging | None = None

    @property
    def query(self) -> dict[str, str]:
        """The choice as an address has it."""
        return {"stoff": self.parameter or "", "periode": self.period, "middel": self.averaging or ""}


def asked(query: Mapping[str, str]) -> Choice:
    """Return what an address asks for; a word that is none of ours asks for nothing."""
    period: Period = next((period for period in PERIODS if period == query.get("periode")), "dogn")
    averaging = next((averaging for averaging in AVERAGINGS if averaging == query.get("middel")), None)
    parameter = next((name for name in AIR_PARAMETERS if name == query.get("stoff")), None)
    return Choice(parameter=parameter, period=period, averaging=averaging)


def choose(wanted: Choice, measured: Sequence[str], deciding: str | None) -> Choice:
    """Return what is shown: what is wanted where it is `measured`, else what decides the class (`deciding`), else the first.

    A day has hourly means alone, a year daily ones unless hourly ones are wanted.
    """
    parameter = next((name for name in (wanted.parameter, deciding) if name in measured), measured[0] if measured else None)
    usual: Averaging = "dogn" if wanted.period == "ar" else "time"
    averaging = "time" if wanted.period == "dogn" else wanted.averaging or usual
    return Choice(parameter=parameter, period=wanted.period, averaging=averaging)

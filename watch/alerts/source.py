"""What every source of observations promises."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.alerts.observations.observation import Observed
from storage.state.due import Due
from watch.alerts.context import Context


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """What a source found, and what is to be stored with what follows from it.

    `settled`: rows of the queue (`due`) that this was about. `cursor`: where new readings are judged up to, None where that need
    not be stored. `stored`: to be called once all this is stored; until then the source finds the same again.
    """

    observed: Sequence[Observed] = ()
    settled: Sequence[Due] = ()
    cursor: int | None = None
    stored: Callable[[], None] = _nothing


class ObservationSource(Protocol):
    """One origin of observations: new readings, closed windows, conditions that hold without a reading."""

    def observe(self, context: Context) -> Observations:
        """Return what is new. Raises StateAwayError, StoreAwayError, StoreRefusesError, and what `pulse` raises."""
